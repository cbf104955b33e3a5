using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static HalloweenCostume.Web.Tests.Gallery.GallerySite;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Gallery;

[Collection(nameof(GalleryTestGroup))]
public class LightboxTests(GallerySite site, Browser browser)
{
    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task A_click_shows_the_picture_in_full_size_with_its_facts(int width, int height)
    {
        await using var visit = await browser.VisitAsync(site.Local, width, height, new() { TimezoneId = "Asia/Tokyo" });
        var (grid, lightbox) = await OpenAsync(visit, Many);
        var image = (await site.ListAsync(Many))[2];

        await lightbox.OpenAsync(image);
        Assert.Equal("768 1024", await lightbox.Picture.EvaluateAsync<string>("picture => `${picture.naturalWidth} ${picture.naturalHeight}`"));
        var box = (await lightbox.Picture.BoundingBoxAsync())!;
        Assert.True(box is { X: >= 0, Y: >= 0, Width: > 200, Height: > 300 } && box.X + box.Width <= width && box.Y + box.Height <= height, $"{box.X} {box.Y} {box.Width} {box.Height}");
        await Expect(lightbox.Picture).ToHaveAccessibleNameAsync(image.Prompt);
        await Expect(lightbox.Fact("Model")).ToHaveTextAsync(new Regex(@"^John Doe \(johndoe\)$"));
        var made = TimeZoneInfo.ConvertTime(image.CreatedAt, TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"));
        await Expect(lightbox.Fact("Made")).ToContainTextAsync(new Regex(made.ToString("MMM'[a-z]* 'd', 'yyyy", CultureInfo.InvariantCulture)));
        await Expect(lightbox.Fact("Made")).ToContainTextAsync(made.ToString("h:mm", CultureInfo.InvariantCulture));
        Assert.True(await visit.Page.EvaluateAsync<bool>("document.querySelector('dialog').scrollWidth <= innerWidth"));
        Assert.True(await lightbox.Dialog.EvaluateAsync<bool>("dialog => dialog.contains(document.activeElement)"), "The focus is not in the lightbox.");
        await visit.ExpectStableAsync();
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task A_double_click_opens_it_and_does_not_close_it_again()
    {
        await using var visit = await browser.VisitAsync(site.Local);
        var (grid, lightbox) = await OpenAsync(visit, Many);
        var listed = await site.ListAsync(Many);

        // The first one's place is beside the picture then, the third one's on it.
        foreach (var image in new[] { listed[0], listed[2] })
        {
            await grid.Link(image.Id).DblClickAsync();
            await lightbox.ExpectAsync(image);
            await visit.Page.Keyboard.PressAsync("Escape");
            await lightbox.ExpectClosedAtAsync(image);
        }
    }

    [Fact]
    public async Task Enter_shows_the_picture_too()
    {
        await using var visit = await browser.VisitAsync(site.Local);
        var (grid, lightbox) = await OpenAsync(visit, Many);
        var image = (await site.ListAsync(Many))[4];

        await grid.Link(image.Id).FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await lightbox.ExpectAsync(image);
        await visit.Page.Keyboard.PressAsync("Escape");
        await lightbox.ExpectClosedAtAsync(image);
    }

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task Buttons_and_arrow_keys_turn_to_the_neighbours(int width, int height)
    {
        await using var visit = await browser.VisitAsync(site.Local, width, height);
        var (_, lightbox) = await OpenAsync(visit, Many);
        var listed = await site.ListAsync(Many);

        await lightbox.OpenAsync(listed[0]);
        await Expect(lightbox.Previous).ToBeHiddenAsync();
        await lightbox.Next.ClickAsync();
        await lightbox.ExpectAsync(listed[1]);
        await lightbox.Next.ClickAsync();
        await lightbox.ExpectAsync(listed[2]);
        await lightbox.Previous.ClickAsync();
        await lightbox.ExpectAsync(listed[1]);
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await lightbox.ExpectAsync(listed[2]);
        await visit.Page.Keyboard.PressAsync("ArrowLeft");
        await lightbox.ExpectAsync(listed[1]);
        await visit.Page.Keyboard.PressAsync("ArrowLeft");
        await lightbox.ExpectAsync(listed[0]);
        await Expect(lightbox.Previous).ToBeHiddenAsync();
        await Expect(lightbox.Next).ToBeEnabledAsync();
        await visit.Page.Keyboard.PressAsync("ArrowLeft");
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await lightbox.ExpectAsync(listed[1]);
    }

    [Fact]
    public async Task A_swipe_turns_and_a_tap_or_a_way_down_does_not()
    {
        await using var visit = await browser.VisitAsync(site.Local, 390, 844, new() { HasTouch = true, IsMobile = true });
        var (_, lightbox) = await OpenAsync(visit, Many);
        var listed = await site.ListAsync(Many);
        await lightbox.OpenAsync(listed[0]);

        await SwipeAsync(visit, (320, 300), (70, 320));
        await lightbox.ExpectAsync(listed[1]);
        await SwipeAsync(visit, (320, 300), (120, 290));
        await lightbox.ExpectAsync(listed[2]);
        await SwipeAsync(visit, (200, 400), (210, 250));
        await SwipeAsync(visit, (200, 300), (190, 300));
        await SwipeAsync(visit, (70, 300), (320, 300));
        await lightbox.ExpectAsync(listed[1]);
    }

    [Fact]
    public async Task Turning_goes_on_past_what_the_grid_has_read()
    {
        await using var visit = await browser.VisitAsync(site.Local, height: 640);
        var (grid, lightbox) = await OpenAsync(visit, Many);
        var listed = await site.ListAsync(Many);

        await grid.ReachAsync(20);
        await lightbox.OpenAsync(listed[19]);
        for (var i = 20; i < 60; i++)
        {
            await visit.Page.Keyboard.PressAsync("ArrowRight");
            await lightbox.ExpectAsync(listed[i]);
        }

        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task After_turning_a_hundred_pictures_on_the_grid_is_where_the_reader_is()
    {
        await using var visit = await browser.VisitAsync(site.Local);
        var (grid, lightbox) = await OpenAsync(visit, Many);
        var listed = await site.ListAsync(Many);

        await lightbox.OpenAsync(listed[3]);
        for (var i = 4; i <= 103; i++)
        {
            await visit.Page.Keyboard.PressAsync("ArrowRight");
            await Expect(lightbox.Prompt).ToHaveTextAsync(listed[i].Prompt);
        }

        await visit.Page.Keyboard.PressAsync("Escape");
        await lightbox.ExpectClosedAtAsync(listed[103]);
        await grid.ExpectRunAsync(listed);
    }

    [Fact]
    public async Task At_the_oldest_picture_it_ends()
    {
        await using var visit = await browser.VisitAsync(site.Local);
        var lightbox = new Lightbox(visit, await Grid.OfAsync(visit));
        var listed = await site.ListAsync(Some);

        await lightbox.VisitAsync(listed[^2]);
        await lightbox.Next.ClickAsync();
        await lightbox.ExpectAsync(listed[^1]);
        await Expect(lightbox.Next).ToBeHiddenAsync();
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await visit.Page.Keyboard.PressAsync("ArrowLeft");
        await lightbox.ExpectAsync(listed[^2]);
        await Expect(lightbox.Next).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_download_is_the_object_itself_under_a_name_that_says_what_it_is()
    {
        await using var visit = await browser.VisitAsync(site.Local);
        var (_, lightbox) = await OpenAsync(visit, Many);
        var image = (await site.ListAsync(Many))[1];
        await lightbox.OpenAsync(image);

        var download = await visit.Page.RunAndWaitForDownloadAsync(() => lightbox.Download.ClickAsync());
        Assert.Equal($"{image.Prompt.ToLowerInvariant().Replace(' ', '-')}-{image.Seed}.jpg", download.SuggestedFilename);
        Assert.Equal(await site.ReadAsync(image.SignedUrl), await File.ReadAllBytesAsync((await download.PathAsync())!));
    }

    [Fact]
    public async Task The_prompt_is_copied()
    {
        await using var visit = await browser.VisitAsync(site.Local, options: new() { Permissions = ["clipboard-read", "clipboard-write"] });
        var (_, lightbox) = await OpenAsync(visit, Many);
        var image = (await site.ListAsync(Many))[1];
        await lightbox.OpenAsync(image);

        await lightbox.Button("Copy prompt").ClickAsync();
        await Expect(lightbox.Toast).ToContainTextAsync("copied");
        Assert.Equal(image.Prompt, await PastedAsync(visit));
    }

    [Theory]
    [InlineData("true", "files text", "Picture")]
    [InlineData("false", "text title url", "Picture")]
    public async Task Sharing_gives_the_file_or_else_the_address(string canShare, string shared, string text)
    {
        await using var visit = await browser.VisitAsync(site.Local);
        await visit.Page.AddInitScriptAsync($$"""
            navigator.canShare = data => {{canShare}} && data.files?.length === 1;
            navigator.share = async data => { window.shared$ = data; };
            """);
        var (_, lightbox) = await OpenAsync(visit, Many);
        var image = (await site.ListAsync(Many))[1];
        await lightbox.OpenAsync(image);

        await lightbox.Button("Share").ClickAsync();
        await visit.Page.UntilAsync("() => !!window.shared$");
        Assert.Equal(shared, await visit.Page.EvaluateAsync<string>("Object.keys(shared$).sort().join(' ')"));
        Assert.StartsWith(text, await visit.Page.EvaluateAsync<string>("shared$.text"), StringComparison.Ordinal);
        if (canShare == "true")
        {
            Assert.Equal($"image/jpeg {(await site.ReadAsync(image.SignedUrl)).Length}", await visit.Page.EvaluateAsync<string>("`${shared$.files[0].type} ${shared$.files[0].size}`"));
            Assert.EndsWith($"-{image.Seed}.jpg", await visit.Page.EvaluateAsync<string>("shared$.files[0].name"), StringComparison.Ordinal);
        }
        else
            Assert.Equal(new Uri(site.Local.Address, Lightbox.AddressOf(image)).ToString(), await visit.Page.EvaluateAsync<string>("shared$.url"));
        await Expect(lightbox.Toast).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Who_puts_the_share_sheet_away_is_left_in_peace()
    {
        await using var visit = await browser.VisitAsync(site.Local);
        await visit.Page.AddInitScriptAsync(
            "navigator.share = async () => { setTimeout(() => { window.refused$ = true; }, 50); throw new DOMException('Share canceled', 'AbortError'); };");
        var (_, lightbox) = await OpenAsync(visit, Many);
        await lightbox.OpenAsync((await site.ListAsync(Many))[1]);

        await lightbox.Button("Share").ClickAsync();
        await visit.Page.UntilAsync("() => !!window.refused$");
        await Expect(lightbox.Toast).ToBeHiddenAsync();
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task Where_nothing_can_be_shared_the_address_is_copied()
    {
        await using var visit = await browser.VisitAsync(site.Local, options: new() { Permissions = ["clipboard-read", "clipboard-write"] });
        await visit.Page.AddInitScriptAsync("Object.defineProperty(Navigator.prototype, 'share', { value: undefined, configurable: true });");
        var (_, lightbox) = await OpenAsync(visit, Many);
        var image = (await site.ListAsync(Many))[1];
        await lightbox.OpenAsync(image);

        await lightbox.Button("Share").ClickAsync();
        await Expect(lightbox.Toast).ToContainTextAsync("copied");
        Assert.Equal(new Uri(site.Local.Address, Lightbox.AddressOf(image)).ToString(), await PastedAsync(visit));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Use_again_fills_the_form_and_the_next_request_has_the_seed(bool byAddress)
    {
        await using var visit = await browser.VisitAsync(site.Local);
        var image = (await site.ListAsync(Some))[5];
        Lightbox lightbox;
        if (byAddress)
        {
            lightbox = new(visit, await Grid.OfAsync(visit));
            await lightbox.VisitAsync(image);
        }
        else
        {
            (_, lightbox) = await OpenAsync(visit, Some);
            await lightbox.OpenAsync(image);
        }

        await lightbox.Button("Use again").ClickAsync();
        await Expect(lightbox.Dialog).ToBeHiddenAsync();
        await Expect(visit.Prompt).ToHaveValueAsync(image.Prompt);
        await Expect(visit.Prompt).ToBeInViewportAsync();
        await Expect(visit.LoraModel).ToHaveValueAsync($"{image.LoraId}");
        await Expect(visit.Page.GetByText($"Seed {image.Seed}")).ToBeVisibleAsync();

        var request = await visit.Page.RunAndWaitForRequestAsync(
            () => visit.Generate.ClickAsync(), request => request.Url.EndsWith("/api/generate-image", StringComparison.Ordinal));
        var body = JsonElement.Parse(request.PostData!);
        Assert.Equal(image.Seed, body.GetProperty("seed").GetInt64());
        Assert.Equal(image.Prompt, body.GetProperty("prompt").GetString());
        Assert.Equal(image.LoraId, body.GetProperty("loraId").GetInt64());
        await Expect(visit.Status).ToHaveTextAsync("Your picture is ready.", new() { Timeout = 60_000 });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public async Task Delete_goes_on_to_the_neighbour_and_undo_brings_the_picture_back_to_its_place(int index)
    {
        await using var visit = await browser.VisitAsync(site.Local);
        var (grid, lightbox) = await OpenAsync(visit, Some);
        var listed = await site.ListAsync(Some);
        await lightbox.OpenAsync(listed[index]);

        await lightbox.Button("Delete").ClickAsync();
        await lightbox.ExpectAsync(listed[index + 1]);
        await Expect(grid.Link(listed[index].Id)).ToHaveCountAsync(0);
        await Expect(lightbox.Toast).ToContainTextAsync("deleted");
        Assert.DoesNotContain(listed[index], await site.ListAsync(Some));

        await lightbox.Undo.ClickAsync();
        await Expect(grid.Tile(listed[index].Id)).ToHaveAttributeAsync("aria-posinset", $"{index + 1}");
        await Expect(lightbox.Toast).ToBeHiddenAsync();
        await lightbox.ExpectAsync(listed[index + 1]);
        await grid.ExpectRunAsync(await site.ListAsync(Some));
        Assert.Equal(listed.Select(image => image.Id), (await site.ListAsync(Some)).Select(image => image.Id));

        await Expect(lightbox.Previous).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("ArrowLeft");
        await lightbox.ExpectAsync(listed[index]);
    }

    [Fact]
    public async Task Undo_works_after_the_lightbox_is_left_too()
    {
        await using var visit = await browser.VisitAsync(site.Local);
        var (grid, lightbox) = await OpenAsync(visit, Some);
        var listed = await site.ListAsync(Some);
        await lightbox.OpenAsync(listed[7]);
        await lightbox.Button("Delete").ClickAsync();
        await lightbox.ExpectAsync(listed[8]);
        await visit.Page.Keyboard.PressAsync("Escape");
        await lightbox.ExpectClosedAtAsync(listed[8]);

        await lightbox.Undo.ClickAsync();
        await Expect(grid.Tile(listed[7].Id)).ToHaveAttributeAsync("aria-posinset", "8");
        await grid.ExpectRunAsync(await site.ListAsync(Some));
        Assert.Equal(listed[7].Id, (await site.ListAsync(Some))[7].Id);
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task Two_that_are_deleted_in_a_row_leave_no_gap()
    {
        await using var visit = await browser.VisitAsync(site.Local);
        var (grid, lightbox) = await OpenAsync(visit, Some);
        var listed = await site.ListAsync(Some);
        await lightbox.OpenAsync(listed[10]);
        await lightbox.Button("Delete").ClickAsync();
        await lightbox.ExpectAsync(listed[11]);
        await lightbox.Button("Delete").ClickAsync();
        await lightbox.ExpectAsync(listed[12]);
        await visit.Page.Keyboard.PressAsync("Escape");

        await lightbox.ExpectClosedAtAsync(listed[12]);
        await grid.ExpectRunAsync(await site.ListAsync(Some));
        await Expect(grid.Tile(listed[12].Id)).ToHaveAttributeAsync("aria-posinset", "11");
    }

    [Fact]
    public async Task After_ten_seconds_there_is_nothing_to_undo()
    {
        await using var visit = await browser.VisitAsync(site.Local);
        await visit.Page.Clock.InstallAsync();
        var (_, lightbox) = await OpenAsync(visit, Some);
        var listed = await site.ListAsync(Some);
        await lightbox.OpenAsync(listed[3]);
        await lightbox.Button("Delete").ClickAsync();
        await lightbox.ExpectAsync(listed[4]);
        await Expect(lightbox.Undo).ToBeVisibleAsync();

        await visit.Page.Mouse.MoveAsync(5, 5);
        await visit.Page.Clock.FastForwardAsync(10_500);
        await Expect(lightbox.Toast).ToBeHiddenAsync();
        Assert.Equal(listed.Count - 1, (await site.ListAsync(Some)).Count);
    }

    [Fact]
    public async Task A_delete_that_fails_is_said_and_nothing_is_lost()
    {
        await using var visit = await browser.VisitAsync(site.Local);
        var (grid, lightbox) = await OpenAsync(visit, Some);
        var listed = await site.ListAsync(Some);
        await visit.Page.RouteAsync("**/api/images/*/*", route => route.Request.Method != "DELETE" ? route.ContinueAsync() : route.FulfillAsync(new()
        {
            Status = 500, ContentType = "application/problem+json", Body = """{"status": 500, "detail": "The disk has a bad day."}""",
        }));
        await lightbox.OpenAsync(listed[6]);

        await lightbox.Button("Delete").ClickAsync();
        await Expect(lightbox.Toast).ToContainTextAsync("The disk has a bad day.");
        await Expect(lightbox.Undo).ToBeHiddenAsync();
        await lightbox.ExpectAsync(listed[6]);
        await visit.Page.Keyboard.PressAsync("Escape");
        await lightbox.ExpectClosedAtAsync(listed[6]);
        await grid.ExpectRunAsync(listed);
    }

    [Fact]
    public async Task With_the_last_picture_the_lightbox_closes_and_undo_brings_it_back()
    {
        await site.Local.AddPicturesAsync(None, 1);
        await using var visit = await browser.VisitAsync(site.Local);
        var (grid, lightbox) = await OpenAsync(visit, None);
        var image = Assert.Single(await site.ListAsync(None));
        await lightbox.OpenAsync(image);
        await Expect(lightbox.Previous).ToBeHiddenAsync();
        await Expect(lightbox.Next).ToBeHiddenAsync();

        await lightbox.Button("Delete").ClickAsync();
        await Expect(lightbox.Dialog).ToBeHiddenAsync();
        await Expect(grid.Tiles).ToHaveCountAsync(0);
        await Expect(visit.Page.GetByText("No pictures yet")).ToBeVisibleAsync();
        await lightbox.Undo.ClickAsync();
        await Expect(grid.Link(image.Id)).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("No pictures yet")).ToBeHiddenAsync();
        await site.DeleteAsync(image);
    }

    [Fact]
    public async Task Markup_in_a_prompt_is_text()
    {
        const string Markup = "<img src=x onerror=\"document.title='taken'\"><b>bold</b>";
        await using var visit = await browser.VisitAsync(site.Local);
        var (grid, lightbox) = await OpenAsync(visit, Some);
        await visit.GenerateAsync(Markup, count: 1);
        await Expect(visit.Status).ToHaveTextAsync("Your picture is ready.", new() { Timeout = 60_000 });

        var image = (await site.ListAsync(Some))[0];
        Assert.EndsWith(Markup, image.Prompt, StringComparison.Ordinal);
        await Expect(grid.Link(image.Id).GetByRole(AriaRole.Img)).ToHaveAccessibleNameAsync(image.Prompt);
        await lightbox.OpenAsync(image);
        await Expect(lightbox.Picture).ToHaveAccessibleNameAsync(image.Prompt);
        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.Page.GetByText("Recent prompts").ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = Markup, Exact = true })).ToBeVisibleAsync();

        await Expect(visit.Page.Locator("b, img[src=x]")).ToHaveCountAsync(0);
        await Expect(visit.Page).ToHaveTitleAsync("Halloween Costume");
        Assert.Empty(visit.Troubles);
        Assert.Empty(await visit.PolicyViolationsAsync());
        await site.DeleteAsync(image);
    }

    private static async Task<(Grid Grid, Lightbox Lightbox)> OpenAsync(Visit visit, int profile)
    {
        var grid = await Grid.OpenAsync(visit, profile);
        return (grid, new(visit, grid));
    }

    /// <summary>What is in the clipboard: the page itself may not read it.</summary>
    private static async Task<string> PastedAsync(Visit visit)
    {
        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.Prompt.FillAsync("");
        await visit.Prompt.PressAsync("Control+V");
        await Expect(visit.Prompt).Not.ToHaveValueAsync("");
        return await visit.Prompt.InputValueAsync();
    }

    private static async Task SwipeAsync(Visit visit, (int X, int Y) from, (int X, int Y) to)
    {
        var session = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        await TouchAsync("touchStart", [new { x = from.X, y = from.Y }]);
        for (var step = 1; step <= 4; step++)
            await TouchAsync("touchMove", [new { x = from.X + ((to.X - from.X) * step / 4), y = from.Y + ((to.Y - from.Y) * step / 4) }]);
        await TouchAsync("touchEnd", []);
        await session.DetachAsync();

        Task TouchAsync(string type, object[] points) =>
            session.SendAsync("Input.dispatchTouchEvent", new() { ["type"] = type, ["touchPoints"] = points });
    }
}
