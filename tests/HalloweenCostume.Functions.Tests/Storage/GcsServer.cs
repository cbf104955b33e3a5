using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using HalloweenCostume.Functions.Tests.Storage.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Functions.Tests.Storage;

/// <summary>Google Cloud Storage on a loopback port: both its APIs, signatures and tokens checked by the public key, faults on demand.</summary>
internal sealed class GcsServer : IAsyncDisposable
{
    public const string ProjectId = "halloween-tests";
    public const string ClientEmail = $"pictures@{ProjectId}.iam.gserviceaccount.com";

    // One for all servers: to find one takes longer than most tests.
    private static readonly string _pem = MakeKey();

    private readonly RSA _key = RSA.Create();
    private readonly ConcurrentQueue<GcsFault> _faults = new();
    private readonly ConcurrentQueue<GcsRequest> _requests = new();
    private readonly CancellationTokenSource _over = new();
    private readonly V4Verifier _signatures;
    private readonly JwtVerifier _tokens;
    private readonly bool _asksWho;
    private readonly WebApplication _app;

    private GcsServer(WebApplication app, TimeProvider time, bool asksWho)
    {
        (_app, _asksWho) = (app, asksWho);
        Buckets = new(time);
        _key.ImportFromPem(_pem);
        _signatures = new(_key, ClientEmail, time);
        _tokens = new(_key, ClientEmail, time);
        string[] granted = ["storage.objects.create", "storage.objects.delete", "storage.objects.get", "storage.objects.list"];
        foreach (var bucket in new[] { "halloween-costume-loras", "halloween-costume-generated-images", "halloween-costume-images", "halloween-costume-backups" })
            Buckets.Permissions[bucket] = granted;
    }

    public GcsBuckets Buckets { get; }

    public Uri Address => new(_app.Urls.First());

    public static string PrivateKeyPem => _pem;

    public IReadOnlyList<GcsRequest> Requests => [.. _requests];

    /// <param name="asksWho">False: an emulator that takes every signature and asks for no token.</param>
    public static async Task<GcsServer> StartAsync(TimeProvider? time = null, bool asksWho = true)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var server = new GcsServer(builder.Build(), time ?? TimeProvider.System, asksWho);
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>What the next requests meet, one each.</summary>
    public void Next(params GcsFault[] faults)
    {
        foreach (var fault in faults)
            _faults.Enqueue(fault);
    }

    /// <summary>What leads the Azure host here.</summary>
    public Dictionary<string, string?> Settings() => new()
    {
        ["GCP_PROJECT_ID"] = ProjectId,
        ["GCP_CLIENT_EMAIL"] = ClientEmail,
        ["GCP_PRIVATE_KEY"] = PrivateKeyPem.ReplaceLineEndings(@"\n"),
        ["STORAGE_EMULATOR_HOST"] = Address.Authority,
    };

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _key.Dispose();
        _over.Dispose();
    }

    private static string MakeKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = GcsRequest.Of(context);
        _requests.Enqueue(request);
        var fault = _faults.TryDequeue(out var next) ? next : GcsFault.None;
        var json = request.Path.StartsWith(GcsJsonApi.Root, StringComparison.Ordinal);
        if (Refusal(request, json, fault) is { } refusal)
        {
            if (fault != GcsFault.Busy)
                await context.Request.Body.CopyToAsync(Stream.Null);
            await (json ? GcsJsonApi.RefuseAsync(context, refusal.Status, refusal.Code) : GcsXmlApi.RefuseAsync(context, refusal.Status, refusal.Code));
        }
        else if (fault == GcsFault.Reset)
        {
            await context.Request.Body.ReadAtLeastAsync(new byte[1 + (int)((context.Request.ContentLength ?? 0) / 2)], 1, throwOnEndOfStream: false);
            context.Abort();
        }
        else if (fault == GcsFault.Silence)
        {
            await Task.WhenAny(Task.Delay(Timeout.Infinite, context.RequestAborted), Task.Delay(Timeout.Infinite, _over.Token));
            context.Abort();
        }
        else
        {
            await (json ? GcsJsonApi.AnswerAsync(context, Buckets, request) : GcsXmlApi.AnswerAsync(context, Buckets, request, fault));
        }
    }

    private (int Status, string Code)? Refusal(GcsRequest request, bool json, GcsFault fault) => fault switch
    {
        GcsFault.Busy => (StatusCodes.Status503ServiceUnavailable, "ServiceUnavailable"),
        GcsFault.TooMany => (StatusCodes.Status429TooManyRequests, "SlowDown"),
        GcsFault.Forbidden => (StatusCodes.Status403Forbidden, "AccessDenied"),
        GcsFault.NotFound => (StatusCodes.Status404NotFound, "NoSuchKey"),
        GcsFault.Taken => (StatusCodes.Status412PreconditionFailed, "PreconditionFailed"),
        _ when !_asksWho => null,
        _ when json => _tokens.Accepts(request.Headers.GetValueOrDefault("Authorization", "")) ? null : (StatusCodes.Status401Unauthorized, "required"),
        _ => _signatures.Refusal(request),
    };
}
