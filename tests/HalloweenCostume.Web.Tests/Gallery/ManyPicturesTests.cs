using System.Diagnostics;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Gallery;

/// <summary>A page in which somebody has scrolled through 10,000 pictures, to the oldest.</summary>
public sealed class LongRead : IAsyncLifetime, IDisposable
{
    /// <summary>The place in the list of profiles of whose pictures they are.</summary>
    public const int Profile = 1;
    public const int Pictures = 10_000;

    // Some seconds a call: as far down as the page goes, again and again, with a look at each step.
    private const string ReadOnScript =
        """
        async ([enough, step]) => {
          let tiles = 0;
          const end = performance.now() + 3000;
          for (let i = 0; i < 200 && performance.now() < end; i++) {
            scrollBy(0, step);
            await watch$.settled();
            const all = document.querySelectorAll('#feed article');
            tiles = Math.max(tiles, all.length);
            if (Number(all[all.length - 1]?.ariaPosInSet) >= enough) break;
          }
          return tiles;
        }
        """;

    private readonly Browser browser = new();
    private readonly HttpClient http = new();

    internal LocalSite Site { get; private set; } = null!;

    internal Visit Visit { get; private set; } = null!;

    internal Grid Grid { get; private set; } = null!;

    internal IReadOnlyList<Listed> Listed { get; private set; } = null!;

    internal int MostTiles { get; private set; }

    internal TimeSpan Time { get; private set; }

    internal (long HeapBytes, long Nodes) AfterTheFirstThousand { get; private set; }

    internal (long HeapBytes, long Nodes) AtTheEnd { get; private set; }

    public async Task InitializeAsync()
    {
        Site = await LocalSite.StartAsync();
        var user = await Site.AddPicturesAsync(Profile, Pictures);
        http.BaseAddress = Site.Address;
        Listed = await http.ListAsync(user);
        await browser.InitializeAsync();
        Visit = await browser.VisitAsync(Site);
        Grid = await Grid.OpenAsync(Visit, Profile);
        var time = Stopwatch.StartNew();
        MostTiles = await ReadAsync(Visit, 1000);
        AfterTheFirstThousand = await Visit.MemoryAsync();
        MostTiles = Math.Max(MostTiles, await ReadAsync(Visit, Pictures));
        Time = time.Elapsed;
        await Grid.ExpectReadAsync();
        AtTheEnd = await Visit.MemoryAsync();
    }

    /// <summary>Somebody else, in the same browser.</summary>
    internal Task<Visit> VisitAsync() => browser.VisitAsync(Site);

    /// <summary>Scrolls down until so many pictures were in the page.</summary>
    /// <returns>The most tiles that there were at a time.</returns>
    internal static async Task<int> ReadAsync(Visit visit, int pictures)
    {
        var (time, most) = (Stopwatch.StartNew(), 0);
        for (var look = 0; look < 300 && time.Elapsed < TimeSpan.FromMinutes(5); look++)
        {
            most = Math.Max(most, await visit.Page.EvaluateAsync<int>(ReadOnScript, new[] { pictures, 4000 }));
            if ((await new Grid(visit.Page).TilesAsync())[^1].Position >= pictures)
                return most;
        }

        throw new TimeoutException($"Picture {pictures} was not reached; there is {(await new Grid(visit.Page).TilesAsync())[^1]}.");
    }

    public async Task DisposeAsync()
    {
        await Visit.DisposeAsync();
        await browser.DisposeAsync();
        await Site.DisposeAsync();
    }

    public void Dispose() => http.Dispose();
}

public class ManyPicturesTests(LongRead read, ITestOutputHelper output) : IClassFixture<LongRead>
{
    [Fact]
    public async Task The_last_of_10_000_pictures_is_the_oldest()
    {
        output.WriteLine($"{LongRead.Pictures} pictures in {read.Time.TotalSeconds:F1} s");
        await read.Visit.Page.EvaluateAsync("scrollTo(0, document.documentElement.scrollHeight)");
        await Expect(read.Grid.Tile(read.Listed[^1].Id)).ToBeInViewportAsync();
        Assert.Equal("Picture 1", read.Listed[^1].Prompt);
        await Expect(read.Grid.Tile(read.Listed[^1].Id)).ToHaveAttributeAsync("aria-posinset", "10000");
        await Expect(read.Grid.Tile(read.Listed[^1].Id)).ToHaveAttributeAsync("aria-setsize", "10000");
        await Expect(read.Grid.LoadMore).ToBeHiddenAsync();
        await read.Grid.ExpectRunAsync(read.Listed);
        Assert.Empty(read.Visit.Troubles);
    }

    [Fact]
    public void The_page_never_has_more_than_150_tiles()
    {
        output.WriteLine($"At most {read.MostTiles}");
        Assert.InRange(read.MostTiles, 24, 150);
    }

