using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Accessibility;

/// <summary>What a screen reader says of the page.</summary>
[Collection(nameof(SecondSiteTestGroup))]
public class SpokenTests(Browser browser)
{
    private const string Listen =
        """
        addEventListener('DOMContentLoaded', () => {
          window.heard$ = [];
          new MutationObserver(() => window.heard$.push(document.querySelector('#status').textContent))
            .observe(document.querySelector('#status'), { childList: true, characterData: true, subtree: true });
        });
        """;

    [Fact]
    public async Task Fields_have_the_names_that_stand_above_them()
    {
        await using var site = await LocalSite.StartAsync();
        await using var visit = await browser.VisitAsync(site);
        await visit.ComeAsync(profile: 1);
        await Expect(visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Profile", Exact = true })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "LoRA model", Exact = true })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Textbox, new() { Name = "Prompt", Exact = true })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Radiogroup, new() { Name = "Number of images", Exact = true })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Radiogroup).GetByRole(AriaRole.Radio)).ToHaveCountAsync(4);
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Generate", Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Asking_and_its_end_are_said()
    {
        await using var site = await LocalSite.StartAsync();
        await using var visit = await browser.VisitAsync(site);
        await visit.Page.AddInitScriptAsync(Listen);
        await visit.ComeAsync(profile: 1);
        await visit.GenerateAsync("A cat.", count: 2);
        await visit.ExpectAllAsync(2);
        await Expect(visit.Status).ToHaveTextAsync("Your 2 pictures are ready.");
        Assert.Equal(["2 pictures are asked for.", "Your 2 pictures are ready."], await HeardAsync(visit));

        await visit.Prompt.FillAsync("");
        await visit.Generate.ClickAsync();
        await Expect(visit.Status).ToHaveTextAsync("Describe the costume.");
    }

    [Fact]
    public async Task What_is_said_twice_is_heard_twice()
    {
        await using var site = await LocalSite.StartAsync();
        await using var visit = await browser.VisitAsync(site);
        await visit.Page.AddInitScriptAsync(Listen);
        await visit.ComeAsync(profile: 1);
        await visit.Generate.ClickAsync();
        await visit.Generate.ClickAsync();
        await Expect(visit.Status).ToHaveTextAsync("Describe the costume.");
        Assert.Equal(2, (await HeardAsync(visit)).Count(text => text == "Describe the costume."));
    }

    [Fact]
    public async Task Cancelling_is_said()
    {
        await using var site = await LocalSite.StartAsync(new() { ["DEMO_RUN_MS"] = "600000" });
        await using var visit = await browser.VisitAsync(site);
        await visit.Page.AddInitScriptAsync(Listen);
        await visit.ComeAsync(profile: 1);
        await visit.GenerateAsync("A cat.", count: 1);
        await Expect(visit.Page.GetByText("Being made…")).ToBeVisibleAsync(new() { Timeout = Parts.Patience });
        await visit.Button("Cancel").ClickAsync();
        await Expect(visit.Status).ToHaveTextAsync("Cancelled.");
        Assert.Equal(["A picture is asked for.", "Cancelled."], await HeardAsync(visit));
    }

    [Fact]
    public async Task Deleting_and_undoing_are_said_in_the_dialog()
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 3);
        await using var visit = await browser.VisitAsync(site);
        await visit.ComeAsync(profile: 1, atLeast: 3);
        await visit.Feed.GetByRole(AriaRole.Link).First.ClickAsync();
        var state = visit.Lightbox.GetByRole(AriaRole.Status);
        await Expect(visit.Lightbox.GetByRole(AriaRole.Img)).ToHaveJSPropertyAsync("naturalWidth", 768);
        await visit.Button("Delete").ClickAsync();
        await Expect(visit.Lightbox.GetByRole(AriaRole.Img, new() { Name = "Picture 2" })).ToHaveJSPropertyAsync("complete", true);
        // The next picture's arrival must not take the words away before they are read out.
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Expect(state).ToHaveTextAsync("The picture is deleted. You can undo it for 10 seconds.");
        await visit.Button("Undo").ClickAsync();
        await Expect(state).ToHaveTextAsync("The picture is back.");
    }

    [Fact]
    public async Task The_feed_is_busy_while_it_is_read_and_counts_its_pictures()
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 30);
        await using var visit = await browser.VisitAsync(site);
        var listed = new TaskCompletionSource();
        await visit.Page.RouteAsync("**/api/images/*", async route =>
        {
            await listed.Task;
            await route.ContinueAsync();
        });
        await visit.WatchForBrokenPicturesAsync();
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        await Expect(visit.Page.Locator("#feed")).ToHaveAttributeAsync("aria-busy", "true");
        listed.SetResult();
        await Expect(visit.Page.Locator("#feed")).ToHaveAttributeAsync("aria-busy", "false");
        await visit.ScrollToAsync("Picture 1");
        await Expect(visit.Tiles.Last).ToHaveAttributeAsync("aria-posinset", "30");
        await Expect(visit.Tiles.Last).ToHaveAttributeAsync("aria-setsize", "30");
    }

    [Fact]
    public async Task Headings_stand_in_their_order()
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 12, perDay: 4);
        await using var visit = await browser.VisitAsync(site);
        await visit.ComeAsync(profile: 1, atLeast: 12);
        var levels = await visit.Page.EvaluateAsync<int[]>("[...document.querySelectorAll('h1, h2, h3, h4')].filter(heading => heading.checkVisibility()).map(({ tagName }) => Number(tagName[1]))");
        Assert.Equal([1, 2], levels[..2]);
        Assert.InRange(levels.Length, 5, 6);
        Assert.All(levels[2..], level => Assert.Equal(3, level));
    }

    private static Task<string[]> HeardAsync(Visit visit) => visit.Page.EvaluateAsync<string[]>("heard$.filter(text => text)");
}
