using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Accessibility;

/// <summary>All of the page by the keyboard alone.</summary>
[Collection(nameof(SecondSiteTestGroup))]
public class KeyboardTests(Browser browser)
{
    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task Somebody_chooses_types_generates_opens_turns_deletes_and_undoes(int width, int height)
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 6);
        await using var visit = await browser.VisitAsync(site, width, height);
        await visit.WatchForBrokenPicturesAsync();
        await visit.OpenAsync();
        var keyboard = visit.Page.Keyboard;

        await TabToAsync(visit, visit.Profile);
        await keyboard.PressAsync("ArrowDown");
        await Expect(visit.LoraModel).ToBeEnabledAsync();
        await TabToAsync(visit, visit.LoraModel);
        await TabToAsync(visit, visit.Count(1));
        await keyboard.PressAsync("ArrowRight");
        await Expect(visit.Count(2)).ToBeFocusedAsync();
        await ExpectRingAsync(visit);
        await TabToAsync(visit, visit.Prompt);
        await keyboard.TypeAsync("A raven by keyboard.");
        await TabToAsync(visit, visit.Generate);
        await keyboard.PressAsync("Enter");
        await Expect(visit.PicturesOf("A raven by keyboard.")).ToHaveCountAsync(2, new() { Timeout = Parts.Patience });
        await Expect(visit.Generate).ToBeFocusedAsync();

        await TabToAsync(visit, visit.Feed.GetByRole(AriaRole.Link).First);
        await keyboard.PressAsync("PageDown");
        await Expect(visit.Feed.GetByRole(AriaRole.Link).Nth(1)).ToBeFocusedAsync();
        await ExpectRingAsync(visit);
        await keyboard.PressAsync("PageUp");
        await Expect(visit.Feed.GetByRole(AriaRole.Link).First).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await Expect(visit.Lightbox).ToBeVisibleAsync();
        await Expect(visit.Lightbox.GetByRole(AriaRole.Img)).ToHaveJSPropertyAsync("naturalWidth", 768);
        Assert.True(await visit.Page.EvaluateAsync<bool>("document.querySelector('dialog').contains(document.activeElement)"), "The focus is not in the dialog.");
        await keyboard.PressAsync("ArrowRight");
        await keyboard.PressAsync("ArrowRight");
        await Expect(visit.Lightbox.Locator("#lightbox-prompt")).ToHaveTextAsync("Picture 6");

        await TabToAsync(visit, visit.Button("Delete"));
        await keyboard.PressAsync("Enter");
        await Expect(visit.Toast).ToContainTextAsync("The picture is deleted.");
        await TabToAsync(visit, visit.Button("Undo"));
        await keyboard.PressAsync("Enter");
        await Expect(visit.Lightbox.GetByRole(AriaRole.Status)).ToHaveTextAsync("The picture is back.");
        Assert.True(await visit.Page.EvaluateAsync<bool>("document.querySelector('dialog').contains(document.activeElement)"), "After Undo the focus is not in the dialog.");
        await keyboard.PressAsync("Escape");
        await Expect(visit.Lightbox).ToBeHiddenAsync();
        await Expect(visit.PicturesOf("Picture 6")).ToHaveCountAsync(1);
        Assert.True(await visit.Page.EvaluateAsync<bool>("!!document.activeElement.closest('#feed')"), "After closing, the focus is not on a picture.");
        await ExpectRingAsync(visit);
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task Somebody_cancels_and_the_focus_is_not_lost()
    {
        await using var site = await LocalSite.StartAsync(new() { ["DEMO_RUN_MS"] = "600000" });
        await using var visit = await browser.VisitAsync(site);
        await visit.ComeAsync(profile: 1);
        await visit.GenerateAsync("A slow one.", count: 2);
        await Expect(visit.Page.GetByText("Being made…").First).ToBeVisibleAsync(new() { Timeout = Parts.Patience });
        await TabToAsync(visit, visit.Button("Cancel"));
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Tiles).ToHaveCountAsync(0);
        await Expect(visit.Status).ToHaveTextAsync("Cancelled.");
        Assert.NotEqual("BODY", await visit.Page.EvaluateAsync<string>("document.activeElement.tagName"));
        await Expect(visit.Prompt).ToHaveValueAsync("A slow one.");
    }

    [Fact]
    public async Task Skip_leads_to_the_pictures()
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 3);
        await using var visit = await browser.VisitAsync(site);
        await visit.ComeAsync(profile: 1, atLeast: 3);
        await visit.Page.EvaluateAsync("document.activeElement.blur()");
        await visit.Page.Keyboard.PressAsync("Tab");
        var skip = visit.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to the pictures" });
        await TabToAsync(visit, skip);
        await Expect(skip).ToBeInViewportAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.Keyboard.PressAsync("Tab");
        await Expect(visit.Feed.GetByRole(AriaRole.Link).First).ToBeFocusedAsync();
    }

    /// <summary>Each stop on the way is seen.</summary>
    private static async Task TabToAsync(Visit visit, ILocator target)
    {
        for (var stops = 0; stops < 40; stops++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                await ExpectRingAsync(visit);
                return;
            }

            await visit.Page.Keyboard.PressAsync("Tab");
            if (await visit.Page.EvaluateAsync<bool>("document.activeElement !== document.body"))
                await ExpectRingAsync(visit);
        }

        Assert.Fail($"Tab does not lead to {target}.");
    }

    private static async Task ExpectRingAsync(Visit visit)
    {
        var seen = await visit.Page.EvaluateAsync<string>(
            """
            () => {
              const focused = document.activeElement;
              const shown = focused.matches('input[type=radio]') ? focused.parentElement : focused;
              const { outlineStyle, outlineWidth } = getComputedStyle(shown);
              const { width, height, bottom, top } = shown.getBoundingClientRect();
              const ringed = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
              const inSight = width > 0 && height > 0 && bottom > 0 && top < innerHeight;
              return ringed && inSight ? '' : `${focused.outerHTML.slice(0, 200)}: ${outlineStyle} ${outlineWidth}, from ${top} to ${bottom}`;
            }
            """);
        Assert.True(seen.Length == 0, $"The focus is not seen on {seen}");
    }
}
