using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Functions.Tests.Worker;

/// <summary>What takes telemetry in, on a loopback port: <c>POST /v2.1/track</c> with an item on each line, gzipped or not.</summary>
internal sealed class ApplicationInsights : IAsyncDisposable
{
    private readonly ConcurrentQueue<JsonElement> _items = new();
    private readonly WebApplication _app;

    private ApplicationInsights(WebApplication app) => _app = app;

    public string ConnectionString =>
        $"InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint={_app.Urls.First()}/;LiveEndpoint={_app.Urls.First()}/";

    /// <summary>The rows of the workspace's table <c>AppTraces</c>.</summary>
    public IEnumerable<JsonElement> Traces => Of("MessageData");

    /// <summary>The rows of <c>AppExceptions</c>.</summary>
    public IEnumerable<JsonElement> Exceptions => Of("ExceptionData");

    public static async Task<ApplicationInsights> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new ApplicationInsights(builder.Build());
        server._app.MapPost("/v2.1/track", server.TrackAsync);
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IEnumerable<JsonElement> Of(string type) => _items
        .Select(item => item.GetProperty("data")).Where(data => data.GetProperty("baseType").GetString() == type)
        .Select(data => data.GetProperty("baseData"));

    private async Task<IResult> TrackAsync(HttpRequest request)
    {
        var body = request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
        using var reader = new StreamReader(body);
        var count = 0;
        for (; await reader.ReadLineAsync() is { } line; count++)
            _items.Enqueue(JsonDocument.Parse(line).RootElement);
        return TypedResults.Json(new { itemsReceived = count, itemsAccepted = count, errors = Array.Empty<object>() });
    }
}
