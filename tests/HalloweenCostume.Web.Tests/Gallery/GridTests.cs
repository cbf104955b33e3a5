using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using static HalloweenCostume.Web.Tests.Gallery.GallerySite;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Gallery;

[Collection(nameof(GalleryTestGroup))]
public class GridTests(GallerySite site, Browser browser)
{
    // A reader who never comes near anything.
    private const string NoObserver = "window.IntersectionObserver = class { observe() {} unobserve() {} disconnect() {} };";

    private const string CallsScript =
        """
        window.calls$ = [];
        const { fetch } = window;
        window.fetch = (url, ...rest) => {
          const { bottom } = document.querySelector('#feed').getBoundingClientRect();
          if (String(url).includes('/api/images/')) calls$.push({ url: String(url), below: bottom - innerHeight });
          return fetch(url, ...rest);
        };
        """;

    private sealed record Call(Uri Url, double Below);

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task Pictures_stand_as_the_list_has_them_the_newest_first(int width, int height)
    {
        await using var visit = await browser.VisitAsync(site.Local, width, height);
        var grid = await Grid.OpenAsync(visit, Some);
        var listed = await site.ListAsync(Some);

        await grid.ExpectRunAsync(listed);
        Assert.Equal(listed[0].Id, (await grid.TilesAsync())[0].Id);
        await grid.ReachAsync(130);
        await grid.ExpectRunAsync(listed);
        await visit.ExpectStableAsync();
        Assert.Empty(visit.Troubles);
    }

    [Theory]
    [InlineData(768, 1024, 1024, 768)]
    [InlineData(390, 844, 844, 390)]
    [InlineData(844, 390, 390, 844)]
    [InlineData(1440, 900, 320, 640)]
    public async Task A_screen_that_is_turned_shows_the_same_picture(int width, int height, int thenWidth, int thenHeight)
    {
        await using var visit = await browser.VisitAsync(site.Local, width, height);
        var grid = await Grid.OpenAsync(visit, Some);
        await grid.ReachAsync(121);
        var middle = (await grid.TilesAsync()).First(tile => tile.Top < height / 2.0 && tile.Bottom > height / 2.0);

        foreach (var (nextWidth, nextHeight) in new[] { (thenWidth, thenHeight), (width, height), (thenWidth, thenHeight), (width, height) })
        {
            await TurnAsync(visit.Page, nextWidth, nextHeight);
            await grid.ExpectReadAsync();
            // In sight from edge to edge is nothing but pictures, and the first of the row that was in the middle is there.
            var seen = (await grid.TilesAsync()).Where(tile => tile.InSight).ToList();
            Assert.InRange(middle.Position, seen[0].Position, seen[^1].Position);
            Assert.True(seen[0].Top <= 20 && seen[^1].Bottom >= nextHeight - 20, $"{seen[0]} to {seen[^1]}");
        }
    }

    [Theory]
    [InlineData(844, 390, 390, 844)]
    [InlineData(640, 320, 320, 640)]
    public async Task At_the_end_a_screen_that_is_turned_shows_the_last_row(int width, int height, int thenWidth, int thenHeight)
    {
        await using var visit = await browser.VisitAsync(site.Local, width, height);
        var grid = await Grid.OpenAsync(visit, Some);
        var last = await grid.ReachAsync((await site.ListAsync(Some)).Count);
        await visit.Page.EvaluateAsync("scrollTo(0, document.documentElement.scrollHeight)");
        await visit.Page.EvaluateAsync("watch$.settled()");
        var row = (await grid.TilesAsync()).Where(tile => tile.InSight).GroupBy(tile => tile.Bottom).Last().ToList();
        Assert.Equal(last.Position, row[^1].Position);

        await TurnAsync(visit.Page, thenWidth, thenHeight);

        await grid.ExpectReadAsync();
        Assert.Contains(await grid.TilesAsync(), tile => tile.InSight && tile.Position >= row[0].Position);
    }

