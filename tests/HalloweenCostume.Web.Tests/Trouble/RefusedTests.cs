using System.Text.RegularExpressions;
using HalloweenCostume.Web.Tests.Access;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Trouble;

/// <summary>The server answers, but not with what the page asked for.</summary>
[Collection(nameof(SecondSiteTestGroup))]
public class RefusedTests(LocalSite shared, Browser browser)
{
    private const string Unreachable = "The server cannot be reached. Check the connection and try again.";

    [Theory]
    [InlineData("**/api/session")]
    [InlineData("**/api/users")]
    [InlineData("**/api/get-lora-models?*")]
    [InlineData("**/api/images/*")]
    public async Task Without_a_key_the_page_asks_for_one_and_goes_on(string call)
    {
        await using var visit = await browser.VisitAsync(shared);
        await visit.RefuseAsync(call, 401, "A key is needed.");
        await visit.Page.GotoAsync("/");
        // Before it is covered, or else by what a person typed at another time.
        await visit.Page.EvaluateAsync("() => { const prompt = document.querySelector('#prompt'); prompt.value = 'Typed already.'; prompt.dispatchEvent(new Event('input', { bubbles: true })); }");
        if (call is "**/api/get-lora-models?*" or "**/api/images/*")
            await visit.Profile.SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(visit.SignIn).ToBeVisibleAsync();

        await visit.Page.UnrouteAllAsync();
        await visit.SignInAsync("hc_any");
        await Expect(visit.SignIn).ToBeHiddenAsync();
        await visit.ChooseAsync(profile: 1);
        await Expect(visit.Page.Locator("#feed")).ToHaveAttributeAsync("aria-busy", "false");
        await Expect(visit.Prompt).ToHaveValueAsync("Typed already.");
        Assert.Empty(visit.TroublesBut("401"));
    }

