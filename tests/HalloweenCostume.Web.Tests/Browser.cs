using Microsoft.Playwright;

namespace HalloweenCostume.Web.Tests;

/// <summary>The machine's own Chromium, for all tests of a class or group.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? browser;

    public async Task InitializeAsync()
    {
        // For a machine that has much else to do.
        Assertions.SetDefaultExpectTimeout(20_000);
        playwright = await Playwright.CreateAsync();
        browser = await Chromium.StartAsync(playwright);
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
        return await Visit.StartAsync(context);
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }
}
