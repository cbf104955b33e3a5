using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static HalloweenCostume.Web.Tests.Visit;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests;

/// <summary>What a person sees while pictures are made.</summary>
[Collection(nameof(SiteTestGroup))]
public class ProgressTests(LocalSite site, Browser browser)
{
    // A picture takes longer than any test.
    private static readonly Dictionary<string, string?> Endless = new() { ["DEMO_CONCURRENCY"] = "1", ["DEMO_RUN_MS"] = "300000" };
    // One picture after the other, each slow enough to be seen.
    private static readonly Dictionary<string, string?> OneByOne = new() { ["DEMO_CONCURRENCY"] = "1", ["DEMO_RUN_MS"] = "3000" };

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task Each_picture_has_its_tile_before_the_server_has_answered_and_keeps_it(int width, int height)
    {
        await using var visit = await OpenAsync(site, width, height);
        var release = new TaskCompletionSource();
        await visit.Page.RouteAsync($"**{Traffic.Generate}", async route =>
        {
            await release.Task;
            await route.ContinueAsync();
        });
        var prompt = $"Four ghosts on a screen of {width}";
        await visit.GenerateAsync(prompt, count: 4);
        var waiting = visit.Tiles.Filter(new() { HasText = "Waiting…" });
        await Expect(waiting).ToHaveCountAsync(4);
        await Expect(waiting.First).ToBeInViewportAsync();
        await Expect(visit.Status).ToHaveTextAsync("4 pictures are asked for.");
        var boxes = await BoxesAsync(visit);
        Assert.All(boxes, box => Assert.Equal(4 / 3.0, box.Height / box.Width, 0.01));
        await visit.Tiles.EvaluateAllAsync<object>("tiles => tiles.slice(0, 4).forEach(tile => tile.mine$ = true)");

        release.SetResult();
        await ExpectPicturesAsync(visit.PicturesOf(prompt), 4);
        Assert.Equal(boxes, await BoxesAsync(visit));
        Assert.True(await visit.PicturesOf(prompt).EvaluateAllAsync<bool>("pictures => pictures.every(picture => picture.closest('article').mine$)"));
        await visit.ExpectStableAsync();
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task Place_in_the_queue_and_elapsed_time_are_shown()
    {
        await using var slow = await LocalSite.StartAsync(Endless);
        await using var visit = await OpenAsync(slow);
        await visit.GenerateAsync("Four ghosts", count: 4);
        foreach (var state in new[] { "Being made…", "Next in line", "1 ahead of it", "2 ahead of it" })
            await Expect(States(visit).Filter(new() { HasText = state })).ToHaveCountAsync(1, new() { Timeout = 30_000 });

        var elapsed = visit.Tiles.Locator(".elapsed");
        await Expect(elapsed).ToHaveCountAsync(4);
        await Expect(elapsed.Last).ToHaveTextAsync(new Regex(@"^\d+:\d\d$"));
        var first = await elapsed.Last.InnerTextAsync();
        await Expect(elapsed.Last).Not.ToHaveTextAsync(first);
        Assert.True(string.CompareOrdinal(await elapsed.Last.InnerTextAsync(), first) > 0);
        await Expect(visit.Page).ToHaveTitleAsync("(0/4) Halloween Costume");
    }

    [Fact]
    public async Task Pictures_appear_one_by_one_and_the_title_counts_them()
    {
        await using var slow = await LocalSite.StartAsync(OneByOne);
        await using var visit = await OpenAsync(slow);
        await visit.Page.EvaluateAsync("""
            () => {
              window.seen$ = [];
              const look = () => {
                const now = `${document.querySelectorAll('.tile[data-status=ready]').length} ${document.title}`;
                if (seen$.at(-1) !== now) seen$.push(now);
              };
              new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-status'] });
            }
            """);
        await visit.GenerateAsync("Three ghosts", count: 3);
        await ExpectPicturesAsync(visit.Pictures, 3);
        await Expect(visit.Page).ToHaveTitleAsync("Halloween Costume");

        var seen = await visit.Page.EvaluateAsync<string[]>("seen$");
        string[] expected = ["0 (0/3) Halloween Costume", "1 (1/3) Halloween Costume", "2 (2/3) Halloween Costume", "3 Halloween Costume"];
        Assert.Equal(expected, seen.Where(expected.Contains));
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task Several_generations_go_on_at_once_and_the_newest_is_the_first()
    {
        await using var visit = await OpenAsync(site);
        string[] prompts = ["Side by side, the first", "Side by side, the second", "Side by side, the third"];
        foreach (var prompt in prompts)
        {
            await visit.GenerateAsync(prompt, count: 2);
            await Expect(visit.Generate).Not.ToHaveAttributeAsync("aria-disabled", "true");
        }

        foreach (var prompt in prompts)
            await ExpectPicturesAsync(visit.PicturesOf(prompt), 2);
        await Expect(visit.Page).ToHaveTitleAsync("Halloween Costume");
        string?[] order = [prompts[2], prompts[2], prompts[1], prompts[1], prompts[0], prompts[0]];
        Assert.Equal(order, (await AltsAsync(visit)).Take(6));
        await visit.Page.ReloadAsync();
        foreach (var prompt in prompts)
            await ExpectPicturesAsync(visit.PicturesOf(prompt), 2);
        // From then on the order is that in which they got ready.
        Assert.Equal(order.Order(), (await AltsAsync(visit)).Take(6).Order());
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task A_reload_finds_what_is_under_way_and_its_time_again()
    {
        await using var slow = await LocalSite.StartAsync(new() { ["DEMO_RUN_MS"] = "8000" });
        await using var visit = await OpenAsync(slow);
        await visit.GenerateAsync("A ghost", count: 1);
        await Expect(States(visit).Filter(new() { HasText = "Being made…" })).ToBeVisibleAsync();
        await Expect(visit.Tiles.Locator(".elapsed")).ToHaveTextAsync(new Regex("0:0[3-9]"));

        await visit.Page.ReloadAsync();
        await Expect(States(visit).Filter(new() { HasText = "Being made…" })).ToBeVisibleAsync();
        await Expect(visit.Tiles.Locator(".elapsed")).ToHaveTextAsync(new Regex("0:0[3-9]|0:1"));
        await Expect(visit.Page).ToHaveTitleAsync("(0/1) Halloween Costume");
        await ExpectPicturesAsync(visit.Pictures, 1);
        await Expect(visit.Tiles).ToHaveCountAsync(1);
        await Expect(visit.Page).ToHaveTitleAsync("Halloween Costume");
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task What_is_under_way_belongs_to_its_profile()
    {
        await using var slow = await LocalSite.StartAsync(Endless);
        await using var visit = await OpenAsync(slow);
        await visit.GenerateAsync("A ghost", count: 2);
        await Expect(States(visit).Filter(new() { HasText = "Being made…" })).ToBeVisibleAsync();
        await visit.ChooseAsync(profile: 2);
        await Expect(visit.Page.GetByText("No pictures yet.")).ToBeVisibleAsync();
        await Expect(visit.Tiles).ToHaveCountAsync(0);
        await Expect(visit.Page).ToHaveTitleAsync("Halloween Costume");

        await visit.ChooseAsync(profile: 1);
        await Expect(States(visit).Filter(new() { HasText = "Being made…" })).ToBeVisibleAsync();
        await Expect(visit.Tiles).ToHaveCountAsync(2);
        await Expect(visit.Page).ToHaveTitleAsync("(0/2) Halloween Costume");
    }

    [Fact]
    public async Task Other_tabs_find_what_is_under_way_also_when_they_are_open_already()
    {
        await using var slow = await LocalSite.StartAsync(new() { ["DEMO_RUN_MS"] = "6000" });
        await using var visit = await OpenAsync(slow);
        await using var open = await visit.OpenTabAsync();
        await open.OpenAsync();
        await Expect(open.Page.GetByText("No pictures yet.")).ToBeVisibleAsync();

        await visit.GenerateAsync("A ghost in two tabs", count: 2);
        await Expect(open.Tiles).ToHaveCountAsync(2);
        await Expect(open.Page).ToHaveTitleAsync("(0/2) Halloween Costume");
        await using var later = await visit.OpenTabAsync();
        await later.OpenAsync();
        await Expect(later.Tiles).ToHaveCountAsync(2);
        foreach (var tab in new[] { visit, open, later })
        {
            await ExpectPicturesAsync(tab.PicturesOf("A ghost in two tabs"), 2);
            await Expect(tab.Tiles).ToHaveCountAsync(2);
            await Expect(tab.Page).ToHaveTitleAsync("Halloween Costume");
            Assert.Empty(tab.Troubles);
        }
    }

    [Fact]
    public async Task What_is_cancelled_goes_and_frees_its_place()
    {
        await using var slow = await LocalSite.StartAsync(Endless);
        await using var visit = await OpenAsync(slow);
        await visit.GenerateAsync("A ghost", count: 3);
        await Expect(States(visit).Filter(new() { HasText = "Being made…" })).ToBeVisibleAsync();
        var cancel = visit.Feed.GetByText("Cancel", new() { Exact = true });
        await Expect(cancel).ToHaveCountAsync(1);
        await cancel.PressAsync("Enter");
        await Expect(visit.Tiles).ToHaveCountAsync(0);
        await Expect(visit.Status).ToHaveTextAsync("Cancelled.");
        await Expect(visit.Page.GetByText("No pictures yet.")).ToBeVisibleAsync();
        await Expect(visit.Page).ToHaveTitleAsync("Halloween Costume");
        Assert.NotEqual("BODY", await visit.Page.EvaluateAsync<string>("document.activeElement.tagName"));

        await visit.GenerateAsync("Another ghost", count: 1);
        await Expect(States(visit).Filter(new() { HasText = "Being made…" })).ToBeVisibleAsync();
        await visit.Page.ReloadAsync();
        await Expect(States(visit).Filter(new() { HasText = "Being made…" })).ToBeVisibleAsync();
        await Expect(visit.Tiles).ToHaveCountAsync(1);
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task What_was_ready_before_a_cancel_stays()
    {
        await using var slow = await LocalSite.StartAsync(OneByOne);
        await using var visit = await OpenAsync(slow);
        await visit.GenerateAsync("A ghost", count: 4);
        await ExpectPicturesAsync(visit.Pictures, 1);
        await visit.Feed.GetByText("Cancel", new() { Exact = true }).ClickAsync();
        await Expect(States(visit)).ToHaveCountAsync(0);
        await Expect(visit.Status).ToHaveTextAsync(new Regex(@"^\d of 4 pictures ready\. The others were cancelled\.$"));
        var kept = await visit.Pictures.CountAsync();
        Assert.InRange(kept, 1, 3);
        await visit.Page.ReloadAsync();
        await ExpectPicturesAsync(visit.Pictures, kept);
        await Expect(visit.Tiles).ToHaveCountAsync(kept);
        Assert.Empty(visit.Troubles);
    }

    /// <summary>What the tiles say that have no picture; a picture hides it.</summary>
    private static ILocator States(Visit visit) => visit.Tiles.Locator(".what").Filter(new() { Visible = true });

    private static async Task<(double X, double Width, double Height)[]> BoxesAsync(Visit visit)
    {
        var boxes = await visit.Tiles.EvaluateAllAsync<double[][]>("""
            tiles => tiles.slice(0, 4).map(tile => {
              const { x, width, height } = [...tile.children].find(child => child.localName !== 'h3' && child.getClientRects().length > 0).getBoundingClientRect();
              return [x, width, height];
            })
            """);
        return [.. boxes.Select(box => (box[0], box[1], box[2]))];
    }

    private static Task<string?[]> AltsAsync(Visit visit) => visit.Pictures.EvaluateAllAsync<string?[]>("pictures => pictures.map(picture => picture.alt)");

    private async Task<Visit> OpenAsync(LocalSite at, int width = 1440, int height = 900)
    {
        var visit = await browser.VisitAsync(at, width, height);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await Expect(visit.Feed).ToHaveAttributeAsync("aria-busy", "false");
        return visit;
    }
}
