using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Tests.Promises;

/// <summary>A server on a loopback port that answers as a test says, and remembers what it was asked.</summary>
internal sealed class HandMadeFal : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<(string Method, string Path, string Authorization)> _calls = [];

    private HandMadeFal(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public string Host => Address.Authority;

    public IReadOnlyList<(string Method, string Path, string Authorization)> Calls
    {
        get
        {
            lock (_calls)
                return [.. _calls];
        }
    }

    public static async Task<HandMadeFal> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var fal = new HandMadeFal(builder.Build());
        fal._app.Run(context =>
        {
            lock (fal._calls)
                fal._calls.Add((context.Request.Method, context.Request.Path, context.Request.Headers.Authorization.ToString()));
            return answer(context);
        });
        await fal._app.StartAsync();
        return fal;
    }

    /// <summary>Accepts every submit, says at once that it is finished, and names the picture that <paramref name="result"/> says.</summary>
    public static RequestDelegate Sound(Func<HttpContext, object> result, RequestDelegate? picture = null) => context =>
    {
        var origin = $"http://{context.Request.Host}";
        return context.Request.Path.Value switch
        {
            "/storage/upload/initiate" => context.AnswerAsync(new { upload_url = $"{origin}/upload", file_url = $"{origin}/weights.safetensors" }),
            "/upload" => context.Request.Body.CopyToAsync(Stream.Null),
            "/fal-ai/flux-lora" => context.AnswerAsync(Submitted(origin)),
            "/r/status" => context.AnswerAsync(new { status = "COMPLETED" }),
            "/r" => context.AnswerAsync(result(context)),
            _ when picture is not null && !context.Request.Path.StartsWithSegments("/r") => picture(context),
            _ => NotFound(context),
        };
    };

    public static object Submitted(string origin, string? status = null, string? response = null, string? cancel = null) => new
    {
        status = "IN_QUEUE", request_id = Guid.NewGuid().ToString(), queue_position = 0,
        status_url = status ?? $"{origin}/r/status", response_url = response ?? $"{origin}/r", cancel_url = cancel ?? $"{origin}/r/cancel",
    };

    public static object Picture(string url) => new { images = new[] { new { url } }, seed = 1, has_nsfw_concepts = new[] { false } };

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}

internal static class HandMadeAnswers
{
    public static Task AnswerAsync(this HttpContext context, object json)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, json);
    }
}
