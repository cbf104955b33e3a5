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

    private Visit(IBrowserContext context, IPage page, PageWatch watch)
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
        page.RequestFailed += (_, request) =>
        {
            // What the page itself gave up: a picture that was scrolled away or got a new URL, a call for a profile that is not shown any more.
            if (request is not { ResourceType: "image" or "fetch", Failure: "net::ERR_ABORTED" })
                troubles.Enqueue($"failed: {request.Url} {request.Failure}");
        };
        page.Response += (_, response) =>
        {
            if (response.Status >= 400)
                troubles.Enqueue($"{response.Status}: {response.Url}");
        };
    }

    /// <summary>Opens an empty page. The visit ends together with its context.</summary>
    public static async Task<Visit> StartAsync(IBrowserContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var watch = await PageWatch.KeepAsync(context);
        return new(context, await context.NewPageAsync(), watch);
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

    public ILocator Profile => Page.GetByLabel("Profile", new() { Exact = true });

    public ILocator LoraModel => Page.GetByLabel("LoRA model", new() { Exact = true });

    public ILocator Prompt => Page.GetByLabel("Prompt", new() { Exact = true });

    public ILocator Generate => Page.GetByRole(AriaRole.Button, new() { Name = "Generate", Exact = true });

    /// <summary>What stands below the form when no field is to blame.</summary>
    public ILocator Alert => Page.Locator("#alert");

    /// <summary>What a screen reader is told.</summary>
    public ILocator Status => Page.Locator("#status");

    // Without any tile it has no role.
    public ILocator Feed => Page.Locator("#feed");

    /// <summary>A tile for each picture in any state, and for those that are not read yet.</summary>
    public ILocator Tiles => Feed.GetByRole(AriaRole.Article);

    /// <summary>The ready ones, in the order of the page.</summary>
    public ILocator Pictures => Feed.GetByRole(AriaRole.Img);

    /// <summary>The ready ones of this prompt: the site that tests share shows those of other tests too.</summary>
    public ILocator PicturesOf(string prompt) => Feed.GetByRole(AriaRole.Img, new() { Name = prompt, Exact = true });

    /// <summary>The radio for so many images.</summary>
    public ILocator Count(int images) => Page.GetByRole(AriaRole.Radio, new() { Name = $"{images}", Exact = true });

    /// <summary>Another tab of the same person, with the same storage. It ends together with the visit.</summary>
    public async Task<Visit> OpenTabAsync() => new(context, await context.NewPageAsync(), watch);

    public async Task OpenAsync()
    {
        await Page.GotoAsync("/");
        await Expect(Profile.Locator("option").Nth(1)).ToBeAttachedAsync();
    }

    /// <summary>Its own model is chosen with it.</summary>
    /// <param name="profile">Its place in the list, from 1.</param>
    public async Task ChooseAsync(int profile)
    {
        await Profile.SelectOptionAsync(new SelectOptionValue { Index = profile });
        await Expect(LoraModel).ToBeEnabledAsync();
    }

    public async Task GenerateAsync(string prompt, int count)
    {
        await Prompt.FillAsync(prompt);
        await Count(count).CheckAsync();
        await Generate.ClickAsync();
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
