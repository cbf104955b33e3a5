using Microsoft.Playwright;

namespace HalloweenCostume.Web.Tests;

/// <summary>The machine's own Chromium: <c>CHROMIUM</c>, or the first that is on the PATH. Playwright's download is not used.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];
    public static readonly string[] Arguments =
    [
        // Chromium's sandbox does not start for root or in most containers; the pages are the project's own.
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
    ];

    /// <summary>
    /// Without a window where there is a Chromium of that kind, <c>CHROMIUM_HEADLESS_SHELL</c> or on the PATH: the same engine, and a third of the
    /// time for each visit, for which the other makes a window with all its controls.
    /// </summary>
    public static Task<IBrowser> StartAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM_HEADLESS_SHELL") is { Length: > 0 } named ? named : Find("chromium-headless-shell") ?? ExecutablePath(),
        Args = Arguments,
    });

    public static string ExecutablePath()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named)
            return named;
        return Names.Select(Find).FirstOrDefault(path => path is not null)
            ?? throw new InvalidOperationException("No Chromium was found. Install it, or set CHROMIUM to its path.");
    }

    private static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/bin")
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>What a page holds when all garbage is gone.</summary>
    /// <returns>Bytes of JavaScript's heap, and nodes, also those outside of the document.</returns>
    public static async Task<(long HeapBytes, long Nodes)> MemoryAsync(this IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Performance.enable");
        // What the first round lets go of may have held more.
        for (var round = 0; round < 3; round++)
            await session.SendAsync("HeapProfiler.collectGarbage");
        var answer = await session.SendAsync("Performance.getMetrics");
        await session.DetachAsync();
        var metrics = answer!.Value.GetProperty("metrics").EnumerateArray()
            .ToDictionary(metric => metric.GetProperty("name").GetString()!, metric => (long)metric.GetProperty("value").GetDouble());
        return (metrics["JSHeapUsedSize"], metrics["Nodes"]);
    }
}
