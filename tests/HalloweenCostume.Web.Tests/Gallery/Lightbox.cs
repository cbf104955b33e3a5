using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Gallery;

/// <summary>One picture in full size, as somebody looks at it.</summary>
internal sealed class Lightbox(Visit visit, Grid grid)
{
    private IPage Page => visit.Page;

    public ILocator Dialog => Page.GetByRole(AriaRole.Dialog);

    public ILocator Picture => Dialog.GetByRole(AriaRole.Img);

    public ILocator Prompt => Page.Locator("#lightbox-prompt");

    public ILocator Next => Button("Next picture");

    public ILocator Previous => Button("Previous picture");

    public ILocator Download => Dialog.GetByRole(AriaRole.Link, new() { Name = "Download" });

    /// <summary>Stays when the lightbox is closed.</summary>
    public ILocator Toast => Page.Locator("#toast");

    public ILocator Undo => Toast.GetByRole(AriaRole.Button, new() { Name = "Undo" });

    /// <param name="name">Such as "Delete".</param>
    public ILocator Button(string name) => Dialog.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>The row of a fact, such as "Seed".</summary>
    public ILocator Fact(string name) => Dialog.GetByRole(AriaRole.Definition).Locator($"xpath=self::*[preceding-sibling::dt[normalize-space()='{name}']]");

    public static string AddressOf(Listed image) => $"/?user={image.UserId}&image={image.Id}";

    /// <summary>From the grid, by a click.</summary>
    public async Task OpenAsync(Listed image)
    {
        await grid.Link(image.Id).ClickAsync();
        await ExpectAsync(image);
    }

    /// <summary>By its address, as somebody who got it from somebody else.</summary>
    public async Task VisitAsync(Listed image)
    {
        await Page.GotoAsync(AddressOf(image));
        await ExpectAsync(image);
    }

    /// <summary>Waits until this picture is shown, its address is the page's, and all of it is loaded.</summary>
    public async Task ExpectAsync(Listed image)
    {
        await Expect(Dialog).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await Expect(Prompt).ToHaveTextAsync(image.Prompt, new() { Timeout = 15_000 });
        await Expect(Fact("Seed")).ToHaveTextAsync($"{image.Seed}");
        await Expect(Page).ToHaveURLAsync(new Uri(Page.Url).GetLeftPart(UriPartial.Authority) + AddressOf(image));
        await Expect(Picture).ToHaveJSPropertyAsync("naturalWidth", 768);
    }

    /// <summary>Waits until the lightbox is closed and the grid shows this picture, with the focus on it.</summary>
    public async Task ExpectClosedAtAsync(Listed image)
    {
        await Expect(Dialog).ToBeHiddenAsync();
        await Expect(Page).ToHaveURLAsync(new Uri(Page.Url).GetLeftPart(UriPartial.Authority) + "/");
        // After a reload the way there is read anew, 100 pictures a call.
        await Expect(grid.Link(image.Id)).ToBeFocusedAsync(new() { Timeout = 30_000 });
        await Expect(grid.Link(image.Id)).ToBeInViewportAsync(new() { Ratio = 0.9f });
    }
}
