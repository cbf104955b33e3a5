using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests;

[Collection(nameof(SiteTestGroup))]
public class RecentPromptTests(LocalSite site, Browser browser)
{
    [Fact]
    public async Task The_last_twenty_prompts_of_a_profile_are_kept_newest_first_without_doubles()
    {
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await visit.RefuseAsync();
        await Expect(visit.Page.Locator("#recent li")).ToHaveCountAsync(0);
        foreach (var prompt in Enumerable.Range(1, 22).Append(7).Append(7))
            await AskAsync(visit, $"Costume {prompt}");
        int[] newest = [7, .. Enumerable.Range(3, 20).Reverse().Where(number => number != 7)];
        var expected = newest.Select(number => $"Costume {number}").ToList();
        Assert.Equal(20, expected.Count);

        await Recent(visit).ClickAsync();
        await Expect(visit.Page.Locator("#recent li")).ToHaveTextAsync(expected);
        await visit.Page.ReloadAsync();
        await Recent(visit).ClickAsync();
        await Expect(visit.Page.Locator("#recent li")).ToHaveTextAsync(expected);

        await visit.ChooseAsync(profile: 2);
        await Expect(visit.Page.Locator("#recent li")).ToHaveCountAsync(0);
        await AskAsync(visit, "Of another person");
        await visit.ChooseAsync(profile: 1);
        await Expect(visit.Page.Locator("#recent li")).ToHaveTextAsync(expected);
    }

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task One_tap_on_a_recent_prompt_writes_it(int width, int height)
    {
        await using var visit = await browser.VisitAsync(site, width, height);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await visit.RefuseAsync();
        await AskAsync(visit, "  As a pirate\nin the fog  ");
        await AskAsync(visit, "As a pirate " + new string('y', 300));
        await Recent(visit).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "As a pirate in the fog" }).ClickAsync();
        await Expect(visit.Prompt).ToHaveValueAsync("As a pirate\nin the fog");
        await Expect(visit.Prompt).ToBeInViewportAsync();
        await Expect(visit.Page.Locator("#recent li").First).ToBeHiddenAsync();
        Assert.True(await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
    }

    private static ILocator Recent(Visit visit) => visit.Page.GetByText("Recent prompts");

    private static async Task AskAsync(Visit visit, string prompt)
    {
        await visit.Prompt.FillAsync(prompt);
        await visit.Page.RunAndWaitForResponseAsync(() => visit.Prompt.PressAsync("Control+Enter"), $"**{Traffic.Generate}");
        await Expect(visit.Alert).ToHaveTextAsync("Not today.");
        await Expect(visit.Generate).Not.ToHaveAttributeAsync("aria-disabled", "true");
    }
}
