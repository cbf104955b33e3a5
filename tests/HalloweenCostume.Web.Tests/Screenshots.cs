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
    private static readonly (int Width, int Height)[] Sizes = [(320, 640), (768, 1024), (1440, 900)];

    // What fades in is in, and what glows is at its brightest.
    private const string Settled =
        """
        () => document.getAnimations().forEach(animation => {
          const { duration, endTime } = animation.effect.getComputedTiming();
          if (endTime < Infinity && endTime < 5000) return animation.finish();
          animation.pause();
          animation.currentTime = Math.min(duration - 1, 5000);
        })
        """;

    [Fact]
    public async Task Before_a_profile_is_chosen()
    {
        await using var visit = await browser.VisitAsync(shared);
        await visit.WatchForBrokenPicturesAsync();
        await visit.OpenAsync();
        await Expect(visit.Page.GetByText("Choose a profile above to see its pictures and to make new ones.")).ToBeVisibleAsync();
        await LookAsync(visit, "start");
    }

    [Fact]
    public async Task A_profile_without_pictures()
    {
        await using var site = await LocalSite.StartAsync();
        await using var visit = await browser.VisitAsync(site);
        await visit.ComeAsync(profile: 1);
        await Expect(visit.Page.GetByText("No pictures yet.")).ToBeVisibleAsync();
        await LookAsync(visit, "empty");
    }

    [Fact]
    public async Task Pictures_of_several_days()
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 40, perDay: 9);
        await using var visit = await browser.VisitAsync(site);
        await visit.ComeAsync(profile: 1, atLeast: 24);
        await LookAsync(visit, "grid", fullPage: true);
        await visit.Page.EvaluateAsync("scrollTo(0, document.body.scrollHeight)");
        await LookAsync(visit, "grid-end");
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
        await LookAsync(visit, "watching", fullPage: true);
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
        await LookAsync(visit, "failed", fullPage: true);
    }

    [Fact]
    public async Task What_the_form_refuses()
    {
        await using var visit = await browser.VisitAsync(shared);
        await visit.WatchForBrokenPicturesAsync();
        await visit.OpenAsync();
        await visit.Button("Generate").ClickAsync();
        await Expect(visit.Page.GetByText("Describe the costume.", new() { Exact = true }).First).ToBeVisibleAsync();
        await LookAsync(visit, "form-errors");
    }

    [Fact]
    public async Task More_than_the_rate_allows()
    {
        await using var visit = await browser.VisitAsync(shared);
        await visit.ComeAsync(profile: 2);
        await visit.RefuseAsync("**/api/generate-image", 429, "John Doe has made 60 pictures in the last hour, which is the most.", retryAfter: 3000);
        await visit.GenerateAsync("A portrait of johndoe as a raven.", count: 1);
        await Expect(visit.Alert).ToContainTextAsync("Again in");
        await LookAsync(visit, "too-many");
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
        await LookAsync(visit, "server-away");
    }

    [Fact]
    public async Task Nobody_has_the_network()
    {
        await using var visit = await browser.VisitAsync(shared);
        await visit.ComeAsync(profile: 2);
        await visit.SetOfflineAsync(true);
        await Expect(visit.Trouble).ToContainTextAsync("You are offline.");
        await LookAsync(visit, "offline");
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
        await LookAsync(visit, "lightbox");

        await visit.Button("Delete").ClickAsync();
        // With the focus on it, it stays.
        await visit.Button("Undo").FocusAsync();
        await LookAsync(visit, "lightbox-toast");
        await visit.Button("Close").ClickAsync();
        await Expect(visit.Lightbox).ToBeHiddenAsync();
        await visit.Button("Undo").FocusAsync();
        await LookAsync(visit, "toast");
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
        await LookAsync(visit, "deep");
    }

    private static async Task LookAsync(Visit visit, string state, bool fullPage = false)
    {
        var found = new List<string>();
        foreach (var (width, height) in Sizes)
        {
            await visit.Page.SetViewportSizeAsync(width, height);
            foreach (var look in new[] { "dark", "light", "forced" })
            {
                await visit.Page.EmulateMediaAsync(new()
                {
                    ColorScheme = look == "light" ? ColorScheme.Light : ColorScheme.Dark,
                    ForcedColors = look == "forced" ? ForcedColors.Active : ForcedColors.None,
                });
                await visit.ExpectDrawnAsync(unreadToo: false);
                await visit.Page.EvaluateAsync(Settled);
                await visit.ScreenshotAsync($"{state}-{width}-{look}.png", fullPage);
                if (await Record.ExceptionAsync(() => visit.ExpectAccessibleAsync(colours: look != "forced")) is { } exception)
                    found.Add($"{width} {look}: {exception.Message}");
                if (await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
                    found.Add($"{width} {look}: wider than the screen");
            }
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
    }
}