    [Fact]
    public async Task What_is_deleted_or_brought_back_without_a_key_is_so_after_signing_in()
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 3);
        await using var visit = await browser.VisitAsync(site);
        await visit.ComeAsync(profile: 1, atLeast: 3);
        await visit.Feed.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(visit.Lightbox.GetByRole(AriaRole.Img)).ToHaveJSPropertyAsync("naturalWidth", 768);
        await visit.RefuseAsync("**/api/images/*/*", 401, "A key is needed.");
        await visit.Button("Delete").ClickAsync();
        await Expect(visit.SignIn).ToBeVisibleAsync();
        await visit.Page.UnrouteAllAsync();
        await visit.SignInAsync("hc_any");
        await Expect(visit.Toast).ToContainTextAsync("The picture is deleted.");

        await visit.RefuseAsync("**/restorations", 401, "A key is needed.");
        await visit.Button("Undo").ClickAsync();
        await Expect(visit.SignIn).ToBeVisibleAsync();
        await visit.Page.UnrouteAllAsync();
        await visit.SignInAsync("hc_any");
        await Expect(visit.SignIn).ToBeHiddenAsync();
        await visit.Button("Close").ClickAsync();
        await visit.ExpectAllAsync(3);
        Assert.Empty(visit.TroublesBut("401"));
    }

    [Fact]
    public async Task Without_a_network_nobody_signs_in_and_that_is_said()
    {
        await using var visit = await browser.VisitAsync(shared);
        await visit.RefuseAsync("**/api/session", 401, "A key is needed.");
        await visit.Page.GotoAsync("/");
        await Expect(visit.SignIn).ToBeVisibleAsync();
        await visit.SetOfflineAsync(true);
        await visit.Page.UnrouteAllAsync();
        await visit.SignInAsync("hc_any");
        await Expect(visit.SignIn.GetByRole(AriaRole.Alert)).ToHaveTextAsync("You are offline. Try again when the network is back.");
        await visit.SetOfflineAsync(false);
        await visit.SignInAsync("hc_any");
        await Expect(visit.Profile.Locator("option")).ToHaveCountAsync(4);
        Assert.Empty(visit.TroublesBut("401", "ERR_INTERNET_DISCONNECTED"));
    }

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task Who_asks_too_often_sees_when_it_goes_on(int width, int height)
    {
        await using var visit = await browser.VisitAsync(shared, width, height);
        await visit.WatchForBrokenPicturesAsync();
        await visit.Page.Clock.InstallAsync();
        await visit.ComeAsync(profile: 2);
        await visit.RefuseAsync("**/api/generate-image", 429, "60 pictures an hour is the most.", retryAfter: 90);
        await visit.GenerateAsync("One too many.", count: 1);
        await Expect(visit.Alert).ToHaveTextAsync(new Regex(@"^60 pictures an hour is the most\. Again in 1:(30|2\d)\.$"));
        await Expect(visit.Alert).ToBeInViewportAsync();
        await Expect(visit.Prompt).ToHaveValueAsync("One too many.");
        await visit.Page.Clock.FastForwardAsync("01:00");
        await Expect(visit.Alert).ToHaveTextAsync(new Regex(@"Again in 0:(30|2\d|1\d)\.$"));

        await visit.Page.Clock.FastForwardAsync("00:31");
        await Expect(visit.Alert).ToHaveTextAsync("You can generate again now.");
        await visit.Page.UnrouteAllAsync();
        await visit.Generate.ClickAsync();
        await Expect(visit.PicturesOf("One too many.").First).ToBeVisibleAsync(new() { Timeout = Parts.Patience });
        await Expect(visit.Alert).ToBeEmptyAsync();
        Assert.Empty(visit.TroublesBut("429"));
    }

    [Fact]
    public async Task Who_asks_too_often_still_sees_when_it_goes_on_after_typing()
    {
        await using var visit = await browser.VisitAsync(shared);
        await visit.ComeAsync(profile: 2);
        await visit.RefuseAsync("**/api/generate-image", 429, "60 pictures an hour is the most.", retryAfter: 90);
        await visit.GenerateAsync("One too many", count: 1);
        await Expect(visit.Alert).ToContainTextAsync("Again in");
        await visit.Prompt.PressSequentiallyAsync("!");
        await Expect(visit.Alert).ToContainTextAsync("Again in");
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_goes_wrong_at_the_server_is_said_in_its_words(int status)
    {
        await using var visit = await browser.VisitAsync(shared);
        await visit.WatchForBrokenPicturesAsync();
        await visit.RefuseAsync("**/api/users", status, "The attic is being tidied. Come back in a minute.");
        await visit.Page.GotoAsync("/");
        await Expect(visit.Trouble).ToContainTextAsync("The attic is being tidied. Come back in a minute.");
        await visit.Page.UnrouteAllAsync();
        await visit.Button("Try again").ClickAsync();
        await visit.ChooseAsync(profile: 2);

        await visit.RefuseAsync("**/api/generate-image", status, "The kettle has boiled over.");
        await visit.GenerateAsync("A witch.", count: 1);
        await Expect(visit.Alert).ToHaveTextAsync("The kettle has boiled over.");
        await Expect(visit.Prompt).ToHaveValueAsync("A witch.");
        Assert.Empty(visit.TroublesBut($"{status}"));
    }

    [Theory]
    [InlineData("application/json", "{\"id\": \"0")]
    [InlineData("application/json", "")]
    [InlineData("text/html", "<!doctype html><title>Log in to this hotel's network</title>")]
    public async Task An_answer_that_is_none_of_the_servers_is_a_server_that_is_not_there(string type, string body)
    {
        await using var visit = await browser.VisitAsync(shared);
        await visit.WatchForBrokenPicturesAsync();
        await visit.Page.RouteAsync("**/api/**", route => route.FulfillAsync(new() { ContentType = type, Body = body }));
        await visit.Page.GotoAsync("/");
        await Expect(visit.Trouble).ToContainTextAsync(Unreachable);
        await visit.Page.UnrouteAllAsync();
        await visit.Button("Try again").ClickAsync();
        await visit.ChooseAsync(profile: 2);

        await visit.Page.RouteAsync("**/api/generate-image", route => route.FulfillAsync(new() { Status = 202, ContentType = type, Body = body }));
        await visit.GenerateAsync("A witch.", count: 1);
        await Expect(visit.Alert).ToHaveTextAsync(Unreachable);
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_a_server_that_is_not_there()
    {
        await using var torn = TornServer.Start();
        await using var visit = await browser.VisitAsync(shared);
        await visit.WatchForBrokenPicturesAsync();
        await visit.Page.RouteAsync("**/api/users", route => route.ContinueAsync(new() { Url = torn.Address.ToString() }));
        await visit.Page.GotoAsync("/");
        await Expect(visit.Trouble).ToContainTextAsync(Unreachable);
        Assert.True(torn.Answers > 0);
        await visit.Page.UnrouteAllAsync();
        await visit.Button("Try again").ClickAsync();
        await visit.ChooseAsync(profile: 2);
        Assert.Empty(visit.TroublesBut("ERR_CONTENT_LENGTH_MISMATCH", "ERR_INCOMPLETE_CHUNKED_ENCODING", "net::ERR_"));
    }

    [Theory]
    [InlineData("**/api/users")]
    [InlineData("**/api/images/*")]
    public async Task A_slow_answer_is_said(string call)
    {
        await using var visit = await browser.VisitAsync(shared);
        await visit.Page.Clock.InstallAsync();
        var asked = new TaskCompletionSource();
        var answered = new TaskCompletionSource();
        await visit.Page.RouteAsync(call, async route =>
        {
            asked.TrySetResult();
            await answered.Task;
            await route.ContinueAsync();
        });
        await visit.Page.GotoAsync("/");
        if (call != "**/api/users")
            await visit.Profile.SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await asked.Task;
        await Expect(visit.Trouble).ToBeHiddenAsync();
        await visit.Page.Clock.FastForwardAsync("00:06");
        await Expect(visit.Trouble).ToHaveTextAsync(new Regex("^\\s*The server takes its time. Still waiting…"));
        await Expect(visit.Button("Try again")).ToBeHiddenAsync();
        answered.SetResult();
        await Expect(visit.Trouble).ToBeHiddenAsync();
        await Expect(visit.Profile.Locator("option")).ToHaveCountAsync(4);
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task A_slow_answer_to_Generate_is_said()
    {
        await using var visit = await browser.VisitAsync(shared);
        await visit.WatchForBrokenPicturesAsync();
        await visit.Page.Clock.InstallAsync();
        await visit.ComeAsync(profile: 2);
        var asked = new TaskCompletionSource();
        var answered = new TaskCompletionSource();
        await visit.Page.RouteAsync("**/api/generate-image", async route =>
        {
            asked.TrySetResult();
            await answered.Task;
            await route.ContinueAsync();
        });
        await visit.GenerateAsync("A snail.", count: 1);
        await asked.Task;
        await visit.Page.Clock.FastForwardAsync("00:06");
        await Expect(visit.Page.GetByText("The server takes its time. Still waiting").First).ToBeVisibleAsync();
        answered.SetResult();
        await Expect(visit.PicturesOf("A snail.").First).ToBeVisibleAsync(new() { Timeout = Parts.Patience });
        Assert.Empty(visit.Troubles);
    }
}