    [Theory]
    [InlineData(320, 1, 1)]
    [InlineData(360, 2, 2)]
    [InlineData(768, 3, 4)]
    [InlineData(1024, 4, 5)]
    [InlineData(1440, 6, 6)]
    [InlineData(2560, 6, 6)]
    public async Task The_grid_has_as_many_columns_as_the_screen_has_room_for(int width, int least, int most)
    {
        await using var visit = await browser.VisitAsync(site.Local, width, 900);
        var grid = await Grid.OpenAsync(visit, Some);

        var tiles = await grid.TilesAsync();
        var columns = tiles.Select(tile => Math.Round(tile.Left)).Distinct().Count();
        Assert.InRange(columns, least, most);
        Assert.Equal(columns, tiles.GroupBy(tile => Math.Round(tile.Bottom)).Max(row => row.Count()));
        Assert.True(await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task The_next_24_are_asked_for_before_the_reader_is_at_the_end(int width, int height)
    {
        await using var visit = await browser.VisitAsync(site.Local, width, height);
        await visit.Page.AddInitScriptAsync(CallsScript);
        var grid = await Grid.OpenAsync(visit, Some);
        await visit.Page.Mouse.MoveAsync(width / 2, height / 2);

        for (var step = 0; step < 60; step++)
        {
            await visit.Page.Mouse.WheelAsync(0, height / 2f);
            await visit.Page.EvaluateAsync("watch$.settled()");
            await Expect(grid.Feed).ToHaveAttributeAsync("aria-busy", "false");
        }

        var calls = JsonSerializer.Deserialize<List<Call>>(await visit.Page.EvaluateAsync<string>("JSON.stringify(calls$)"), JsonSerializerOptions.Web)!
            .Select(call => call with { Url = new(site.Local.Address, call.Url) }).ToList();
        Assert.True(calls.Count > 2, $"There were {calls.Count} calls.");
        Assert.All(calls, call => Assert.Contains("limit=24", call.Url.Query, StringComparison.Ordinal));
        Assert.All(calls.Skip(1), call => Assert.True(call.Below > 0, $"{call.Url} was asked for {call.Below:F0} px below the screen."));
        Assert.Distinct(calls.Select(call => call.Url.Query));
        await grid.ExpectNoDoublesAsync();
        await visit.ExpectStableAsync();
    }

    [Fact]
    public async Task Who_does_not_scroll_loads_more_with_a_button()
    {
        await using var visit = await browser.VisitAsync(site.Local);
        await visit.Page.AddInitScriptAsync(NoObserver);
        var grid = await Grid.OpenAsync(visit, Some);
        await Expect(grid.Tiles).ToHaveCountAsync(24);

        await grid.LoadMore.ClickAsync();
        await Expect(grid.Tiles).ToHaveCountAsync(48);
        await grid.ExpectRunAsync(await site.ListAsync(Some));
    }

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task By_keyboard_the_button_leads_on_to_the_first_new_picture(int width, int height)
    {
        await using var visit = await browser.VisitAsync(site.Local, width, height);
        await visit.Page.AddInitScriptAsync(NoObserver);
        var grid = await Grid.OpenAsync(visit, Some);
        var listed = await site.ListAsync(Some);

        for (var loaded = 24; loaded <= 72; loaded += 24)
        {
            await Expect(grid.LoadMore).ToBeVisibleAsync();
            await grid.LoadMore.FocusAsync();
            await visit.Page.Keyboard.PressAsync(loaded == 48 ? "Space" : "Enter");
            await Expect(grid.Link(listed[loaded].Id)).ToBeFocusedAsync();
            await Expect(grid.Link(listed[loaded].Id)).ToBeInViewportAsync();
        }
    }

    [Theory]
    [InlineData("Pacific/Kiritimati")]
    [InlineData("Europe/Berlin")]
    [InlineData("Pacific/Pago_Pago")]
    public async Task Each_day_of_the_readers_calendar_has_a_heading(string timeZone)
    {
        await using var visit = await browser.VisitAsync(site.Local, height: 2400, options: new() { TimezoneId = timeZone, Locale = "en-US" });
        var grid = await Grid.OpenAsync(visit, Many);
        await grid.ReachAsync(120);
        await visit.Page.EvaluateAsync("scrollTo(0, 0)");
        var listed = await site.ListAsync(Many);
        await Expect(grid.Link(listed[0].Id)).ToBeInViewportAsync();
        await grid.ExpectReadAsync();

        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, zone).DateTime);
        // At one moment: more tiles may come at any time.
        var seen = await grid.Feed.EvaluateAsync<string[]>(
            "feed => [String(feed.children.length), ...[...feed.querySelectorAll('h3')].map(heading => `${new URLSearchParams(heading.closest('article').querySelector('a').search).get('image')}: ${heading.textContent}`)]");
        var expected = listed.Take(int.Parse(seen[0], System.Globalization.CultureInfo.InvariantCulture))
            .GroupBy(image => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(image.CreatedAt, zone).DateTime))
            .Select(day => $"{day.First().Id}: {NameOf(day.Key, today)}").ToList();
        Assert.True(expected.Count > 2, $"There are only {expected.Count} days.");
        Assert.Equal(expected, seen[1..]);
    }

    [Fact]
    public async Task A_tile_tells_its_place_and_how_many_there_are()
    {
        await using var visit = await browser.VisitAsync(site.Local);
        var grid = await Grid.OpenAsync(visit, Some);
        var listed = await site.ListAsync(Some);

        await Expect(grid.Tile(listed[0].Id)).ToHaveAttributeAsync("aria-posinset", "1");
        await Expect(grid.Tile(listed[0].Id)).ToHaveAttributeAsync("aria-setsize", "-1");
        await grid.ReachAsync(listed.Count);
        await Expect(grid.Tile(listed[^1].Id)).ToHaveAttributeAsync("aria-posinset", $"{listed.Count}");
        await Expect(grid.Tile(listed[^1].Id)).ToHaveAttributeAsync("aria-setsize", $"{listed.Count}");
        await Expect(grid.LoadMore).ToBeHiddenAsync();
        await grid.ExpectRunAsync(listed);
    }

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task Page_Down_and_Page_Up_go_from_picture_to_picture(int width, int height)
    {
        await using var visit = await browser.VisitAsync(site.Local, width, height);
        var grid = await Grid.OpenAsync(visit, Some);
        var listed = await site.ListAsync(Some);

        await grid.Link(listed[0].Id).FocusAsync();
        for (var i = 1; i <= 60; i++)
        {
            await visit.Page.Keyboard.PressAsync("PageDown");
            await Expect(grid.Link(listed[i].Id)).ToBeFocusedAsync();
            await Expect(grid.Link(listed[i].Id)).ToBeInViewportAsync();
        }

        for (var i = 59; i >= 50; i--)
        {
            await visit.Page.Keyboard.PressAsync("PageUp");
            await Expect(grid.Link(listed[i].Id)).ToBeFocusedAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task New_pictures_take_their_place_before_the_others_without_a_jump(int width, int height)
    {
        await using var visit = await browser.VisitAsync(site.Local, width, height);
        var grid = await Grid.OpenAsync(visit, Some);

        // Side by side they get ready in any order, and stay where they were asked for.
        var shown = (await grid.TilesAsync()).Select(tile => tile.Id).ToList();
        for (var round = 1; round <= 3; round++)
        {
            await visit.GenerateAsync($"New picture {round}", count: 4);
            await Expect(visit.Status).ToHaveTextAsync("Your 4 pictures are ready.", new() { Timeout = 60_000 });
            await Expect(grid.Feed.Locator("article:not([data-status=ready])")).ToHaveCountAsync(0);
            await grid.JoinedAsync();

            var listed = (await site.ListAsync(Some)).Select(image => image.Id).ToList();
            var tiles = await grid.TilesAsync();
            Assert.Equal(listed.Take(4).Order(), tiles.Take(4).Select(tile => tile.Id).Order());
            Assert.Equal(shown.Take(tiles.Count - 4), tiles.Skip(4).Select(tile => tile.Id).Take(shown.Count));
            Assert.Equal(Enumerable.Range(1, tiles.Count), tiles.Select(tile => tile.Position));
            Assert.True(tiles[0].InSight, "The new picture is not in sight.");
            shown = [.. tiles.Select(tile => tile.Id)];
        }

        await grid.ExpectNoDoublesAsync();
        await visit.ExpectStableAsync();
        Assert.Empty(visit.Troubles);
    }

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task Pictures_that_get_ready_move_nothing_for_a_reader_300_pictures_down(int width, int height)
    {
        await using var visit = await browser.VisitAsync(site.Local, width, height);
        var grid = await Grid.OpenAsync(visit, Some);
        var answers = new TaskCompletionSource();
        await visit.Page.RouteAsync("**/api/generations/*", async route =>
        {
            await answers.Task;
            await route.ContinueAsync();
        });
        await visit.GenerateAsync("While I read", count: 2);
        await Expect(grid.Feed.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToBeVisibleAsync();
        var seen = await grid.ReachAsync(300);

        await visit.Page.RunAndWaitForResponseAsync(
            () => { answers.SetResult(); return Task.CompletedTask; }, response => response.Url.Contains("/api/images/", StringComparison.Ordinal));
        await Expect(visit.Status).ToHaveTextAsync("Your 2 pictures are ready.");
        await ExpectUnmovedAsync(grid, seen, by: 0);
        Assert.Equal((await site.ListAsync(Some))[299].Id, seen.Id);

        await grid.ReachAsync(1);
        var listed = (await site.ListAsync(Some)).Select(image => image.Id).ToList();
        var tiles = await grid.TilesAsync();
        Assert.Equal(listed.Take(2).Order(), tiles.Take(2).Select(tile => tile.Id).Order());
        Assert.Equal(listed.Skip(2).Take(tiles.Count - 2), tiles.Skip(2).Select(tile => tile.Id));
        await grid.ExpectNoDoublesAsync();
        await visit.ExpectStableAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(300)]
    public async Task Pictures_from_elsewhere_join_without_a_jump_a_gap_or_a_double(int position)
    {
        await using var visit = await browser.VisitAsync(site.Local);
        await visit.Page.Clock.InstallAsync();
        var grid = await Grid.OpenAsync(visit, Some);
        var seen = await grid.ReachAsync(position);
        if (position == 1)
            await visit.Page.EvaluateAsync("scrollTo(0, 0)");

        await site.GenerateAsync(Some, 4);
        await site.GenerateAsync(Some, 3);
        await grid.ComeBackAsync();
        await Expect(grid.Tile(seen.Id!)).ToHaveAttributeAsync("aria-posinset", $"{position + 7}");
        if (position > 1)
            await ExpectUnmovedAsync(grid, seen, by: 7);
        await grid.ExpectRunAsync(await site.ListAsync(Some));

        await grid.ReachAsync(1);
        await grid.ExpectRunAsync(await site.ListAsync(Some));
        // Pictures of the day that is in sight move on in their rows.
        if (position == 300)
            await visit.ExpectStableAsync();
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task More_pictures_from_elsewhere_than_a_call_brings_leave_the_reader_where_they_are()
    {
        await using var visit = await browser.VisitAsync(site.Local);
        await visit.Page.Clock.InstallAsync();
        var grid = await Grid.OpenAsync(visit, Some);
        var seen = await grid.ReachAsync(300);

        // Ten milliseconds apart, a minute ago.
        await site.Local.AddPicturesAsync(Some, 120, perDay: 8_640_000);
        await grid.ComeBackAsync();
        await Expect(grid.Tile(seen.Id!)).ToHaveAttributeAsync("aria-posinset", "420");
        await ExpectUnmovedAsync(grid, seen, by: 120);
        await grid.ExpectRunAsync(await site.ListAsync(Some));
    }

    /// <summary>The window has another size, and the page has drawn itself anew.</summary>
    private static async Task TurnAsync(IPage page, int width, int height)
    {
        await page.SetViewportSizeAsync(width, height);
        await page.UntilAsync("width => innerWidth === width", width);
        // The browser tells of it in its next frame, which is the first to be seen.
        await page.EvaluateAsync("watch$.settled()");
    }

    /// <summary>Asserts that the picture has so many more before it, and is where it was on the screen to the pixel.</summary>
    private static async Task ExpectUnmovedAsync(Grid grid, TileSeen seen, int by)
    {
        await grid.ExpectReadAsync();
        var now = Assert.Single(await grid.TilesAsync(), tile => tile.Id == seen.Id);
        Assert.Equal(seen.Position + by, now.Position);
        Assert.True(Math.Abs(now.Top - seen.Top) < 1, $"It was {seen.Top} px from the window's top and is {now.Top} px.");
    }

    private static string NameOf(DateOnly day, DateOnly today) => (today.DayNumber - day.DayNumber) switch
    {
        0 => "Today",
        1 => "Yesterday",
        _ => day.ToString("dddd, MMMM d, yyyy", CultureInfo.InvariantCulture),
    };
}
