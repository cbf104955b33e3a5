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
    private readonly PageWatch watch;
    private readonly ConcurrentQueue<string> troubles = new();

    internal Visit(IBrowserContext context, IPage page, PageWatch watch)
    {
        this.context = context;
        this.watch = watch;
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

    /// <summary>The troubles that hold none of these words, such as <c>ERR_INTERNET_DISCONNECTED</c> for somebody who went offline.</summary>
    public IEnumerable<string> TroublesBut(params string[] expected) =>
        troubles.Where(trouble => !expected.Any(word => trouble.Contains(word, StringComparison.Ordinal)));

    /// <summary>What the Content-Security-Policy of any page of this visit refused.</summary>
    public Task<IReadOnlyCollection<string>> PolicyViolationsAsync() => watch.PolicyViolationsAsync(Page);

    /// <summary>Cumulative Layout Shift of the page since it was last loaded.</summary>
    public async Task<double> LayoutShiftAsync() => (await PageWatch.LayoutShiftAsync(Page)).Score;

    /// <summary>Asserts that hardly anything jumped; the failure names what did.</summary>
    public async Task ExpectStableAsync(double most = 0.02)
    {
        var (score, shifts) = await PageWatch.LayoutShiftAsync(Page);
        Assert.True(score <= most, $"The layout shifted by {score:F4}, more than {most}:\n{string.Join('\n', shifts)}");
    }

    /// <summary>Takes the network away, or gives it back; the server itself stays.</summary>
    public Task SetOfflineAsync(bool offline) => context.SetOfflineAsync(offline);

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
