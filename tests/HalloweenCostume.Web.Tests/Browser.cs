using Microsoft.Playwright;

namespace HalloweenCostume.Web.Tests;

/// <summary>The machine's own Chromium: <c>CHROMIUM</c>, or the first that is on the PATH. Playwright's download is not used.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];
    private static readonly string[] Arguments =
    [
        // Chromium's sandbox does not start for root or in most containers; the pages are the project's own.
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
    ];

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async Task InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = ExecutablePath(), Args = Arguments });
    }

    /// <summary>A person who was never here before: no storage, no cache.</summary>
    /// <param name="options">Such as <c>new() { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce, TimezoneId = "Asia/Tokyo" }</c>.</param>
    public async Task<Visit> VisitAsync(LocalSite site, int width = 1440, int height = 900, BrowserNewContextOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(site);
        var context = await browser!.NewContextAsync(new(options ?? new())
        {
            BaseURL = site.Address.ToString(), ViewportSize = new() { Width = width, Height = height },
        });
        var watch = await PageWatch.KeepAsync(context);
        return new(context, await context.NewPageAsync(), watch);
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }

    private static string ExecutablePath()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named)
            return named;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/bin");
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("No Chromium was found. Install it, or set CHROMIUM to its path.");
    }
}
