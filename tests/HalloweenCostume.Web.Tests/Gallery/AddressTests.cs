using static HalloweenCostume.Web.Tests.Gallery.GallerySite;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Gallery;

/// <summary>Each picture has an address: Back, Forward, a reload and a copy of it do what they do elsewhere.</summary>
[Collection(nameof(GalleryTestGroup))]
public class AddressTests(GallerySite site, Browser browser)
{
    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task Back_closes_a_picture_and_Forward_opens_it_again(int width, int height)
    {
        await using var visit = await browser.VisitAsync(site.Local, width, height);
        var (grid, lightbox) = await OpenAsync(visit, Many);
        var image = (await site.ListAsync(Many))[7];
        await grid.ReachAsync(8);

        for (var round = 0; round < 2; round++)
        {
            await lightbox.OpenAsync(image);
            await visit.Page.GoBackAsync();
            await lightbox.ExpectClosedAtAsync(image);
            await visit.Page.GoForwardAsync();
            await lightbox.ExpectAsync(image);
            await visit.Page.GoBackAsync();
            await lightbox.ExpectClosedAtAsync(image);
        }

        await grid.ExpectNoDoublesAsync();
        Assert.Empty(visit.Troubles);
    }

    [Theory]
    [InlineData("Escape")]
    [InlineData("Close")]
    [InlineData("beside")]
    [InlineData("Back")]
    public async Task Each_way_out_leads_to_the_tile_and_leaves_no_step_of_history_behind(string way)
    {
        await using var visit = await browser.VisitAsync(site.Local);
        await visit.Page.GotoAsync("/favicon.svg");
        var (grid, lightbox) = await OpenAsync(visit, Many);
        var listed = await site.ListAsync(Many);
        await grid.ReachAsync(30);
        await lightbox.OpenAsync(listed[29]);
        await lightbox.Next.ClickAsync();
        await lightbox.ExpectAsync(listed[30]);

        await (way switch
        {
            "Escape" => visit.Page.Keyboard.PressAsync("Escape"),
            "Close" => lightbox.Button("Close").ClickAsync(),
            // The picture is in the middle of the black.
            "beside" => visit.Page.Mouse.ClickAsync(30, 30),
            _ => visit.Page.GoBackAsync(),
        });
        await lightbox.ExpectClosedAtAsync(listed[30]);
        await visit.Page.GoBackAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Uri(site.Local.Address, "/favicon.svg").ToString());
    }

    [Fact]
    public async Task A_reload_shows_the_picture_again_and_then_its_place()
    {
        await using var visit = await browser.VisitAsync(site.Local);
        var (grid, lightbox) = await OpenAsync(visit, Many);
        var image = (await site.ListAsync(Many))[9];
        await lightbox.OpenAsync(image);

        await visit.Page.ReloadAsync();
        await lightbox.ExpectAsync(image);
        await visit.Page.Keyboard.PressAsync("Escape");
        await lightbox.ExpectClosedAtAsync(image);
        await grid.ExpectRunAsync(await site.ListAsync(Many));
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task A_reader_2000_pictures_down_comes_back_to_the_same_place_after_a_reload_too()
    {
        await using var visit = await browser.VisitAsync(site.Local);
        var (grid, lightbox) = await OpenAsync(visit, Many);
        var listed = await site.ListAsync(Many);
        var seen = await grid.ReachAsync(2000);
        Assert.Equal(listed[1999].Id, seen.Id);

        await lightbox.OpenAsync(listed[1999]);
        await visit.Page.Keyboard.PressAsync("Escape");
        await lightbox.ExpectClosedAtAsync(listed[1999]);
        Assert.Equal(seen.Top, (await grid.TilesAsync()).Single(tile => tile.Id == seen.Id).Top, tolerance: 1.0);

        await lightbox.OpenAsync(listed[1999]);
        await visit.Page.ReloadAsync();
        await lightbox.ExpectAsync(listed[1999]);
        await visit.Page.Keyboard.PressAsync("Escape");
        await lightbox.ExpectClosedAtAsync(listed[1999]);
        await grid.ExpectRunAsync(listed);
    }

    [Fact]
    public async Task Who_closes_a_picture_before_the_grid_has_found_its_place_is_brought_there()
    {
        await using var visit = await browser.VisitAsync(site.Local);
        var lightbox = new Lightbox(visit, await Grid.OfAsync(visit));
        var listed = await site.ListAsync(Many);
        var found = new TaskCompletionSource();
        await visit.Page.RouteAsync(url => url.Contains("/api/images/", StringComparison.Ordinal) && url.Contains("cursor", StringComparison.Ordinal), async route =>
        {
            await found.Task;
            await route.ContinueAsync();
        });
        await lightbox.VisitAsync(listed[500]);

        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(lightbox.Dialog).ToBeHiddenAsync();
        found.SetResult();
        await lightbox.ExpectClosedAtAsync(listed[500]);
    }

    [Fact]
    public async Task A_copied_address_opens_the_picture_and_its_profile_for_somebody_else()
    {
        await using var visit = await browser.VisitAsync(site.Local);
        var grid = await Grid.OfAsync(visit);
        var lightbox = new Lightbox(visit, grid);
        var listed = await site.ListAsync(Many);

        await lightbox.VisitAsync(listed[40]);
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await lightbox.ExpectAsync(listed[41]);
        await visit.Page.Keyboard.PressAsync("Escape");
        await lightbox.ExpectClosedAtAsync(listed[41]);
        await Expect(visit.Profile).ToHaveValueAsync($"{listed[40].UserId}");
        await Expect(visit.LoraModel).ToBeEnabledAsync();
        await grid.ExpectRunAsync(listed);
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task An_address_chooses_its_profile_where_another_was_chosen_before()
    {
        await using var visit = await browser.VisitAsync(site.Local);
        var (_, lightbox) = await OpenAsync(visit, Some);
        var listed = await site.ListAsync(Many);

        await lightbox.VisitAsync(listed[0]);
        await Expect(visit.Profile).ToHaveValueAsync($"{listed[0].UserId}");
        await visit.Page.Keyboard.PressAsync("Escape");
        await lightbox.ExpectClosedAtAsync(listed[0]);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("00000000-0000-7000-8000-000000000000")]
    [InlineData("somebody else's")]
    [InlineData("no id at all")]
    public async Task An_address_of_a_picture_that_is_not_there_says_so_and_leaves_a_clean_one(string id)
    {
        await using var visit = await browser.VisitAsync(site.Local);
        var grid = await Grid.OfAsync(visit);
        var lightbox = new Lightbox(visit, grid);
        var listed = await site.ListAsync(Some);
        if (id == "deleted")
        {
            id = listed[20].Id;
            await site.DeleteAsync(listed[20]);
        }
        else if (id == "somebody else's")
            id = (await site.ListAsync(Many))[0].Id;

        await visit.Page.GotoAsync($"/?user={listed[0].UserId}&image={Uri.EscapeDataString(id)}");
        await Expect(lightbox.Toast).ToContainTextAsync("not there any more");
        await Expect(lightbox.Dialog).ToBeHiddenAsync();
        await Expect(visit.Page).ToHaveURLAsync(site.Local.Address.ToString());
        await Expect(lightbox.Undo).ToBeHiddenAsync();
        await grid.ExpectReadAsync();
        Assert.Equal((await site.ListAsync(Some))[0].Id, (await grid.TilesAsync())[0].Id);
        await lightbox.OpenAsync((await site.ListAsync(Some))[0]);
        Assert.Empty(visit.TroublesBut("404"));
    }

    [Theory]
    [InlineData("?user=abc&image=%00")]
    [InlineData("?user=999&image=x")]
    [InlineData("?user=&image=")]
    [InlineData("?user=1e99&image=../../users")]
    [InlineData("?user=-1&image=<img src=x onerror=alert(1)>")]
    [InlineData("?image=constructor&user=1.5#__proto__")]
    [InlineData("?utm_source=%F0%9F%8E%83&%")]
    [InlineData("?user=1&user=2&image=a&image=b")]
    public async Task Nonsense_in_the_address_breaks_nothing(string query)
    {
        await using var visit = await browser.VisitAsync(site.Local);
        var (grid, lightbox) = await OpenAsync(visit, Many);
        var listed = await site.ListAsync(Many);

        await visit.Page.GotoAsync("/" + query);
        await Expect(visit.Profile.Locator("option").Nth(1)).ToBeAttachedAsync();
        await Expect(lightbox.Dialog).ToBeHiddenAsync();
        await visit.ChooseAsync(Some);
        await visit.ChooseAsync(Many);
        await Expect(grid.Link(listed[0].Id)).ToBeVisibleAsync();
        await lightbox.OpenAsync(listed[0]);
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(grid.Link(listed[0].Id)).ToBeFocusedAsync();
        Assert.DoesNotContain(visit.Troubles, trouble => trouble.StartsWith("exception", StringComparison.Ordinal));
        Assert.Empty(visit.TroublesBut("404", "400", "ERR_ABORTED"));
    }

    private static async Task<(Grid Grid, Lightbox Lightbox)> OpenAsync(Visit visit, int profile)
    {
        var grid = await Grid.OpenAsync(visit, profile);
        return (grid, new(visit, grid));
    }
}
