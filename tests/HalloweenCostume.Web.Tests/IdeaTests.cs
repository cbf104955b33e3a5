using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests;

[Collection(nameof(SiteTestGroup))]
public class IdeaTests(LocalSite site, Browser browser)
{
    private const string Vampire = "A portrait of janedoe as a vampire count in a candlelit castle.";

    [Fact]
    public async Task An_idea_writes_a_prompt_with_the_trigger_word()
    {
        await using var visit = await OpenAsync();
        await Button(visit, "Vampire").ClickAsync();
        await Expect(visit.Prompt).ToHaveValueAsync(Vampire);
        await Expect(visit.Prompt).ToBeFocusedAsync();
        await Expect(visit.Page.Locator("#prompt-counter")).ToHaveTextAsync($"{Vampire.Length} of 1,000 characters");

        await Button(visit, "Witch").ClickAsync();
        await Expect(visit.Prompt).ToHaveValueAsync("A portrait of janedoe as a cheerful witch with a bubbling cauldron in an autumn forest.");
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task On_a_touch_screen_an_idea_does_not_call_up_the_keyboard()
    {
        await using var visit = await OpenAsync(320, 640, new() { HasTouch = true, IsMobile = true });
        await Button(visit, "Vampire").TapAsync();
        await Expect(visit.Prompt).ToHaveValueAsync(Vampire);
        await Expect(visit.Prompt).Not.ToBeFocusedAsync();
    }

    [Fact]
    public async Task Typed_text_comes_back_after_an_idea()
    {
        await using var visit = await OpenAsync();
        await visit.Prompt.PressSequentiallyAsync("My own idea");
        await Button(visit, "Vampire").ClickAsync();
        await Expect(visit.Prompt).ToHaveValueAsync(Vampire);
        await visit.Page.Keyboard.PressAsync("Control+z");
        await Expect(visit.Prompt).ToHaveValueAsync("My own idea");
    }

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task Other_ideas_follow_until_the_first_come_again(int width, int height)
    {
        await using var visit = await OpenAsync(width, height);
        var ideas = visit.Page.GetByRole(AriaRole.Group, new() { Name = "Costume ideas" }).Locator(".chip:visible");
        var sets = new List<string>();
        for (var set = 0; set < 5; set++)
        {
            await Expect(ideas).ToHaveCountAsync(4);
            sets.Add(string.Join(", ", await ideas.AllInnerTextsAsync()));
            await Button(visit, "Other ideas").ClickAsync();
        }

        Assert.Equal("Vampire, Witch, Pumpkin king, Skeleton", sets[0]);
        Assert.Equal(sets[0], sets[4]);
        Assert.Equal(16, string.Join(", ", sets[..4]).Split(", ").Distinct().Count());
        await Expect(Button(visit, "Other ideas")).ToBeFocusedAsync();
        await visit.ExpectStableAsync();
    }

    [Fact]
    public async Task Another_model_s_trigger_takes_the_place_of_the_one_before()
    {
        await using var visit = await OpenAsync();
        await Button(visit, "Vampire").ClickAsync();
        await visit.LoraModel.SelectOptionAsync("Sample Skeleton (sampleskeleton)");
        await Expect(visit.Prompt).ToHaveValueAsync(Vampire.Replace("janedoe", "sampleskeleton", StringComparison.Ordinal));

        await visit.ChooseAsync(profile: 2);
        await Expect(visit.Prompt).ToHaveValueAsync(Vampire.Replace("janedoe", "johndoe", StringComparison.Ordinal));
        await visit.Page.ReloadAsync();
        await Expect(visit.LoraModel.Locator("option:checked")).ToHaveTextAsync("John Doe (johndoe)");
        await Expect(visit.Prompt).ToHaveValueAsync(Vampire.Replace("janedoe", "johndoe", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Letters_within_a_word_are_no_trigger()
    {
        await using var visit = await browser.VisitAsync(site);
        await visit.AnswerAsync("/api/get-lora-models*", new[]
        {
            new { id = 2, personId = 2, firstName = "Ann", lastName = "Doe", trigger = "ann" },
            new { id = 3, personId = 3, firstName = "Bob", lastName = "Doe", trigger = "$&bob_doe" },
        });
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await visit.Prompt.FillAsync("ann with a cannon, and Ann.");
        await visit.LoraModel.SelectOptionAsync("Bob Doe ($&bob_doe)");
        await Expect(visit.Prompt).ToHaveValueAsync("$&bob_doe with a cannon, and $&bob_doe.");
        await visit.LoraModel.SelectOptionAsync("Ann Doe (ann)");
        await Expect(visit.Prompt).ToHaveValueAsync("ann with a cannon, and ann.");
    }

    private static ILocator Button(Visit visit, string name) => visit.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private async Task<Visit> OpenAsync(int width = 1440, int height = 900, BrowserNewContextOptions? options = null)
    {
        var visit = await browser.VisitAsync(site, width, height, options);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        return visit;
    }
}
