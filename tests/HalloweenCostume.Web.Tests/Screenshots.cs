using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests;

/// <summary>
/// The page's states, each at all sizes, in both schemes and with a person's own few colours: nothing for axe to find, nothing beside the screen.
/// With <c>SCREENSHOTS</c>, a folder, there is a picture of each.
/// </summary>
[Collection(nameof(SecondSiteTestGroup))]
public class Screenshots(LocalSite shared, Browser browser)
{
    [Fact]
    public async Task Before_a_profile_is_chosen()
    {
        await using var visit = await browser.VisitAsync(shared);
        await visit.WatchForBrokenPicturesAsync();
        await visit.OpenAsync();
        await Expect(visit.Page.GetByText("Choose a profile above to see its pictures and to make new ones.")).ToBeVisibleAsync();
        await visit.LookAsync("start");
    }

    [Fact]
    public async Task A_profile_without_pictures()
    {
        await using var site = await LocalSite.StartAsync();
        await using var visit = await browser.VisitAsync(site);
        await visit.ComeAsync(profile: 1);
        await Expect(visit.Page.GetByText("No pictures yet.")).ToBeVisibleAsync();
        await visit.LookAsync("empty");
    }

    [Fact]
    public async Task Pictures_of_several_days()
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 40, perDay: 9);
        await using var visit = await browser.VisitAsync(site);
        await visit.ComeAsync(profile: 1, atLeast: 24);
        await visit.LookAsync("grid", fullPage: true);
        await visit.Page.EvaluateAsync("scrollTo(0, document.body.scrollHeight)");
        await visit.LookAsync("grid-end");
    }

    [Fact]
    public async Task Pictures_on_their_way()
    {
        await using var site = await LocalSite.StartAsync(new() { ["DEMO_RUN_MS"] = "600000" });
        await site.AddPicturesAsync(profile: 1, count: 12);
        await using var visit = await browser.VisitAsync(site);
        await visit.ComeAsync(profile: 1, atLeast: 12);
        await visit.GenerateAsync("A portrait of johndoe as a vampire count in a candlelit castle, with a cloak of red velvet.", count: 4);
        await Expect(visit.Page.GetByText("Being made…")).ToHaveCountAsync(2, new() { Timeout = Parts.Patience });
        await visit.LookAsync("watching", fullPage: true);
    }

    [Fact]
    public async Task Pictures_that_were_not_made()
    {
        await using var site = await LocalSite.StartAsync(new() { ["DEMO_FAULTS"] = "request-blocked:1" });
        await site.AddPicturesAsync(profile: 1, count: 12);
        await using var visit = await browser.VisitAsync(site);
        await visit.ComeAsync(profile: 1, atLeast: 12);
        await visit.GenerateAsync("A portrait of johndoe as a mummy.", count: 2);
        await Expect(visit.Button("Put away")).ToHaveCountAsync(2, new() { Timeout = Parts.Patience });
        await visit.LookAsync("failed", fullPage: true);
    }

    [Fact]
    public async Task What_the_form_refuses()
    {
        await using var visit = await browser.VisitAsync(shared);
        await visit.WatchForBrokenPicturesAsync();
        await visit.OpenAsync();
        await visit.Button("Generate").ClickAsync();
        await Expect(visit.Page.GetByText("Describe the costume.", new() { Exact = true }).First).ToBeVisibleAsync();
        await visit.LookAsync("form-errors");
    }

    [Fact]
    public async Task More_than_the_rate_allows()
    {
        await using var visit = await browser.VisitAsync(shared);
        await visit.ComeAsync(profile: 2);
        await visit.RefuseAsync("**/api/generate-image", 429, "John Doe has made 60 pictures in the last hour, which is the most.", retryAfter: 3000);
        await visit.GenerateAsync("A portrait of johndoe as a raven.", count: 1);
        await Expect(visit.Alert).ToContainTextAsync("Again in");
        await visit.LookAsync("too-many");
    }

    [Fact]
    public async Task A_server_that_is_away()
    {
        await using var site = await LocalSite.StartAsync(mortal: true);
        await site.AddPicturesAsync(profile: 1, count: 12);
        await using var visit = await browser.VisitAsync(site);
        await visit.ComeAsync(profile: 1, atLeast: 12);
        await site.StopAsync();
        await visit.Profile.SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await Expect(visit.Trouble).ToContainTextAsync("The server cannot be reached.");
        await visit.LookAsync("server-away");
    }

    [Fact]
    public async Task Nobody_has_the_network()
    {
        await using var visit = await browser.VisitAsync(shared);
        await visit.ComeAsync(profile: 2);
        await visit.SetOfflineAsync(true);
        await Expect(visit.Trouble).ToContainTextAsync("You are offline.");
        await visit.LookAsync("offline");
    }

    [Fact]
    public async Task A_picture_in_full_size_and_after_it_is_deleted()
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 12);
        await using var visit = await browser.VisitAsync(site);
        await visit.ComeAsync(profile: 1, atLeast: 12);
        await visit.Feed.GetByRole(AriaRole.Link).Nth(1).ClickAsync();
        await Expect(visit.Lightbox.GetByRole(AriaRole.Img)).ToHaveJSPropertyAsync("naturalWidth", 768);
        await visit.LookAsync("lightbox");

        await visit.Button("Delete").ClickAsync();
        // With the focus on it, it stays.
        await visit.Button("Undo").FocusAsync();
        await visit.LookAsync("lightbox-toast");
        await visit.Button("Close").ClickAsync();
        await Expect(visit.Lightbox).ToBeHiddenAsync();
        await visit.Button("Undo").FocusAsync();
        await visit.LookAsync("toast");
    }

    [Fact]
    public async Task Ten_rows_down()
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 200);
        await using var visit = await browser.VisitAsync(site);
        await visit.ComeAsync(profile: 1, atLeast: 24);
        await visit.ScrollToAsync("Picture 120");
        await Expect(visit.Button("Back to the newest")).ToBeVisibleAsync();
        await visit.LookAsync("deep");
    }
}
