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

    public static Task<IBrowser> StartAsync(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(new() { ExecutablePath = ExecutablePath(), Args = Arguments });

    public static string ExecutablePath()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named)
            return named;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/bin");
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("No Chromium was found. Install it, or set CHROMIUM to its path.");
    }

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
