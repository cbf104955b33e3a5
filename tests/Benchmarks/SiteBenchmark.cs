using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using HalloweenCostume.Tests.Hosting;
using HalloweenCostume.Web.Tests;
using HalloweenCostume.Web.Tests.Source;
using Microsoft.Playwright;

namespace Benchmarks;

/// <summary>The site in the machine's Chromium, 1440 by 900, with 10,000 pictures of one person. See <c>SitePage</c> for what is measured inside the page.</summary>
internal static class SiteBenchmark
{
    private const int Pictures = 10_000;
    private const int Deep = 2_000;
    private const int Loads = 9;
    private const int Reloads = 5;
    private const int MostTiles = 150;
    private const int MostBytes = 30 * 1024;

    public static async Task RunAsync(PublishedProgram program)
    {
        var folder = Directory.CreateTempSubdirectory("halloween-site-");
        var (process, address) = program.Start(folder.FullName);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.StartAsync(playwright);
        try
        {
            await PublishedProgram.ReadyAsync(new Uri(address, "/api/users"));
            var user = await SeededPictures.AddAsync(folder.FullName, profile: 1, Pictures);
            using var http = new HttpClient { BaseAddress = address };
            Weigh();
            await LoadAsync(browser, http, user, program.SiteFolder);
            await ScrollAsync(browser, address, user);
            await ReloadAsync(browser, http, user);
        }
        finally
        {
            await PublishedProgram.StopAsync(process);
            folder.Delete(recursive: true);
        }
    }

