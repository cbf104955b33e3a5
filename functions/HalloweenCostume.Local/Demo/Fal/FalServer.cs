using HalloweenCostume.Local.Demo.Fal.Faults;
using HalloweenCostume.Local.Demo.Fal.Queue;
using Microsoft.Net.Http.Headers;

namespace HalloweenCostume.Local.Demo.Fal;

/// <summary>Kestrel on 127.0.0.1; every call is written into the journal, and needs a key unless its URL is a secret.</summary>
internal sealed partial class FalServer(string? key, FalJournal journal, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private WebApplication? _application;

    internal delegate Task Handler(HttpContext context, FalCall call, CancellationToken cancellationToken);

    /// <returns>The port.</returns>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task<int> ListenAsync(int port, Action<IEndpointRouteBuilder> map, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(System.Net.IPAddress.Loopback, port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var application = builder.Build();
        map(application);
        application.MapFallback(context => context.RefuseAsync(404, "Not Found", null, context.RequestAborted));
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
        _application = application;
        return new Uri(application.Urls.First()).Port;
    }

    /// <summary>A handler behind the key.</summary>
    public RequestDelegate WithKey(FalCallKind kind, Handler handler) =>
        Public(kind, (context, call, cancellationToken) => HasKey(context.Request) ? handler(context, call, cancellationToken) : QueueFaults.Unauthorized(context, cancellationToken));

    public RequestDelegate Public(FalCallKind kind, Handler handler) => async context =>
    {
        var request = context.Request;
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var call = new FalCall(kind, time.GetUtcNow(), request.Method, request.Path + request.QueryString, headers);
        journal.Add(call);
        context.Response.OnStarting(() =>
        {
            call.StatusCode = context.IsReset() ? null : context.Response.StatusCode;
            return Task.CompletedTask;
        });
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        try
        {
            await handler(context, call, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (IOException exception) when (exception is not FileNotFoundException && context.RequestAborted.IsCancellationRequested)
        {
        }
        catch (Exception exception) when (exception is not BadHttpRequestException)
        {
            LogFailed(request.Method, request.Path, exception);
            throw;
        }
    };

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_application is not null)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await _application.StopAsync(patience.Token);
            await _application.DisposeAsync();
        }
        _stopping.Dispose();
    }

    private bool HasKey(HttpRequest request) =>
        request.Headers[HeaderNames.Authorization].ToString() is ['K', 'e', 'y', ' ', .. { Length: > 0 } given] && (key is null || given == key);

    [LoggerMessage(LogLevel.Error, "fal emulator: {Method} {Path} failed", EventName = "FalEmulatorCallFailed")]
    private partial void LogFailed(string method, string path, Exception exception);

    /// <summary>Leaves Ctrl+C to the program that the emulator is part of.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
