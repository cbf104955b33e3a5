using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace HalloweenCostume.Web.Tests.Expiry;

/// <summary>
/// Stands between a page and its server, and lets the server's clock go on as far as the page's: its answers tell the later time, and what
/// they sign works until later. A URL whose time is over is refused with 403, as the server and Google's storage do.
/// </summary>
internal sealed partial class LaterServer
{
    private readonly Visit visit;
    private readonly ConcurrentQueue<string> lists = new();
    private readonly ConcurrentQueue<string> drawn = new();
    private readonly ConcurrentQueue<string> refused = new();
    private readonly ConcurrentDictionary<IRequest, bool> underWay = new();
    private readonly Stopwatch quiet = Stopwatch.StartNew();
    private TimeSpan later;

    private LaterServer(Visit visit)
    {
        this.visit = visit;
        visit.Page.Request += (_, request) => Count(request, begins: true);
        visit.Page.RequestFinished += (_, request) => Count(request, begins: false);
        visit.Page.RequestFailed += (_, request) => Count(request, begins: false);
    }

    /// <summary>Query strings of the calls of the gallery.</summary>
    public IReadOnlyCollection<string> Lists => lists;

    /// <summary>Paths of the objects that were downloaded.</summary>
    public IReadOnlyCollection<string> Downloads => drawn;

    /// <summary>What else is other in the server's answers.</summary>
    public Func<string, string> Change { get; set; } = text => text;

    /// <summary>Paths of the objects whose URL had run out.</summary>
    public IReadOnlyCollection<string> Refused => refused;

    /// <summary>Goes before the page is opened.</summary>
    public static async Task<LaterServer> PutBeforeAsync(Visit visit)
    {
        var server = new LaterServer(visit);
        await visit.WatchForBrokenPicturesAsync();
        await visit.Page.Clock.InstallAsync();
        await visit.Page.RouteAsync("**/api/**", server.AnswerAsync);
        await visit.Page.RouteAsync("**/objects/**", server.FileAsync);
        return server;
    }

    /// <summary>
    /// So much time passes at once, as when a laptop was closed: what was due comes once. Before, what was asked for is let through: its URL was good.
    /// </summary>
    public async Task PassAsync(TimeSpan time)
    {
        await Parts.UntilAsync(() => Task.FromResult(underWay.IsEmpty && quiet.ElapsedMilliseconds > 300), "no picture is on its way");
        later += time;
        await visit.Page.Clock.FastForwardAsync((long)time.TotalMilliseconds);
    }

    public void Forget()
    {
        lists.Clear();
        drawn.Clear();
        refused.Clear();
    }

    private void Count(IRequest request, bool begins)
    {
        if (!request.Url.Contains("/objects/", StringComparison.Ordinal))
            return;
        quiet.Restart();
        if (begins)
            underWay[request] = true;
        else
            underWay.TryRemove(request, out _);
    }

    private async Task AnswerAsync(IRoute route)
    {
        try
        {
            var answer = await route.FetchAsync();
            var url = new Uri(route.Request.Url);
            if (route.Request.Method == "GET" && ListPath().IsMatch(url.AbsolutePath))
                lists.Enqueue(url.Query);
            var text = Signed().Replace(Change(await answer.TextAsync()), match => $"expires={long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) + Seconds}&later={Seconds}");
            text = End().Replace(text, match => $"\"expiresAt\":\"{DateTimeOffset.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) + later:O}\"");
            var headers = new Dictionary<string, string>(answer.Headers) { ["date"] = (DateTimeOffset.UtcNow + later).ToString("R") };
            headers.Remove("content-length");
            await route.FulfillAsync(new() { Status = answer.Status, Headers = headers, Body = text });
        }
        catch (PlaywrightException)
        {
            // The page is gone, or has given up.
        }
    }

    private async Task FileAsync(IRoute route)
    {
        try
        {
            var url = route.Request.Url;
            var end = long.Parse(Signed().Match(url).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            if (end < (DateTimeOffset.UtcNow + later).ToUnixTimeSeconds())
            {
                refused.Enqueue(new Uri(url).AbsolutePath);
                await route.FulfillAsync(new() { Status = 403 });
                return;
            }

            drawn.Enqueue(new Uri(url).AbsolutePath);
            var by = Later().Match(url) is { Success: true } match ? long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
            await route.ContinueAsync(new() { Url = Signed().Replace(Later().Replace(url, ""), $"expires={end - by}") });
        }
        catch (PlaywrightException)
        {
            // The page is gone, or has given up.
        }
    }

    private long Seconds => (long)later.TotalSeconds;

    [GeneratedRegex("expires=([0-9]+)")]
    private static partial Regex Signed();

    [GeneratedRegex("&later=([0-9]+)")]
    private static partial Regex Later();

    [GeneratedRegex("\"expiresAt\":\"([^\"]+)\"")]
    private static partial Regex End();

    [GeneratedRegex("^/api/images/[0-9]+$")]
    private static partial Regex ListPath();
}
