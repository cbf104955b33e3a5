using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Gallery;

/// <summary>The endless grid of a page, as its reader meets it.</summary>
internal sealed class Grid(IPage page)
{
    // Looks after each change of the document, when the page is done with it and before anybody can see it.
    private const string DoublesScript =
        """
        window.doubles$ = [];
        addEventListener('DOMContentLoaded', () => {
          const feed = document.querySelector('#feed');
          // Not every page of a visit is the site's.
          if (feed) new MutationObserver(() => {
            const ids = [...feed.querySelectorAll('article > a:not([hidden])')].map(link => link.search);
            doubles$.push(...ids.filter((id, i) => id && ids.indexOf(id) < i));
          }).observe(feed, { childList: true, subtree: true, attributeFilter: ['href', 'hidden'] });
        });
        """;

    // In the order of the document.
    private const string TilesScript =
        """
        () => JSON.stringify([...document.querySelectorAll('#feed article')].map(tile => {
          const { top, bottom, left } = tile.getBoundingClientRect();
          return {
            id: new URLSearchParams(tile.querySelector('a')?.search).get('image'), status: tile.dataset.status, position: Number(tile.ariaPosInSet),
            top, bottom, left, inSight: bottom > 0 && top < innerHeight,
          };
        }))
        """;

    private const string StepScript =
        """
        async position => {
          const tiles = [...document.querySelectorAll('#feed article')];
          const positions = tiles.map(tile => Number(tile.ariaPosInSet));
          const tile = tiles[positions.indexOf(position)];
          const there = tile?.dataset.status === 'ready';
          if (tile) tile.scrollIntoView({ block: 'center' });
          else if (tiles.length > 0) scrollBy(0, positions[0] > position ? -2 * innerHeight : 2 * innerHeight);
          await watch$.settled();
          return there;
        }
        """;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public ILocator Feed => page.GetByRole(AriaRole.Feed);

    public ILocator Tiles => Feed.Locator("article");

    public ILocator Unread => Feed.Locator("article[data-status=unread]");

    public ILocator LoadMore => page.GetByRole(AriaRole.Button, new() { Name = "Load more" });

    public ILocator Link(string id) => Feed.Locator($"a[href$='image={id}']");

    public ILocator Tile(string id) => Tiles.Filter(new() { Has = page.Locator($"a[href$='image={id}']") });

    /// <summary>The grid of the page that is loaded next.</summary>
    public static async Task<Grid> OfAsync(Visit visit)
    {
        await visit.Page.AddInitScriptAsync(DoublesScript);
        return new(visit.Page);
    }

    /// <summary>Opens a profile's pictures.</summary>
    /// <param name="profile">Its place in the list, from 1.</param>
    public static async Task<Grid> OpenAsync(Visit visit, int profile)
    {
        var grid = await OfAsync(visit);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile);
        await grid.ExpectReadAsync();
        return grid;
    }

    /// <summary>Waits until there are pictures, and none that is drawn is still to be read.</summary>
    public async Task ExpectReadAsync()
    {
        await Expect(Feed).ToHaveAttributeAsync("aria-busy", "false", new() { Timeout = 30_000 });
        await Expect(Unread).ToHaveCountAsync(0, new() { Timeout = 30_000 });
    }

    public async Task<IReadOnlyList<TileSeen>> TilesAsync() =>
        JsonSerializer.Deserialize<List<TileSeen>>(await page.EvaluateAsync<string>(TilesScript), Json)!;

    /// <summary>Scrolls as far as it takes, screen by screen, until the picture with this place, from 1, is in the middle of the screen.</summary>
    public async Task<TileSeen> ReachAsync(int position)
    {
        var time = Stopwatch.StartNew();
        for (var step = 0; step < 3000 && time.Elapsed < TimeSpan.FromSeconds(120); step++)
        {
            if (await page.EvaluateAsync<bool>(StepScript, position))
            {
                await ExpectReadAsync();
                return Assert.Single(await TilesAsync(), tile => tile.Position == position);
            }
        }

        throw new TimeoutException($"Picture {position} was not reached in {time.Elapsed.TotalSeconds:F0} s; there were {string.Join(", ", (await TilesAsync()).Select(tile => tile.Position))}.");
    }

    /// <summary>Asserts that the pictures of the page follow each other as in the list, each once and in its place.</summary>
    public async Task ExpectRunAsync(IReadOnlyList<Listed> listed)
    {
        await ExpectReadAsync();
        var tiles = await TilesAsync();
        Assert.NotEmpty(tiles);
        var ids = listed.Select(image => image.Id).ToList();
        var first = ids.IndexOf(tiles[0].Id!);
        Assert.True(first >= 0, $"{tiles[0].Id} is not in the list.");
        Assert.Equal(ids.Skip(first).Take(tiles.Count), tiles.Select(tile => tile.Id));
        Assert.Equal(Enumerable.Range(first + 1, tiles.Count), tiles.Select(tile => tile.Position));
        await ExpectNoDoublesAsync();
    }

    /// <summary>Asserts that no picture was in the page twice, at any time since it was loaded.</summary>
    public async Task ExpectNoDoublesAsync() => Assert.Empty(await page.EvaluateAsync<string[]>("doubles$"));

    /// <summary>Waits until what was asked for here is in the gallery, too: nothing is left to be found again after a reload.</summary>
    public async Task JoinedAsync()
    {
        await page.UntilAsync("() => Object.keys(localStorage).filter(name => name.startsWith('generations:')).every(name => localStorage[name] === '[]')");
        await ExpectReadAsync();
    }

    /// <summary>The person comes back to the page after a while; their clock must be a test's.</summary>
    public async Task ComeBackAsync()
    {
        await page.Clock.FastForwardAsync(20_000);
        await page.RunAndWaitForResponseAsync(
            () => page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))"),
            response => response.Url.Contains("/api/images/", StringComparison.Ordinal));
    }
}

internal static class Patience
{
    /// <summary>Waits until a function of the page says so. The page's policy forbids what Playwright's own WaitForFunction does.</summary>
    public static async Task UntilAsync(this IPage page, string function, object? argument = null)
    {
        var time = Stopwatch.StartNew();
        for (var look = 0; look < 2000 && time.Elapsed < TimeSpan.FromSeconds(30); look++)
        {
            if (await page.EvaluateAsync<bool>(function, argument))
                return;
            await page.EvaluateAsync("watch$.settled()");
        }

        throw new TimeoutException($"It never came to be that {function}");
    }
}

/// <param name="Id">Null where nothing is read yet.</param>
/// <param name="Position">From 1.</param>
/// <param name="Top">CSS pixels from the window's top, as are the others.</param>
internal sealed record TileSeen(string? Id, string Status, int Position, double Top, double Bottom, double Left, bool InSight);
