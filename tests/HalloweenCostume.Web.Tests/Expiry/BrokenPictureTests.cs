using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Expiry;

/// <summary>Pictures that do not load, for whatever reason.</summary>
[Collection(nameof(SiteTestGroup))]
public class BrokenPictureTests(Browser browser)
{
    [Theory]
    [InlineData(403)]
    [InlineData(0)]
    public async Task A_picture_that_fails_once_is_shown_after_one_new_call(int status)
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 12);
        await using var visit = await browser.VisitAsync(site);
        await visit.WatchForBrokenPicturesAsync();
        var failed = 0;
        await visit.Page.RouteAsync("**/objects/**", route => Interlocked.Exchange(ref failed, 1) == 1 ? route.ContinueAsync() : FailAsync(route, status));
        var lists = visit.Requests("/api/images/");
        await visit.ComeAsync(profile: 1, atLeast: 12);
        Assert.Equal(1, failed);
        Assert.Equal(2, lists.Count);
        await Expect(visit.Button("Load again")).ToHaveCountAsync(0);
        await visit.ExpectNoBrokenPictureAsync();
    }

    [Fact]
    public async Task When_all_fail_once_one_call_brings_them_all()
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 12);
        await using var visit = await browser.VisitAsync(site);
        var seen = new ConcurrentDictionary<string, int>();
        await visit.Page.RouteAsync("**/objects/**", route =>
            seen.AddOrUpdate(new Uri(route.Request.Url).AbsolutePath, 1, (_, times) => times + 1) == 1 ? FailAsync(route, 403) : route.ContinueAsync());
        var lists = visit.Requests("/api/images/");
        await visit.ComeAsync(profile: 1, atLeast: 12);
        // Those that failed while the first answer was on its way come with it or the next.
        Assert.InRange(lists.Count, 2, 3);
        await visit.ExpectNoBrokenPictureAsync();
    }

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task A_picture_that_always_fails_says_so_and_is_there_once_the_fault_is_gone(int width, int height)
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 4);
        await using var visit = await browser.VisitAsync(site, width, height);
        string? path = null;
        await visit.Page.RouteAsync("**/objects/**", route =>
            Interlocked.CompareExchange(ref path, new Uri(route.Request.Url).AbsolutePath, null) is null || path == new Uri(route.Request.Url).AbsolutePath
                ? FailAsync(route, 403) : route.ContinueAsync());
        await visit.WatchForBrokenPicturesAsync();
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        var tile = visit.Tiles.Filter(new() { HasText = "This picture could not be loaded." });
        await Expect(tile).ToHaveCountAsync(1, new() { Timeout = Parts.Patience });
        await tile.ScrollIntoViewIfNeededAsync();
        await visit.ExpectAccessibleAsync();
        await visit.Button("Load again").ClickAsync();
        await Expect(tile).ToHaveCountAsync(1);
        await Expect(visit.Button("Load again")).ToBeVisibleAsync();

        await visit.Page.UnrouteAllAsync();
        await visit.Button("Load again").ClickAsync();
        await visit.ExpectAllAsync(4);
        await Expect(visit.Button("Load again")).ToHaveCountAsync(0);
        await visit.ExpectNoBrokenPictureAsync();
        Assert.Empty(visit.TroublesBut("403"));
    }

    [Fact]
    public async Task The_focus_stays_in_the_tile_that_is_loaded_again()
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 1);
        await using var visit = await browser.VisitAsync(site);
        await visit.WatchForBrokenPicturesAsync();
        await visit.Page.RouteAsync("**/objects/**", route => FailAsync(route, 403));
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await visit.Button("Load again").FocusAsync(new() { Timeout = Parts.Patience });
        await visit.Page.UnrouteAllAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.ExpectAllAsync(1);
        await Expect(visit.Feed.GetByRole(AriaRole.Link)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_large_picture_that_fails_says_so_and_comes_when_it_is_opened_again()
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 2);
        await using var visit = await browser.VisitAsync(site);
        await visit.ComeAsync(profile: 1, atLeast: 2);
        await visit.Page.RouteAsync("**/objects/**", route => FailAsync(route, 403));
        await visit.Feed.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(visit.Lightbox.GetByText("This picture could not be loaded. Try again later.")).ToBeVisibleAsync();
        await visit.Page.UnrouteAllAsync();
        await visit.Button("Close").ClickAsync();
        await Expect(visit.Lightbox).ToBeHiddenAsync();
        await visit.Feed.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(visit.Lightbox.GetByRole(AriaRole.Img)).ToHaveJSPropertyAsync("naturalWidth", 768);
        await visit.ExpectNoBrokenPictureAsync();
        Assert.Empty(visit.TroublesBut("403"));
    }

    private static Task FailAsync(IRoute route, int status) => status == 0 ? route.AbortAsync() : route.FulfillAsync(new() { Status = status });
}
