using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests;

/// <summary>One person's visit to the site, in the words of the page. Keeps what went wrong on the way.</summary>
public sealed class Visit : IAsyncDisposable
{
    /// <summary>Milliseconds; the demo needs a few seconds for a picture on an idle machine.</summary>
    private const float PictureTimeout = 60_000;

    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> troubles = new();

    public Visit(IBrowserContext context, IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        this.context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                troubles.Enqueue($"console: {message.Text}");
        };
        page.PageError += (_, error) => troubles.Enqueue($"exception: {error}");
        page.RequestFailed += (_, request) => troubles.Enqueue($"failed: {request.Url} {request.Failure}");
        page.Response += (_, response) =>
        {
            if (response.Status >= 400)
                troubles.Enqueue($"{response.Status}: {response.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>Console errors and warnings, exceptions, failed requests, answers of 400 and more.</summary>
    public IReadOnlyCollection<string> Troubles => troubles;

    public ILocator Profile => Page.GetByLabel("Profile");

    public ILocator LoraModel => Page.GetByLabel("LoRA model");

    public ILocator Prompt => Page.GetByLabel("Prompt");

    public ILocator Status => Page.GetByRole(AriaRole.Status);

    public ILocator NewPictures => Page.GetByRole(AriaRole.Region, new() { Name = "New pictures" }).GetByRole(AriaRole.Img);

    public ILocator EarlierPictures => Page.GetByRole(AriaRole.Region, new() { Name = "Earlier pictures" }).GetByRole(AriaRole.Img);

    public async Task OpenAsync()
    {
        await Page.GotoAsync("/");
        await Expect(Profile.Locator("option:enabled").First).ToBeAttachedAsync();
    }

    /// <param name="profile">Its place in the list, from 1.</param>
    public async Task ChooseAsync(int profile)
    {
        await Profile.SelectOptionAsync(new SelectOptionValue { Index = profile });
        await Expect(LoraModel).ToBeEnabledAsync();
        await LoraModel.SelectOptionAsync(new SelectOptionValue { Index = 1 });
    }

    public async Task GenerateAsync(string prompt, int count)
    {
        await Prompt.FillAsync(prompt);
        await Page.GetByRole(AriaRole.Radio, new() { Name = $"{count}", Exact = true }).CheckAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Generate" }).ClickAsync();
    }

    /// <summary>Waits until so many pictures are there and drawn.</summary>
    public static async Task ExpectPicturesAsync(ILocator pictures, int count)
    {
        await Expect(pictures).ToHaveCountAsync(count, new() { Timeout = PictureTimeout });
        foreach (var picture in await pictures.AllAsync())
        {
            await picture.ScrollIntoViewIfNeededAsync();
            await Expect(picture).ToHaveJSPropertyAsync("complete", true);
            Assert.True(await picture.EvaluateAsync<int>("picture => picture.naturalWidth") > 0, "A picture was not drawn.");
        }
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
