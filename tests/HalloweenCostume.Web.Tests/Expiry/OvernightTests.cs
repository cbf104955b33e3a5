using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Expiry;

/// <summary>A tab that is left open longer than its pictures' URLs work.</summary>
[Collection(nameof(SiteTestGroup))]
public partial class OvernightTests(Browser browser)
{
    private static readonly TimeSpan Night = TimeSpan.FromHours(9);

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task Pictures_in_sight_are_refreshed_by_one_call_a_batch_and_not_downloaded_again(int width, int height)
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 60);
        await using var visit = await browser.VisitAsync(site, width, height);
        var server = await LaterServer.PutBeforeAsync(visit);
        await visit.ComeAsync(profile: 1, atLeast: 24);
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var before = server.Downloads.ToHashSet();
        Assert.NotEmpty(before);
        // What was sent is also taken in: a picture that is still being decoded may be asked for again.
        await visit.Page.WaitForFunctionAsync("paths => [...document.querySelectorAll('#feed img')].every(image => image.closest('.loaded') || !image.src || !paths.includes(new URL(image.src).pathname))", before);

        server.Forget();
        await server.PassAsync(Night);
        await Parts.UntilAsync(() => Task.FromResult(server.Lists.Count > 0), "the pictures are refreshed");
        await visit.ExpectDrawnAsync();
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.Equal(server.Lists.Distinct(), server.Lists);
        Assert.InRange(server.Lists.Count, 1, 3);
        Assert.Empty(server.Downloads.Intersect(before));
        Assert.Empty(server.Refused);

        await visit.ScrollToAsync("Picture 1");
        await visit.Page.EvaluateAsync("scrollTo(0, 0)");
        await visit.ExpectDrawnAsync();
        await visit.ExpectNoBrokenPictureAsync();
        Assert.Empty(server.Refused);
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task A_tab_in_the_background_is_refreshed_when_it_is_looked_at()
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 60);
        await using var visit = await browser.VisitAsync(site);
        var server = await LaterServer.PutBeforeAsync(visit);
        await visit.ComeAsync(profile: 1, atLeast: 24);
        await visit.HideAsync(true);
        server.Forget();
        await server.PassAsync(Night);
        Assert.Empty(server.Lists);

        await visit.HideAsync(false);
        await Parts.UntilAsync(() => Task.FromResult(server.Lists.Count > 0), "the pictures are refreshed");
        await visit.ScrollToAsync("Picture 1");
        await visit.ExpectNoBrokenPictureAsync();
        Assert.Empty(server.Refused);
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task Pictures_far_below_are_read_again_when_they_are_scrolled_to()
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 300);
        await using var visit = await browser.VisitAsync(site);
        var server = await LaterServer.PutBeforeAsync(visit);
        await visit.ComeAsync(profile: 1, atLeast: 24);
        await visit.ScrollToAsync("Picture 1");
        await server.PassAsync(Night);
        await visit.ExpectDrawnAsync();
        for (var y = await visit.Page.EvaluateAsync<int>("Math.round(scrollY)"); y > 0; y -= 1500)
        {
            await visit.Page.EvaluateAsync("y => scrollTo(0, y)", y);
            await visit.ExpectDrawnAsync();
        }

        await visit.ExpectNoBrokenPictureAsync();
        Assert.Empty(server.Refused);
        Assert.Empty(visit.Troubles);
    }

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task A_picture_that_is_shown_large_stays_and_the_next_ones_come(int width, int height)
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 60);
        await using var visit = await browser.VisitAsync(site, width, height);
        var server = await LaterServer.PutBeforeAsync(visit);
        await visit.ComeAsync(profile: 1, atLeast: 24);
        await visit.Feed.GetByRole(AriaRole.Link).First.ClickAsync();
        await ExpectLargeAsync(visit, "Picture 60");
        await server.PassAsync(Night);

        for (var number = 59; number > 40; number--)
        {
            await visit.Page.Keyboard.PressAsync("ArrowRight");
            await ExpectLargeAsync(visit, $"Picture {number}");
        }

        Assert.Empty(server.Refused);

        await server.PassAsync(Night);
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Lightbox).ToBeHiddenAsync();
        await visit.ExpectDrawnAsync();
        await visit.ExpectNoBrokenPictureAsync();
        // Who is back faster than the new URLs asks by the old ones, and sees the blurred pictures for that long.
        await Expect(visit.Button("Load again")).ToHaveCountAsync(0);
        Assert.Empty(visit.TroublesBut("403"));
    }

    [Fact]
    public async Task Download_and_share_lead_to_the_picture_after_a_night()
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 2);
        await using var visit = await browser.VisitAsync(site);
        var server = await LaterServer.PutBeforeAsync(visit);
        await visit.ComeAsync(profile: 1, atLeast: 2);
        await visit.Feed.GetByRole(AriaRole.Link).First.ClickAsync();
        await ExpectLargeAsync(visit, "Picture 2");
        await server.PassAsync(Night);

        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.Null(await download.FailureAsync());
        Assert.Equal("picture-2-2.jpg", download.SuggestedFilename);
        Assert.Empty(server.Refused);
    }

    [Fact]
    public async Task A_picture_of_a_generation_that_is_still_shown_opens_after_a_night()
    {
        await using var site = await LocalSite.StartAsync();
        await using var visit = await browser.VisitAsync(site);
        var server = await LaterServer.PutBeforeAsync(visit);
        await visit.ComeAsync(profile: 1);
        // So that the generation stays: somebody has to put the second picture away.
        server.Change = text => SecondFailed().Replace(text, "$1failed");
        await visit.GenerateAsync("A ghost.", count: 2);
        await visit.ExpectAllAsync(1);
        await Expect(visit.Button("Put away")).ToBeVisibleAsync();
        await server.PassAsync(Night);

        await visit.Feed.GetByRole(AriaRole.Link).First.ClickAsync();
        await ExpectLargeAsync(visit, "A ghost.");
        await visit.ExpectNoBrokenPictureAsync();
        Assert.Empty(server.Refused);
    }

    [GeneratedRegex("""("index":1,"status":")ready""")]
    private static partial Regex SecondFailed();

    private static async Task ExpectLargeAsync(Visit visit, string prompt)
    {
        var picture = visit.Lightbox.GetByRole(AriaRole.Img, new() { Name = prompt, Exact = true });
        await Expect(picture).ToHaveJSPropertyAsync("naturalWidth", 768, new() { Timeout = Parts.Patience });
        await Expect(picture).ToHaveJSPropertyAsync("complete", true);
    }
}