    private static void Weigh()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "web"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(file => Path.GetExtension(file) is ".js" or ".css").ToList();
        var bytes = files.Sum(file => Weight.Gzipped(File.ReadAllText(file)));
        Console.WriteLine("\n| the site's JavaScript and CSS, gzip level 9 | bytes | of the limit |\n|---|---:|---:|");
        Print("limit, 30 KB", $"{MostBytes:N0} | 1.00");
        Print($"all {files.Count} files", $"{bytes:N0} | {bytes / (double)MostBytes:F2}");
    }

    private static async Task LoadAsync(IBrowser browser, HttpClient http, long user, string siteFolder)
    {
        var thumbnails = (await ImagesAsync(http, user, "limit=24")).Select(image => image.GetProperty("thumbnailUrl").GetString());
        var peer = Path.Combine(siteFolder, "peer.html");
        await File.WriteAllTextAsync(peer,
            $"<!doctype html><title>Peer</title><body id=feed>{string.Concat(thumbnails.Select(url => $"<img width=192 height=256 alt='' src=\"{url}\">"))}");
        var (bare, site) = (new List<double[]>(), new List<double[]>());
        for (var round = -1; round < Loads; round++)
        {
            foreach (var (path, times) in new[] { ("/peer.html", bare), ("/", site) })
            {
                await using var context = await VisitAsync(browser, http.BaseAddress!, user);
                var page = await OpenAsync(context, path);
                var drawn = await page.EvaluateAsync<double[]>(SitePage.FirstRow);
                // The first round warms up the server.
                if (round >= 0)
                    times.Add(drawn);
            }
        }

        File.Delete(peer);
        var limit = Median(bare, 0);
        Console.WriteLine($"\n| from navigation to the first row of thumbnails, nothing cached, median of {Loads} | ms | of the bare page |\n|---|---:|---:|");
        Print("bare HTML page: 24 images of the same addresses, no script, no style", $"{limit:F0} | 1.00");
        Print("the site, the row decoded", $"{Median(site, 0):F0} | {Median(site, 0) / limit:F2}");
        Print("the site, the row faded in (160 ms, over its blurred preview)", $"{Median(site, 1):F0} | {Median(site, 1) / limit:F2}");
    }

    private static async Task ScrollAsync(IBrowser browser, Uri address, long user)
    {
        await using var context = await VisitAsync(browser, address, user);
        var page = await OpenAsync(context, "/");
        await page.EvaluateAsync(SitePage.FirstRow);
        var first = await page.EvaluateAsync<Scrolled>(SitePage.Scroll, Pictures / 10);
        var before = await page.MemoryAsync();
        var rest = await page.EvaluateAsync<Scrolled>(SitePage.Scroll, Pictures);
        var after = await page.MemoryAsync();
        var frames = first.Frames + rest.Frames;
        Console.WriteLine($"\n| scrolling through 10,000 pictures, a window a frame, two minutes at most | after {first.Reached:N0} | after {rest.Reached:N0} | ratio |\n|---|---:|---:|---:|");
        Print($"most tiles at once (limit {MostTiles})", Row(first.Tiles, rest.Tiles, "N0"));
        Print("JavaScript's heap, MB", Row(before.HeapBytes / 1_048_576.0, after.HeapBytes / 1_048_576.0, "F1"));
        Print("DOM nodes", Row(before.Nodes, after.Nodes, "N0"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nFrames longer than 50 ms: {100.0 * (first.Slow + rest.Slow) / frames:F1}% of {frames:N0}; the longest: {Math.Max(first.Longest, rest.Longest):F0} ms."));
    }

    private static async Task ReloadAsync(IBrowser browser, HttpClient http, long user)
    {
        var id = (await ImagesAsync(http, user, $"limit=20&page={1 + (Deep / 20)}"))[0].GetProperty("id").GetString()!;
        var path = $"/?user={user}&image={id}";
        await using var context = await VisitAsync(browser, http.BaseAddress!, user);
        var page = await OpenAsync(context, path);
        var place = (await page.EvaluateAsync<double[]>(SitePage.Deep, new { id, top = -1.0 }))[2];
        var times = new List<double[]>();
        for (var round = 0; round < Reloads; round++)
        {
            await page.EvaluateAsync("path => history.replaceState(null, '', path)", path);
            await page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit });
            times.Add(await page.EvaluateAsync<double[]>(SitePage.Deep, new { id, top = place }));
        }

        Console.WriteLine($"\n| reload of a picture's address, 2,000 deep, median of {Reloads} | ms |\n|---|---:|");
        Print("until the picture is drawn", $"{Median(times, 0):F0}");
        Print("until the grid, when the picture is closed at once, stands at its place with its thumbnail", $"{Median(times, 1):F0}");
    }

    private static async Task<List<JsonElement>> ImagesAsync(HttpClient http, long user, string query) =>
        [.. (await http.GetFromJsonAsync<JsonElement>($"/api/images/{user}?{query}")).GetProperty("images").EnumerateArray()];

    private static async Task<IBrowserContext> VisitAsync(IBrowser browser, Uri address, long user)
    {
        // Where it is evening, so that today's pictures fill rows whenever this runs.
        var east = ((31 - DateTime.UtcNow.Hour) % 24) - 11;
        var origin = address.GetLeftPart(UriPartial.Authority);
        return await browser.NewContextAsync(new()
        {
            BaseURL = origin, ViewportSize = new() { Width = 1440, Height = 900 }, TimezoneId = string.Create(CultureInfo.InvariantCulture, $"Etc/GMT{-east:+0;-0}"),
            StorageState = JsonSerializer.Serialize(new
            {
                cookies = Array.Empty<object>(), origins = new[] { new { origin, localStorage = new[] { new { name = "selectedUserId", value = $"{user}" } } } },
            }),
        });
    }

    private static async Task<IPage> OpenAsync(IBrowserContext context, string path)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Commit });
        return page;
    }

    private static double Median(List<double[]> times, int which) => times.Select(time => time[which]).Order().ElementAt(times.Count / 2);

    private static string Row(double before, double after, string format) =>
        string.Create(CultureInfo.InvariantCulture, $"{before.ToString(format, CultureInfo.InvariantCulture)} | {after.ToString(format, CultureInfo.InvariantCulture)} | {after / before:F2}");

    private static void Print(string what, string figures) => Console.WriteLine($"| {what} | {figures} |");

    private sealed class Scrolled
    {
        public int Reached { get; set; }

        public int Frames { get; set; }

        public int Slow { get; set; }

        public double Longest { get; set; }

        public int Tiles { get; set; }
    }
}
