using Microsoft.Playwright;
using static HalloweenCostume.Web.Tests.Visit;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests;

[Collection(nameof(SiteTestGroup))]
public class SiteTests(LocalSite site, Browser browser)
{
    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task A_person_asks_for_two_pictures_and_finds_them_again_after_a_reload(int width, int height)
    {
        await using var visit = await browser.VisitAsync(site, width, height);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        var prompt = $"A portrait in a haunted house on a screen of {width}.";
        await visit.GenerateAsync(prompt, count: 2);
        await ExpectPicturesAsync(visit.PicturesOf(prompt), 2);
        await Expect(visit.Status).ToHaveTextAsync("Your 2 pictures are ready.");
        var shown = await PathsAsync(visit.PicturesOf(prompt));

        await visit.Page.ReloadAsync();
        await ExpectPicturesAsync(visit.PicturesOf(prompt), 2);
        Assert.Equal(shown.Order(), (await PathsAsync(visit.Pictures)).Take(2).Order());
        await visit.ExpectStableAsync();
        Assert.Empty(visit.Troubles);
        Assert.Empty(await visit.PolicyViolationsAsync());
    }

    [Fact]
    public async Task Markup_in_a_prompt_is_text()
    {
        const string Markup = "<img src=x onerror=\"document.title='taken'\"><b>bold</b>";
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await visit.GenerateAsync(Markup, count: 1);
        await ExpectPicturesAsync(visit.PicturesOf(Markup), 1);

        await visit.Page.GetByText("Recent prompts").ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = Markup, Exact = true })).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("b, img[src=x]")).ToHaveCountAsync(0);
        await Expect(visit.Page).ToHaveTitleAsync("Halloween Costume");
        Assert.Empty(visit.Troubles);
    }

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task A_word_longer_than_the_screen_fits_it(int width, int height)
    {
        await using var visit = await browser.VisitAsync(site, width, height);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        var word = $"Awordof{width}thatislongerthananyscreen" + new string('w', 200);
        await visit.GenerateAsync(word, count: 1);
        await ExpectPicturesAsync(visit.PicturesOf(word), 1);
        await visit.Page.GetByText("Recent prompts").ClickAsync();

        Assert.True(await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        Assert.Empty(visit.Troubles);
    }

    /// <summary>Where the pictures lie, without the signature, which may change.</summary>
    private static async Task<string[]> PathsAsync(ILocator pictures) =>
        await pictures.EvaluateAllAsync<string[]>("pictures => pictures.map(picture => new URL(picture.src).pathname)");
}
