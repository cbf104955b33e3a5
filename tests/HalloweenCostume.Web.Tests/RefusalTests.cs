using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests;

/// <summary>What is wrong with a request is said where it can be put right.</summary>
[Collection(nameof(SiteTestGroup))]
public class RefusalTests(LocalSite site, Browser browser)
{
    public static TheoryData<int, int, string> EmptyPrompts()
    {
        var data = new TheoryData<int, int, string>();
        foreach (var (width, height) in new[] { (320, 640), (768, 1024), (1440, 900) })
        {
            data.Add(width, height, "");
            data.Add(width, height, " \n ");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EmptyPrompts))]
    public async Task An_empty_prompt_is_refused_without_asking_the_server(int width, int height, string prompt)
    {
        await using var visit = await OpenAsync(width, height);
        await visit.ChooseAsync(profile: 1);
        await visit.GenerateAsync(prompt, count: 1);
        await ExpectErrorAsync(visit, visit.Prompt, "#prompt-error", "Describe the costume.");
        Assert.Empty(await visit.CallsAsync());

        await visit.Prompt.FillAsync("A witch");
        await Expect(visit.Page.Locator("#prompt-error")).ToBeHiddenAsync();
        await Expect(visit.Prompt).Not.ToHaveAttributeAsync("aria-invalid", "true");
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task A_prompt_that_is_too_long_is_refused_without_asking_the_server()
    {
        await using var visit = await OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await visit.GenerateAsync(new string('x', 1012), count: 1);
        await ExpectErrorAsync(visit, visit.Prompt, "#prompt-error", "Too long by 12 characters: shorten it.");
        Assert.Empty(await visit.CallsAsync());
    }

    [Fact]
    public async Task Without_a_model_nothing_is_asked()
    {
        await using var visit = await OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await visit.LoraModel.SelectOptionAsync("");
        await visit.GenerateAsync("A witch", count: 1);
        await ExpectErrorAsync(visit, visit.LoraModel, "#lora-error", "Choose a model.");
        Assert.Empty(await visit.CallsAsync());

        await visit.LoraModel.SelectOptionAsync("Jane Doe (janedoe)");
        await Expect(visit.Page.Locator("#lora-error")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Without_a_profile_all_that_is_missing_is_said_and_the_first_has_the_focus()
    {
        await using var visit = await OpenAsync();
        await visit.Generate.ClickAsync();
        await ExpectErrorAsync(visit, visit.Profile, "#profile-error", "Choose a profile first.");
        await Expect(visit.Page.Locator("#prompt-error")).ToHaveTextAsync("Describe the costume.");
        Assert.Empty(await visit.CallsAsync());

        await visit.Prompt.FillAsync("A witch");
        await Expect(visit.Page.Locator("#prompt-error")).ToBeHiddenAsync();
        await Expect(visit.Page.Locator("#profile-error")).ToBeVisibleAsync();
        await visit.ChooseAsync(profile: 1);
        await Expect(visit.Page.Locator(".error:visible:not(:empty)")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_was_said_of_the_model_is_taken_back_when_the_models_are_there()
    {
        await using var visit = await OpenAsync();
        var ready = new TaskCompletionSource();
        await visit.Page.RouteAsync("**/api/get-lora-models*", async route =>
        {
            await ready.Task;
            await route.ContinueAsync();
        });
        await visit.Profile.SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await visit.GenerateAsync("A witch", count: 1);
        await Expect(visit.Page.Locator("#lora-error")).ToHaveTextAsync(new Regex(@"\w"));
        Assert.Empty(await visit.CallsAsync());

        ready.SetResult();
        await Expect(visit.LoraModel.Locator("option:checked")).ToHaveTextAsync("Jane Doe (janedoe)");
        await Expect(visit.Page.Locator("#lora-error")).ToBeHiddenAsync();
        await Expect(visit.LoraModel).Not.ToHaveAttributeAsync("aria-invalid", "true");
    }

    [Fact]
    public async Task A_person_without_models_is_told_so()
    {
        await using var visit = await OpenAsync();
        await visit.AnswerAsync("/api/get-lora-models*", Array.Empty<object>());
        await visit.ChooseAsync(profile: 1);
        await visit.GenerateAsync("A witch", count: 1);
        await ExpectErrorAsync(visit, visit.LoraModel, "#lora-error", "There is no model to choose yet.");
        Assert.Empty(await visit.CallsAsync());
    }

    [Theory]
    [InlineData("prompt", "#prompt", "#prompt-error")]
    [InlineData("loraId", "#lora", "#lora-error")]
    [InlineData("userId", "#profile", "#profile-error")]
    [InlineData("num_images", "#count", "#count-error")]
    public async Task What_the_server_refuses_is_said_in_its_words_at_its_field(string field, string control, string line)
    {
        await using var visit = await OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await visit.AnswerAsync(Traffic.Generate, Invalid(new() { [field] = ["has <b>no</b> pumpkin.", "And no ghost."] }), 400);
        await visit.GenerateAsync("A witch", count: 1);
        await Expect(visit.Page.Locator(line)).ToHaveTextAsync("has <b>no</b> pumpkin. And no ghost.");
        await Expect(visit.Page.Locator(control)).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(visit.Page.Locator(control)).ToHaveAccessibleDescriptionAsync(new Regex("And no ghost"));
        await Expect(visit.Page.Locator($"{control}:focus, {control} :focus")).ToHaveCountAsync(1);
        await Expect(visit.Status).ToContainTextAsync("And no ghost.");
        await Expect(visit.Alert).ToBeEmptyAsync();
        await Expect(visit.Tiles.Filter(new() { HasText = "Waiting" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_belongs_to_no_field_is_said_in_the_alert()
    {
        await using var visit = await OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await visit.AnswerAsync(Traffic.Generate, Invalid(new() { ["Idempotency-Key"] = ["must be given once."], ["prompt"] = ["is odd."] }), 400);
        await visit.GenerateAsync("A witch", count: 1);
        await Expect(visit.Alert).ToHaveTextAsync("Something is wrong with it.");
        await Expect(visit.Page.Locator("#prompt-error")).ToHaveTextAsync("is odd.");
    }

    [Theory]
    [InlineData(403, 320, 640)]
    [InlineData(404, 768, 1024)]
    [InlineData(422, 1440, 900)]
    public async Task What_the_server_refuses_as_a_whole_is_said_in_its_words(int status, int width, int height)
    {
        await using var visit = await OpenAsync(width, height);
        await visit.ChooseAsync(profile: 1);
        await visit.RefuseAsync($"The pumpkin says {status} & <i>no</i>.", status);
        await visit.GenerateAsync("A witch", count: 2);
        await Expect(visit.Alert).ToHaveTextAsync($"The pumpkin says {status} & <i>no</i>.");
        await Expect(visit.Alert).ToBeInViewportAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(1);
        await Expect(visit.Tiles.Filter(new() { HasText = "Waiting" })).ToHaveCountAsync(0);
        await Expect(visit.Prompt).ToHaveValueAsync("A witch");

        // It stays until the next try.
        await visit.Prompt.FillAsync("");
        await visit.Generate.ClickAsync();
        await Expect(visit.Page.Locator("#prompt-error")).ToBeVisibleAsync();
        await Expect(visit.Alert).ToBeEmptyAsync();
    }

    [Fact]
    public async Task What_the_real_server_refuses_is_said_too()
    {
        await using var visit = await OpenAsync();
        await visit.ChooseAsync(profile: 1);
        // A joiner alone: the page lets it pass, the server sees nothing in it.
        await visit.GenerateAsync("\u200d", count: 1);
        await ExpectErrorAsync(visit, visit.Prompt, "#prompt-error", "prompt is empty: describe the costume in 1 to 1000 characters.");
        Assert.Single(await visit.CallsAsync());
    }

    private static object Invalid(Dictionary<string, string[]> errors) => new { title = "Invalid", detail = "Something is wrong with it.", errors };

    private static async Task ExpectErrorAsync(Visit visit, ILocator control, string line, string text)
    {
        await Expect(visit.Page.Locator(line)).ToHaveTextAsync(text);
        await Expect(visit.Page.Locator(line)).ToBeInViewportAsync();
        await Expect(control).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(control).ToHaveAccessibleDescriptionAsync(new Regex(Regex.Escape(text)));
        await Expect(control).ToBeFocusedAsync();
        await Expect(visit.Status).ToContainTextAsync(text);
    }

    private async Task<Visit> OpenAsync(int width = 1440, int height = 900)
    {
        var visit = await browser.VisitAsync(site, width, height);
        await visit.CountCallsAsync();
        await visit.OpenAsync();
        return visit;
    }
}
