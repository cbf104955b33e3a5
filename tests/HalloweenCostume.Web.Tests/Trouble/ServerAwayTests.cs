using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Trouble;

/// <summary>The server goes away, as after a power cut, and comes back.</summary>
[Collection(nameof(SecondSiteTestGroup))]
public class ServerAwayTests(Browser browser)
{
    private const string Unreachable = "The server cannot be reached. Check the connection and try again.";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_without_its_data_goes_on_when_the_server_is_back(bool asked)
    {
        await using var site = await LocalSite.StartAsync(mortal: true);
        await using var visit = await browser.VisitAsync(site);
        var gone = new TaskCompletionSource();
        await visit.Page.RouteAsync("**/api/**", async route =>
        {
            await gone.Task;
            await route.ContinueAsync();
        });
        await visit.Page.GotoAsync("/");
        await visit.Prompt.FillAsync("Typed already.");
        await site.StopAsync();
        gone.SetResult();
        await Expect(visit.Trouble).ToContainTextAsync(Unreachable);
        await Expect(visit.Status).ToContainTextAsync(Unreachable);

        await site.StartAgainAsync();
        if (asked)
            await visit.Button("Try again").ClickAsync();
        await Expect(visit.Profile.Locator("option")).ToHaveCountAsync(4, new() { Timeout = Parts.Patience });
        await Expect(visit.Trouble).ToBeHiddenAsync();
        await Expect(visit.Prompt).ToHaveValueAsync("Typed already.");
        Assert.Empty(visit.TroublesBut("ERR_CONNECTION_REFUSED"));
    }

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task Pictures_that_are_under_way_arrive_after_the_server_was_away(int width, int height)
    {
        await using var site = await LocalSite.StartAsync(new() { ["DEMO_RUN_MS"] = "2500" }, mortal: true);
        await using var visit = await browser.VisitAsync(site, width, height);
        await visit.ComeAsync(profile: 1);
        await visit.GenerateAsync("A mummy at the door.", count: 2);
        await Expect(visit.Page.GetByText("Being made…").First).ToBeVisibleAsync(new() { Timeout = Parts.Patience });
        await visit.Prompt.FillAsync("Typed meanwhile.");

        await site.StopAsync();
        await Expect(visit.Trouble).ToContainTextAsync(Unreachable, new() { Timeout = Parts.Patience });
        await Expect(visit.Tiles).ToHaveCountAsync(2);

        await site.StartAgainAsync();
        await visit.ExpectAllAsync(2);
        await Expect(visit.Trouble).ToBeHiddenAsync();
        await Expect(visit.Status).ToHaveTextAsync("Your 2 pictures are ready.");
        await Expect(visit.Prompt).ToHaveValueAsync("Typed meanwhile.");
        await visit.ExpectNoBrokenPictureAsync();
        Assert.Empty(visit.TroublesBut("ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "ERR_INCOMPLETE"));
    }

    [Fact]
    public async Task What_was_asked_for_while_the_server_was_away_is_asked_for_again_with_the_same_key()
    {
        await using var site = await LocalSite.StartAsync(mortal: true);
        await using var visit = await browser.VisitAsync(site);
        await visit.ComeAsync(profile: 1);
        var keys = new List<string?>();
        visit.Page.Request += async (_, request) =>
        {
            if (request.Method == "POST")
                keys.Add(await request.HeaderValueAsync("Idempotency-Key"));
        };
        await site.StopAsync();
        await visit.GenerateAsync("A cat on the roof.", count: 1);
        await Expect(visit.Alert).ToHaveTextAsync(Unreachable);
        await Expect(visit.Prompt).ToHaveValueAsync("A cat on the roof.");

        await site.StartAgainAsync();
        await visit.Generate.ClickAsync();
        await visit.ExpectAllAsync(1);
        Assert.Equal(2, keys.Count);
        Assert.Single(keys.Distinct());
        Assert.Empty(visit.TroublesBut("ERR_CONNECTION_REFUSED"));
    }

    [Fact]
    public async Task A_profile_that_is_chosen_while_the_server_is_away_comes_when_it_is_back()
    {
        await using var site = await LocalSite.StartAsync(mortal: true);
        await site.AddPicturesAsync(profile: 2, count: 3);
        await using var visit = await browser.VisitAsync(site);
        await visit.ComeAsync(profile: 1);
        await site.StopAsync();
        await visit.Profile.SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await Expect(visit.Trouble).ToContainTextAsync(Unreachable);
        await Expect(visit.Page.Locator("#feed")).ToHaveAttributeAsync("aria-busy", "true");

        await site.StartAgainAsync();
        await visit.ExpectAllAsync(3);
        await Expect(visit.LoraModel).ToBeEnabledAsync(new() { Timeout = Parts.Patience });
        await Expect(visit.Trouble).ToBeHiddenAsync();
        Assert.Empty(visit.TroublesBut("ERR_CONNECTION_REFUSED"));
    }

    [Fact]
    public async Task What_cannot_be_deleted_stays_and_is_said()
    {
        await using var site = await LocalSite.StartAsync(mortal: true);
        // One, for those beside it are read in advance and would be cut off.
        await site.AddPicturesAsync(profile: 1, count: 1);
        await using var visit = await browser.VisitAsync(site);
        await visit.ComeAsync(profile: 1, atLeast: 1);
        await visit.Feed.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(visit.Lightbox.GetByRole(AriaRole.Img)).ToHaveJSPropertyAsync("naturalWidth", 768);
        // Its width is known before its last byte is there.
        await Expect(visit.Lightbox.GetByRole(AriaRole.Img)).ToHaveJSPropertyAsync("complete", true);
        await site.StopAsync();
        await visit.Button("Delete").ClickAsync();
        await Expect(visit.Toast).ToContainTextAsync(Unreachable);
        await visit.Button("Close").ClickAsync();
        await visit.ExpectAllAsync(1);
        Assert.Empty(visit.TroublesBut("ERR_CONNECTION_REFUSED"));
    }
}
