using HalloweenCostume.Fal.Webhooks;
using HalloweenCostume.Tests.Contract;

namespace HalloweenCostume.Tests.Webhooks;

internal static class WebhookExchanges
{
    /// <summary>Calls of the webhook that get each of its answers.</summary>
    public static async Task<IReadOnlyList<Exchange>> MakeAsync()
    {
        await using var host = await WebhookHost.StartAsync();
        await host.SubmittedAsync("r1");
        using var recorder = new ExchangeRecorder(new SocketsHttpHandler());
        using var http = new HttpClient(recorder) { BaseAddress = host.Http.BaseAddress };
        var good = host.Call("r1");

        host.Keys.Fail(503);
        using (await http.SendAsync(good.Request())) { }
        host.Keys.Publish(host.Fal.Jwk);
        host.Time.Advance(TimeSpan.FromSeconds(5));
        foreach (var call in new[]
        {
            good, host.Call("r2"), host.Call("r1", "{}"), good with { Timestamp = "1" }, host.Call("r1", new string(' ', FalWebhookApi.MaxBytes + 1)),
        })
            using (await http.SendAsync(call.Request())) { }
        var late = await host.SendUnfinishedAsync(good);
        var sent = good.Headers.ToDictionary(header => header.Name, header => header.Value);
        return [.. recorder.Exchanges, new("POST", WebhookHost.Path, late.Status, sent, late.Headers, null, late.Body)];
    }
}
