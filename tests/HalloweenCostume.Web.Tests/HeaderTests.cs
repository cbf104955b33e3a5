using static HalloweenCostume.Web.Tests.Visit;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests;

[Collection(nameof(SiteTestGroup))]
public class HeaderTests(LocalSite site, Browser browser)
{
    private static readonly string[] KeptNames =
    [
        "selectedUserId", "draft", "models", "bell", "unanswered", "generations:1", "generations:2", "generations:3", "prompts:1", "prompts:2", "prompts:3",
    ];

    [Fact]
    public async Task The_chosen_profile_is_kept_over_a_reload()
    {
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 2);
        var chosen = await visit.Profile.InputValueAsync();
        Assert.Equal(chosen, await visit.Page.EvaluateAsync<string>("localStorage.getItem('selectedUserId')"));

        await visit.Page.ReloadAsync();
        await Expect(visit.Profile).ToHaveValueAsync(chosen);
        await Expect(visit.LoraModel.Locator("option:checked")).ToHaveTextAsync("John Doe (johndoe)");
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task A_chosen_profile_that_is_gone_is_said_and_another_can_be_chosen()
    {
        await using var visit = await browser.VisitAsync(site);
        await visit.Page.AddInitScriptAsync("localStorage.setItem('selectedUserId', '987')");
        await visit.OpenAsync();
        await Expect(visit.Page.GetByText("The profile that was chosen here is gone. Choose another one above.")).ToBeVisibleAsync();
        await Expect(visit.Profile).ToHaveValueAsync("");
        await Expect(visit.Tiles).ToHaveCountAsync(0);

        await visit.ChooseAsync(profile: 1);
        await Expect(visit.Page.GetByText("is gone")).ToHaveCountAsync(0);
        await Expect(visit.LoraModel.Locator("option:checked")).ToHaveTextAsync("Jane Doe (janedoe)");
        Assert.Empty(visit.Troubles);
    }

    [Theory]
    [InlineData("not JSON at all")]
    [InlineData("null")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""[null, 7, {}, "no id"]""")]
    [InlineData("""{ "prompt": null, "num_images": 9, "seed": {}, "1": "x", "2": null, "3": -1, "chime": "", "notify": 1, "body": 3, "key": {} }""")]
    public async Task Nonsense_in_the_storage_does_not_break_the_page(string kept)
    {
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAsync();
        await visit.Page.EvaluateAsync("([names, kept]) => names.forEach(name => localStorage.setItem(name, kept))", new object[] { KeptNames, kept });
        await visit.OpenAsync();

        await visit.ChooseAsync(profile: 1);
        await Expect(visit.Prompt).ToHaveValueAsync("");
        await Expect(visit.Page.Locator("[name=num_images]:checked")).ToHaveCountAsync(1);
        await Expect(visit.Page.GetByText("Use another seed")).ToBeHiddenAsync();
        await visit.RefuseAsync();
        await visit.GenerateAsync("A witch", count: 2);
        await Expect(visit.Alert).ToHaveTextAsync("Not today.");
        // An id that nobody knows is asked for once, and refused.
        Assert.Empty(visit.TroublesBut("generations/no%20id", "403", "404"));
    }

    [Fact]
    public async Task Without_a_storage_the_page_still_works()
    {
        await using var visit = await browser.VisitAsync(site);
        await visit.Page.AddInitScriptAsync(
            "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('The user has turned it off.', 'SecurityError'); } })");
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await visit.GenerateAsync("A ghost that nobody remembers", count: 1);
        await ExpectPicturesAsync(visit.PicturesOf("A ghost that nobody remembers"), 1);

        await visit.Page.GetByText("Recent prompts").ClickAsync();
        await Expect(visit.Page.Locator("#recent li")).ToHaveTextAsync(["A ghost that nobody remembers"]);
        await visit.Page.ReloadAsync();
        await Expect(visit.Page.GetByText("Choose a profile above")).ToBeVisibleAsync();
        Assert.Empty(visit.Troubles);
    }

    [Theory]
    [InlineData("demo", true)]
    [InlineData("live", false)]
    public async Task A_badge_says_when_it_is_a_demo(string mode, bool shown)
    {
        await using var visit = await browser.VisitAsync(site);
        if (mode != "demo")
            await visit.AnswerAsync("/api/health", new { status = "ok", version = "1", mode });
        await visit.Page.RunAndWaitForResponseAsync(visit.OpenAsync, "**/api/health");
        await visit.PolicyViolationsAsync();
        await Expect(visit.Page.GetByText("Demo: pictures are drawn, not generated.")).ToBeVisibleAsync(new() { Visible = shown });
        await visit.ExpectStableAsync();
    }

    [Fact]
    public async Task The_only_profile_is_chosen_by_itself()
    {
        await using var visit = await browser.VisitAsync(site);
        await visit.AnswerAsync("/api/users", new[] { new { id = 2, firstName = "Jane", lastName = "Doe" } });
        await visit.OpenAsync();
        await Expect(visit.Profile.Locator("option:checked")).ToHaveTextAsync("Jane Doe");
        await Expect(visit.LoraModel.Locator("option:checked")).ToHaveTextAsync("Jane Doe (janedoe)");
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task Of_several_profiles_none_is_chosen_and_of_none_it_is_said()
    {
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAsync();
        await Expect(visit.Page.GetByText("Choose a profile above to see its pictures and to make new ones.")).ToBeVisibleAsync();
        await Expect(visit.Profile).ToHaveValueAsync("");
        await Expect(visit.LoraModel).ToBeDisabledAsync();

        await visit.AnswerAsync("/api/users", Array.Empty<object>());
        await visit.Page.ReloadAsync();
        await Expect(visit.Page.GetByText("There are no profiles yet. Whoever runs this site can add people.")).ToBeVisibleAsync();
        Assert.Empty(visit.Troubles);
    }
}
