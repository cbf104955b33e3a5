using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Trouble;

/// <summary>The network goes away and comes back.</summary>
[Collection(nameof(SecondSiteTestGroup))]
public class OfflineTests(LocalSite shared, Browser browser)
{
    private const string Offline = "You are offline. What you typed is kept, and the page goes on when the network is back.";

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task Somebody_who_asks_without_a_network_keeps_what_was_typed(int width, int height)
    {
        await using var site = await LocalSite.StartAsync();
        await using var visit = await browser.VisitAsync(site, width, height);
        await visit.ComeAsync(profile: 1);
        await visit.SetOfflineAsync(true);
        await Expect(visit.Trouble).ToContainTextAsync(Offline);

        await visit.GenerateAsync("A witch in the fog.", count: 2);
        await Expect(visit.Alert).ToHaveTextAsync("You are offline. Try again when the network is back.");
        await Expect(visit.Tiles).ToHaveCountAsync(0);
        await Expect(visit.Prompt).ToHaveValueAsync("A witch in the fog.");

        await visit.SetOfflineAsync(false);
        await Expect(visit.Trouble).ToBeHiddenAsync();
        await Expect(visit.Count(2)).ToBeCheckedAsync();
        await visit.Generate.ClickAsync();
        await visit.ExpectAllAsync(2);
        await Expect(visit.Alert).ToBeEmptyAsync();
        Assert.Empty(visit.TroublesBut("ERR_INTERNET_DISCONNECTED"));
    }

    [Fact]
    public async Task Pictures_that_are_under_way_arrive_when_the_network_is_back()
    {
        await using var site = await LocalSite.StartAsync(new() { ["DEMO_RUN_MS"] = "3000" });
        await using var visit = await browser.VisitAsync(site);
        await visit.ComeAsync(profile: 1);
        await visit.GenerateAsync("A ghost on the stairs.", count: 2);
        await Expect(visit.Page.GetByText("Being made…").First).ToBeVisibleAsync(new() { Timeout = Parts.Patience });

        await visit.SetOfflineAsync(true);
        await Expect(visit.Trouble).ToContainTextAsync(Offline);
        await visit.Prompt.FillAsync("Typed meanwhile.");
        using (var client = new HttpClient { BaseAddress = site.Address })
            await Parts.UntilAsync(async () => (await client.GetStringAsync("/api/images/2")).Split("\"ready\"").Length > 2, "the server makes the pictures");
        // An answer that was on its way may still tell of a picture, which nobody can draw yet.
        Assert.Equal(0, await visit.Feed.Locator(".loaded").CountAsync());

        await visit.SetOfflineAsync(false);
        await visit.ExpectAllAsync(2);
        await Expect(visit.Trouble).ToBeHiddenAsync();
        await Expect(visit.Prompt).ToHaveValueAsync("Typed meanwhile.");
        await visit.ExpectNoBrokenPictureAsync();
        Assert.Empty(visit.TroublesBut("ERR_INTERNET_DISCONNECTED"));
    }

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task Scrolling_goes_on_where_it_was_when_the_network_is_back(int width, int height)
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 70);
        await using var visit = await browser.VisitAsync(site, width, height);
        await visit.ComeAsync(profile: 1, atLeast: 12);
        await visit.SetOfflineAsync(true);
        await ToTheEndAsync(visit);
        await Expect(visit.Trouble).ToContainTextAsync(Offline);

        await visit.SetOfflineAsync(false);
        await Expect(visit.Trouble).ToBeHiddenAsync();
        await ReadToTheEndAsync(visit, "Picture 1");
        await visit.ExpectDrawnAsync();
        await Expect(visit.Button("Load again")).ToHaveCountAsync(0);
        await visit.ExpectNoBrokenPictureAsync();
        Assert.Empty(visit.TroublesBut("ERR_INTERNET_DISCONNECTED"));
    }

    [Fact]
    public async Task A_page_that_was_loaded_without_a_network_says_so_and_goes_on_by_itself()
    {
        await using var visit = await browser.VisitAsync(shared);
        // The page comes from the browser's cache, its data from nowhere.
        await visit.Page.RouteAsync("**/api/**", async route =>
        {
            await visit.SetOfflineAsync(true);
            await route.ContinueAsync();
        }, new() { Times = 1 });
        await visit.Page.GotoAsync("/");
        await Expect(visit.Trouble).ToContainTextAsync(Offline);
        await Expect(visit.Button("Try again")).ToBeVisibleAsync();

        await visit.SetOfflineAsync(false);
        await Expect(visit.Profile.Locator("option")).ToHaveCountAsync(4);
        await Expect(visit.Trouble).ToBeHiddenAsync();
        Assert.Empty(visit.TroublesBut("ERR_INTERNET_DISCONNECTED"));
    }

    [Fact]
    public async Task It_is_said_in_front_of_a_picture_that_is_shown_large()
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 30);
        await using var visit = await browser.VisitAsync(site, 1440, 600);
        await visit.ComeAsync(profile: 1, atLeast: 20);
        await visit.Feed.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(visit.Lightbox.GetByRole(AriaRole.Img)).ToHaveJSPropertyAsync("naturalWidth", 768);
        await visit.SetOfflineAsync(true);
        await Expect(visit.Lightbox.GetByRole(AriaRole.Region, new() { Name = "Trouble" })).ToBeVisibleAsync();
        await visit.SetOfflineAsync(false);
        await Expect(visit.Trouble).ToBeHiddenAsync();
    }

    private static Task ToTheEndAsync(Visit visit) => visit.Page.EvaluateAsync("scrollTo(0, document.documentElement.scrollHeight)");

    /// <summary>Scrolls, at most so often that each batch of the gallery comes, until that picture is there.</summary>
    private static async Task ReadToTheEndAsync(Visit visit, string last)
    {
        for (var tries = 0; tries < 100 && await visit.PicturesOf(last).CountAsync() == 0; tries++)
        {
            await ToTheEndAsync(visit);
            await visit.Page.WaitForTimeoutAsync(100);
        }

        await Expect(visit.PicturesOf(last)).ToBeAttachedAsync();
    }
}
