using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace HalloweenCostume.Web.Tests;

/// <summary>What a page asks of the server, and answers that a test gives in the server's place.</summary>
internal static class Traffic
{
    public const string Generate = "/api/generate-image";

    // In the page itself: whether a request leaves is known as soon as the event that should send it is over.
    private const string Counter =
        """
        window.asked$ = [];
        const { fetch: send$ } = window;
        window.fetch = (url, options = {}) => {
          asked$.push({ url: String(url), method: options.method ?? 'GET', key: new Headers(options.headers).get('Idempotency-Key'), body: options.body ?? null });
          return send$(url, options);
        };
        """;

    public sealed record Call(string Url, string Method, string? Key, string? Body);

    /// <summary>Before the page is opened.</summary>
    public static Task CountCallsAsync(this Visit visit) => visit.Page.AddInitScriptAsync(Counter);

    /// <summary>Since the page was loaded, whether they were answered or not.</summary>
    public static async Task<IReadOnlyList<Call>> CallsAsync(this Visit visit, string part = Generate)
    {
        var calls = await visit.Page.EvaluateAsync<string>("JSON.stringify(asked$)");
        return [.. JsonSerializer.Deserialize<Call[]>(calls, JsonSerializerOptions.Web)!.Where(call => call.Url.Contains(part, StringComparison.Ordinal))];
    }

    /// <summary>All requests of the tab from now on, over its reloads.</summary>
    public static ConcurrentQueue<IRequest> Listen(this Visit visit, string part)
    {
        var requests = new ConcurrentQueue<IRequest>();
        visit.Page.Request += (_, request) =>
        {
            if (request.Url.Contains(part, StringComparison.Ordinal))
                requests.Enqueue(request);
        };
        return requests;
    }

    /// <param name="path">With <c>*</c> for what may stand there.</param>
    public static Task AnswerAsync(this Visit visit, string path, object body, int status = 200) =>
        visit.Page.RouteAsync($"**{path}", route => route.FulfillAsync(new()
        {
            Status = status, ContentType = status < 400 ? "application/json" : "application/problem+json", Body = JsonSerializer.Serialize(body),
        }));

    /// <summary>The server will refuse to generate, so that nothing is drawn.</summary>
    public static Task RefuseAsync(this Visit visit, string detail = "Not today.", int status = 403) => visit.AnswerAsync(Generate, new { detail }, status);

    /// <summary>Waits for what no element of the page shows.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        for (var until = DateTime.UtcNow.AddSeconds(60); !isSo(); await Task.Delay(50))
            Assert.True(DateTime.UtcNow < until, "It did not come to that within a minute.");
    }
}
