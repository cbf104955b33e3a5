using System.Text.Json;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests;

[Collection(nameof(SiteTestGroup))]
public class FormTests(LocalSite site, Browser browser)
{
    [Fact]
    public async Task Models_are_told_by_name_and_trigger_and_the_own_one_is_preselected()
    {
        await using var visit = await OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await Expect(visit.LoraModel.Locator("option")).ToHaveTextAsync(["Choose a model", "Jane Doe (janedoe)", "Sample Skeleton (sampleskeleton)"]);
        await Expect(visit.LoraModel.Locator("option:checked")).ToHaveTextAsync("Jane Doe (janedoe)");

        await visit.ChooseAsync(profile: 2);
        await Expect(visit.LoraModel.Locator("option:checked")).ToHaveTextAsync("John Doe (johndoe)");
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task The_last_model_of_each_profile_is_chosen_again()
    {
        await using var visit = await OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await visit.LoraModel.SelectOptionAsync("Sample Skeleton (sampleskeleton)");
        await visit.ChooseAsync(profile: 2);
        await visit.ChooseAsync(profile: 1);
        await Expect(visit.LoraModel.Locator("option:checked")).ToHaveTextAsync("Sample Skeleton (sampleskeleton)");

        await visit.Page.ReloadAsync();
        await Expect(visit.LoraModel.Locator("option:checked")).ToHaveTextAsync("Sample Skeleton (sampleskeleton)");
    }

    [Fact]
    public async Task Characters_are_counted_as_people_and_the_server_count_them()
    {
        await using var visit = await OpenAsync();
        await visit.ChooseAsync(profile: 1);
        var counter = visit.Page.Locator("#prompt-counter");
        await Expect(counter).ToHaveTextAsync("0 of 1,000 characters");
        await visit.Prompt.FillAsync(" 🎃 witch 🧙🏿\n");
        await Expect(counter).ToHaveTextAsync("10 of 1,000 characters");

        var longest = string.Concat(Enumerable.Repeat("🎃", 1000));
        await visit.GenerateAsync(longest + "🎃", count: 1);
        await Expect(counter).ToHaveTextAsync("1,001 of 1,000 characters");
        await Expect(visit.Page.Locator("#prompt-error")).ToHaveTextAsync("Too long by 1 characters: shorten it.");
        Assert.Empty(await visit.CallsAsync());

        await visit.Prompt.FillAsync(longest);
        await Expect(counter).ToHaveTextAsync("1,000 of 1,000 characters");
        var answer = await visit.Page.RunAndWaitForResponseAsync(() => visit.Generate.ClickAsync(), $"**{Traffic.Generate}");
        Assert.Equal(202, answer.Status);
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task The_number_of_images_is_chosen_with_the_arrow_keys()
    {
        await using var visit = await OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await visit.RefuseAsync();
        await Expect(visit.Count(1)).ToBeCheckedAsync();
        await visit.Count(1).FocusAsync();
        foreach (var images in new[] { 2, 3, 4 })
        {
            await visit.Page.Keyboard.PressAsync("ArrowRight");
            await Expect(visit.Count(images)).ToBeCheckedAsync();
            await Expect(visit.Count(images)).ToBeFocusedAsync();
        }

        await visit.Page.Keyboard.PressAsync("ArrowLeft");
        await visit.Prompt.FillAsync("Three");
        await visit.Generate.ClickAsync();
        Assert.Equal(3, Body(Assert.Single(await visit.CallsAsync())).GetProperty("num_images").GetInt32());
    }

    [Theory]
    [InlineData("Control+Enter")]
    [InlineData("Meta+Enter")]
    [InlineData(null)]
    public async Task Generate_sends_what_the_form_says(string? keys)
    {
        await using var visit = await OpenAsync();
        await visit.ChooseAsync(profile: 2);
        await visit.RefuseAsync();
        await visit.Count(2).CheckAsync();
        await visit.Prompt.FillAsync("As a pirate");
        await (keys is null ? visit.Generate.ClickAsync() : visit.Prompt.PressAsync(keys));
        await Expect(visit.Alert).ToHaveTextAsync("Not today.");

        var call = Assert.Single(await visit.CallsAsync());
        Assert.Equal("""{"prompt":"As a pirate","loraId":1,"userId":1,"num_images":2}""", call.Body);
        Assert.True(Guid.TryParse(call.Key, out _));
        await Expect(visit.Prompt).ToHaveValueAsync("As a pirate");
    }

    [Fact]
    public async Task Enter_alone_is_a_new_line()
    {
        await using var visit = await OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await visit.Prompt.PressSequentiallyAsync("One\nTwo");
        await Expect(visit.Prompt).ToHaveValueAsync("One\nTwo");
        Assert.Empty(await visit.CallsAsync());
    }

    [Fact]
    public async Task Keys_that_are_held_ask_once()
    {
        await using var visit = await OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await visit.RefuseAsync();
        await visit.Prompt.FillAsync("As a pirate");
        await visit.Page.Keyboard.DownAsync("Control");
        await visit.Page.Keyboard.DownAsync("Enter");
        await Expect(visit.Alert).ToHaveTextAsync("Not today.");
        await Expect(visit.Generate).Not.ToHaveAttributeAsync("aria-disabled", "true");
        await visit.Page.Keyboard.DownAsync("Enter");
        Assert.Single(await visit.CallsAsync());
    }

    [Fact]
    public async Task A_double_click_asks_once_however_fast_the_answer_was()
    {
        await using var visit = await OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await visit.RefuseAsync();
        await visit.Prompt.FillAsync("As a pirate");
        await visit.Generate.ClickAsync();
        await Expect(visit.Alert).ToHaveTextAsync("Not today.");
        await Expect(visit.Generate).Not.ToHaveAttributeAsync("aria-disabled", "true");
        await visit.Page.Mouse.DownAsync(new() { ClickCount = 2 });
        await visit.Page.Mouse.UpAsync(new() { ClickCount = 2 });
        Assert.Single(await visit.CallsAsync());
    }

    [Fact]
    public async Task While_the_answer_is_awaited_nothing_more_is_asked()
    {
        await using var visit = await OpenAsync();
        await visit.ChooseAsync(profile: 1);
        var answer = new TaskCompletionSource();
        await visit.Page.RouteAsync($"**{Traffic.Generate}", async route =>
        {
            await answer.Task;
            await route.FulfillAsync(new() { Status = 403, Body = """{"detail":"Not today."}""" });
        });
        await visit.GenerateAsync("As a pirate", count: 1);
        await Expect(visit.Generate).ToHaveAttributeAsync("aria-disabled", "true");
        await visit.Generate.ClickAsync(new() { Force = true });
        await visit.Prompt.PressAsync("Control+Enter");
        Assert.Single(await visit.CallsAsync());

        answer.SetResult();
        await Expect(visit.Alert).ToHaveTextAsync("Not today.");
        await visit.Prompt.PressAsync("Control+Enter");
        Assert.Equal(2, (await visit.CallsAsync()).Count);
    }

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task Everything_of_the_form_is_within_the_screen_s_width(int width, int height)
    {
        await using var visit = await OpenAsync(width, height);
        await visit.ChooseAsync(profile: 1);
        await visit.Prompt.FillAsync("As a pirate");
        foreach (var control in await visit.Page.Locator("header select, form select, form textarea, form button, form input").AllAsync())
        {
            if (!await control.IsVisibleAsync())
                continue;
            var box = (await control.BoundingBoxAsync())!;
            var what = await control.EvaluateAsync<string>("control => control.outerHTML");
            Assert.True(box.X >= 0 && box.X + box.Width <= width, what);
            Assert.True(await control.EvaluateAsync<bool>("control => { control.scrollIntoView({ block: 'center' }); const { x, y, width, height } = control.getBoundingClientRect(); const hit = document.elementFromPoint(x + width / 2, y + height / 2); return control === hit || control.contains(hit) || control.closest('label')?.contains(hit); }"), $"Covered: {what}");
        }

        await visit.ExpectStableAsync();
    }

    private static JsonElement Body(Traffic.Call call) => JsonElement.Parse(call.Body!);

    private async Task<Visit> OpenAsync(int width = 1440, int height = 900)
    {
        var visit = await browser.VisitAsync(site, width, height);
        await visit.CountCallsAsync();
        await visit.OpenAsync();
        return visit;
    }
}