    [Fact]
    public void Ten_thousand_pictures_take_hardly_more_memory_than_one_thousand()
    {
        output.WriteLine($"{read.AfterTheFirstThousand}, {read.AtTheEnd}");
        Assert.InRange(read.AtTheEnd.HeapBytes, 1, 1.3 * read.AfterTheFirstThousand.HeapBytes);
        Assert.InRange(read.AtTheEnd.Nodes, 1, 1.3 * read.AfterTheFirstThousand.Nodes);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.02)]
    [InlineData(0.97)]
    [InlineData(0.001)]
    public async Task A_jump_by_the_scroll_bar_shows_the_pictures_of_that_place(double part)
    {
        await read.Visit.Page.EvaluateAsync("part => scrollTo(0, part * document.documentElement.scrollHeight)", part);
        await read.Visit.Page.EvaluateAsync("watch$.settled()");
        await Expect(read.Grid.Unread).ToHaveCountAsync(0);

        var tiles = await read.Grid.TilesAsync();
        Assert.InRange(tiles.Count, 24, 150);
        Assert.True(tiles.Count(tile => tile.InSight) >= 3, "There is hardly a picture in sight.");
        Assert.InRange(tiles.First(tile => tile.InSight).Position, (part * LongRead.Pictures) - 300, (part * LongRead.Pictures) + 300);
        Assert.All(tiles.Where(tile => tile.InSight), tile => Assert.Equal(read.Listed[tile.Position - 1].Id, tile.Id));
        await Expect(read.Grid.Tile(tiles.First(tile => tile.InSight).Id!).Locator("img")).ToHaveJSPropertyAsync("naturalWidth", 384);
        await read.Grid.ExpectRunAsync(read.Listed);
    }

    [Fact]
    public async Task On_the_way_back_up_the_same_pictures_are_there_and_nothing_jumps()
    {
        // All of them were read on the way down, and let go.
        await read.Visit.Page.EvaluateAsync("scrollTo(0, 0.6 * document.documentElement.scrollHeight)");
        await read.Grid.ReachAsync(6000);
        await read.Visit.Page.Mouse.MoveAsync(700, 450);
        var before = await read.Visit.Page.EvaluateAsync<double>("scrollY");
        for (var step = 1; step <= 30; step++)
        {
            await read.Visit.Page.Mouse.WheelAsync(0, -800);
            await read.Visit.Page.UntilAsync("y => scrollY <= y", before - (800 * step) + 1);
            await read.Grid.ExpectRunAsync(read.Listed);
            Assert.Equal(before - (800 * step), await read.Visit.Page.EvaluateAsync<double>("scrollY"), tolerance: 1.0);
        }

        await read.Visit.ExpectStableAsync();
    }

    [Theory]
    [InlineData(5)]
    [InlineData(100)]
    public async Task What_was_deleted_elsewhere_leaves_no_gap_and_no_double_on_the_way_back(int index)
    {
        using var http = new HttpClient { BaseAddress = read.Site.Address };
        var user = await read.Site.AddPicturesAsync(profile: 2, 600);
        await using var visit = await read.VisitAsync();
        var grid = await Grid.OpenAsync(visit, 2);
        await grid.ReachAsync(500);
        var gone = (await http.ListAsync(user))[index];
        using (var answer = await http.DeleteAsync($"api/images/{user}/{gone.Id}"))
            answer.EnsureSuccessStatusCode();
        var listed = await http.ListAsync(user);

        var time = Stopwatch.StartNew();
        for (var step = 0; step < 200 && time.Elapsed < TimeSpan.FromMinutes(1) && await visit.Page.EvaluateAsync<double>("scrollY") > 0; step++)
        {
            await visit.Page.EvaluateAsync("scrollBy(0, -700)");
            await visit.Page.EvaluateAsync("watch$.settled()");
            await Expect(grid.Unread).ToHaveCountAsync(0);
            Assert.Contains(await grid.TilesAsync(), tile => tile.InSight || tile.Position == 1);
            await grid.ExpectNoDoublesAsync();
        }

        await grid.ExpectRunAsync(listed);
        await grid.ReachAsync(index + 1);
        await grid.ExpectRunAsync(listed);
        await grid.ReachAsync(480);
        await grid.ExpectRunAsync(listed);
    }

    [Fact]
    public async Task What_was_deleted_elsewhere_does_not_move_what_is_in_sight()
    {
        using var http = new HttpClient { BaseAddress = read.Site.Address };
        var user = await read.Site.AddPicturesAsync(profile: 3, 400);
        await using var visit = await read.VisitAsync();
        var grid = await Grid.OpenAsync(visit, 3);
        await grid.ReachAsync(380);
        foreach (var gone in new[] { 125, 130 })
        {
            using var answer = await http.DeleteAsync($"api/images/{user}/{(await http.ListAsync(user))[gone].Id}");
            answer.EnsureSuccessStatusCode();
        }

        // What is above the screen is read again, and is another than before.
        var seen = await grid.ReachAsync(190);
        await visit.Page.EvaluateAsync("scrollBy(0, -600)");
        await grid.ExpectReadAsync();
        await grid.ExpectRunAsync(await http.ListAsync(user));
        Assert.Contains(await grid.TilesAsync(), tile => tile.Id == seen.Id);
        await visit.ExpectStableAsync();
    }
}
