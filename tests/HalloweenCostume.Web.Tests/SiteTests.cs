using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static HalloweenCostume.Web.Tests.Visit;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests;

[Collection(nameof(SiteTestGroup))]
public class SiteTests(LocalSite site, Browser browser)
{
    [Fact]
    public async Task A_person_asks_for_two_pictures_and_finds_them_again_after_a_reload()
    {
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAsync();
        await Expect(visit.Page.GetByText("Demo: pictures are drawn, not generated.")).ToBeVisibleAsync();

        await visit.ChooseAsync(profile: 1);
        await visit.GenerateAsync("A portrait in a haunted house.", count: 2);
        await ExpectPicturesAsync(visit.NewPictures, 2);
        await Expect(visit.Status).ToHaveTextAsync("Your 2 pictures are ready.");
        await Expect(visit.NewPictures.First).ToHaveAttributeAsync("alt", new Regex("haunted house"));
        var shown = await PathsAsync(visit.NewPictures);

        await visit.Page.ReloadAsync();
        await Expect(visit.Profile.Locator("option:checked")).Not.ToHaveTextAsync("Choose a profile");
        await Expect(visit.EarlierPictures.Nth(1)).ToBeVisibleAsync();
        Assert.Equal(shown.Order(), (await PathsAsync(visit.EarlierPictures)).Take(2).Order());
        await ExpectPicturesAsync(visit.EarlierPictures, await visit.EarlierPictures.CountAsync());
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task Each_picture_opens_in_full_size()
    {
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await visit.GenerateAsync("As a friendly ghost.", count: 1);
        await ExpectPicturesAsync(visit.NewPictures, 1);

        var full = await visit.Page.RunAndWaitForPopupAsync(() => visit.NewPictures.ClickAsync());
        await full.WaitForLoadStateAsync();
        Assert.Equal("768 1024", await full.Locator("img").EvaluateAsync<string>("picture => `${picture.naturalWidth} ${picture.naturalHeight}`"));
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task What_the_server_refuses_is_said_at_its_field()
    {
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await visit.GenerateAsync("   ", count: 1);

        await Expect(visit.Prompt).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(visit.Prompt).ToBeFocusedAsync();
        await Expect(visit.Page.Locator("#prompt-error")).ToHaveTextAsync(new Regex(@"\w"));
        await Expect(visit.Prompt).ToHaveAccessibleDescriptionAsync(new Regex(Regex.Escape(await visit.Page.Locator("#prompt-error").InnerTextAsync())));

        await visit.Prompt.FillAsync("A witch");
        await Expect(visit.Page.Locator("#prompt-error")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_server_that_is_away_is_said_and_the_second_try_has_the_same_key()
    {
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        var keys = new List<string?>();
        await visit.Page.RouteAsync("**/api/generate-image", async route =>
        {
            keys.Add(await route.Request.HeaderValueAsync("Idempotency-Key"));
            await (keys.Count == 1 ? route.AbortAsync() : route.ContinueAsync());
        });

        await visit.GenerateAsync("A pirate in the fog.", count: 1);
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The server cannot be reached. Check the connection and try again.");
        await visit.GenerateAsync("A pirate in the fog.", count: 1);
        await ExpectPicturesAsync(visit.NewPictures, 1);

        Assert.Equal(2, keys.Count);
        Assert.Single(keys.Distinct());
        Assert.NotNull(keys[0]);
    }

    [Fact]
    public async Task Markup_in_a_prompt_is_text()
    {
        const string Markup = "<img src=x onerror=\"document.title='taken'\"><b>bold</b>";
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await visit.GenerateAsync(Markup, count: 1);
        await ExpectPicturesAsync(visit.NewPictures, 1);

        await Expect(visit.Page.Locator("#new figcaption")).ToContainTextAsync(Markup);
        await Expect(visit.Page.Locator("b, img[src=x]")).ToHaveCountAsync(0);
        await Expect(visit.Page).ToHaveTitleAsync("Halloween Costume");
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task A_blocked_picture_says_why_beside_those_that_are_ready()
    {
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await visit.Page.RouteAsync("**/api/generations/*", async route =>
        {
            var answer = await route.FetchAsync();
            var text = await answer.TextAsync();
            // Makes the second picture of the server's own answer a blocked one.
            var generation = text.Length > 0 ? JsonNode.Parse(text)! : null;
            if (generation?["images"]?[1] is { } second)
            {
                (second["status"], second["error"], second["thumbnailUrl"]) = ("blocked", "The safety checker refused this picture.", null);
                text = generation.ToJsonString();
            }
            await route.FulfillAsync(new() { Response = answer, Body = text });
        });

        await visit.GenerateAsync("Two at once.", count: 2);
        await ExpectPicturesAsync(visit.NewPictures, 1);
        await Expect(visit.Page.GetByText("The safety checker refused this picture.")).ToBeVisibleAsync();
        await Expect(visit.Status).ToHaveTextAsync("1 of 2 pictures ready. The others could not be made.");
    }

    [Fact]
    public async Task Earlier_pictures_come_page_by_page_without_repeating_one()
    {
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 2);
        await visit.GenerateAsync("Three pumpkins.", count: 3);
        await ExpectPicturesAsync(visit.NewPictures, 3);

        // Pages of two, so that three pictures are enough for a second page.
        await visit.Page.RouteAsync("**/api/images/*", route =>
            route.ContinueAsync(new() { Url = route.Request.Url.Replace("limit=24", "limit=2", StringComparison.Ordinal) }));
        await visit.Page.ReloadAsync();
        await ExpectPicturesAsync(visit.EarlierPictures, 2);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Load more" }).ClickAsync();
        await ExpectPicturesAsync(visit.EarlierPictures, 3);
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Load more" })).ToBeHiddenAsync();
        Assert.Equal(3, (await PathsAsync(visit.EarlierPictures)).Distinct().Count());
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task A_picture_that_does_not_load_is_shown_after_one_new_list_call()
    {
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 3);
        await visit.GenerateAsync("A black cat.", count: 1);
        await ExpectPicturesAsync(visit.NewPictures, 1);

        var refused = 0;
        await visit.Page.RouteAsync(
            url => !url.Contains("favicon", StringComparison.Ordinal),
            route => route.Request.ResourceType == "image" && Interlocked.Exchange(ref refused, 1) == 0
                ? route.FulfillAsync(new() { Status = 403 })
                : route.ContinueAsync());
        var lists = ListCalls(visit);
        await visit.Page.ReloadAsync();

        await Expect(visit.EarlierPictures.First).ToBeVisibleAsync();
        await ExpectPicturesAsync(visit.EarlierPictures, await visit.EarlierPictures.CountAsync());
        Assert.Equal(1, refused);
        Assert.Equal(2, lists.Count);
    }

    [Fact]
    public async Task Signed_URLs_are_renewed_before_they_end()
    {
        await using var visit = await browser.VisitAsync(site);
        await visit.Page.Clock.InstallAsync();
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 3);
        await visit.GenerateAsync("A bat.", count: 1);
        await ExpectPicturesAsync(visit.NewPictures, 1);

        var lists = ListCalls(visit);
        await visit.Page.RunAndWaitForResponseAsync(
            () => visit.Page.Clock.FastForwardAsync("16:00"), response => response.Url.Contains("/api/images/", StringComparison.Ordinal));
        Assert.Single(lists);
        await ExpectPicturesAsync(visit.NewPictures, 1);
        Assert.Empty(visit.Troubles);
    }

    [Theory]
    [InlineData(320, 640)]
    [InlineData(768, 1024)]
    [InlineData(1440, 900)]
    public async Task It_fits_the_screen(int width, int height)
    {
        await using var visit = await browser.VisitAsync(site, width, height);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await visit.GenerateAsync("Awordthatislongerthananyscreenthatthereis" + new string('w', 200), count: 1);
        await ExpectPicturesAsync(visit.NewPictures, 1);

        Assert.True(await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        Assert.Empty(visit.Troubles);
    }

    /// <summary>Where the pictures lie, without the signature, which may change.</summary>
    private static async Task<string[]> PathsAsync(ILocator pictures) =>
        await pictures.EvaluateAllAsync<string[]>("pictures => pictures.map(picture => new URL(picture.src).pathname)");

    private static List<string> ListCalls(Visit visit)
    {
        var calls = new List<string>();
        visit.Page.Request += (_, request) =>
        {
            if (request.Url.Contains("/api/images/", StringComparison.Ordinal))
                calls.Add(request.Url);
        };
        return calls;
    }
}
