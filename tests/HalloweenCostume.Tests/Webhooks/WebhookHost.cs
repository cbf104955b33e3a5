using System.Collections.Concurrent;
using System.Net;
using System.Text;
using HalloweenCostume.Data;
using HalloweenCostume.Fal;
using HalloweenCostume.Fal.Webhooks;
using HalloweenCostume.Generations;
using HalloweenCostume.Http;
using HalloweenCostume.Loras;
using HalloweenCostume.People;
using HalloweenCostume.Settings;
using HalloweenCostume.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace HalloweenCostume.Tests.Webhooks;

/// <summary>A host with fal's webhook and nothing else, on a real port, with a fal that signs and a clock that stands still unless a test moves it.</summary>
internal sealed class WebhookHost : IAsyncDisposable
{
    public const string Path = $"{Routes.Prefix}{Routes.FalWebhook}";

    private readonly WebApplication _app;
    private readonly TestFolder _folder;
    private readonly ConcurrentQueue<ImagePlan> _woken = [];
    private long _personId;
    private long _loraId;

    private WebhookHost(WebApplication app, TestFolder folder, FalKeyServer keys, FalSigner fal, FakeTimeProvider time, LogCapture log) =>
        (_app, _folder, Keys, Fal, Time, Log) = (app, folder, keys, fal, time, log);

    public HttpClient Http { get; private set; } = null!;

    public FalKeyServer Keys { get; }

    /// <summary>Signs with the one key that is published.</summary>
    public FalSigner Fal { get; }

    public FakeTimeProvider Time { get; }

    public LogCapture Log { get; }

    public IServiceProvider Services => _app.Services;

    public IReadOnlyCollection<ImagePlan> Woken => _woken;

    /// <summary>What waking does, besides being counted.</summary>
    public Func<CancellationToken, Task> Wake { get; set; } = _ => Task.CompletedTask;

    public static async Task<WebhookHost> StartAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var fal = new FalSigner();
        var keys = await FalKeyServer.StartAsync(fal.Jwk);
        var folder = new TestFolder();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 10, 31, 20, 15, 0, TimeSpan.Zero));
        var log = new LogCapture();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DATA_DIR"] = folder.Path, ["FAL_KEY"] = "key", ["FAL_WEBHOOK_JWKS_URL"] = keys.Url.AbsoluteUri,
        });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddHalloweenCostume(builder.Configuration, demo: false, open: true);
        builder.Services.AddFalWebhook(new SettingsReader(builder.Configuration));
        var host = new WebhookHost(builder.Build(), folder, keys, fal, time, log);
        await host.StartAsync();
        return host;
    }

    /// <summary>A picture under way, submitted as <paramref name="requestId"/>.</summary>
    public async Task<ImagePlan> SubmittedAsync(string requestId)
    {
        var generation = await Services.GetRequiredService<GenerationDb>().AddAsync(new(_personId, _loraId, "johndoe", [1], null, "hash"), CancellationToken.None);
        var images = Services.GetRequiredService<ImageDb>();
        var image = images.Plan(generation.Id, 1).Images.Single();
        var url = new Uri("https://queue.fal.run/fal-ai/flux-lora/requests/1");
        Assert.True(await images.KeepSubmissionAsync(image, new FalRequest(requestId, url, url, url, 0), Time.GetUtcNow().AddMinutes(10), CancellationToken.None));
        return image;
    }

    /// <summary>What fal sends now of a request.</summary>
    public SignedCall Call(string requestId, string? body = null) => Fal.Call(requestId, Time.GetUtcNow(), body);

    public async Task<HttpStatusCode> SendAsync(SignedCall call)
    {
        using var response = await Http.SendAsync(call.Request());
        return response.StatusCode;
    }

    /// <summary>Sends a call but for its last byte, and lets time pass until there is an answer.</summary>
    public async Task<RawAnswer> SendUnfinishedAsync(SignedCall call)
    {
        var head = $"{call.Head(("Content-Length", $"{Encoding.UTF8.GetByteCount(call.Body)}"))}\r\nHost: {Http.BaseAddress!.Authority}\r\nConnection: close\r\n\r\n";
        var answer = RawHttp.SendAsync(Http.BaseAddress, head + call.Body[..^1], [], default);
        while (await Task.WhenAny(answer, Task.Delay(100)) != answer)
            Time.Advance(TimeSpan.FromSeconds(5));
        return await answer;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Keys.DisposeAsync();
        Fal.Dispose();
        _folder.Dispose();
    }

    private async Task StartAsync()
    {
        Migrations.Run(Services.GetRequiredService<DatabaseOptions>(), Services.GetRequiredService<Database>());
        _personId = await Services.GetRequiredService<PeopleDb>().AddAsync("John", "Doe", CancellationToken.None);
        _loraId = (await Services.GetRequiredService<LoraDb>().AddAsync(
            new(_personId, "johndoe", 1, Shared: false, ObjectName: null, "https://models.example/1.safetensors"), CancellationToken.None))!.Value;
        _app.UseCommonHeaders();
        _app.UseErrorAnswers();
        _app.MapPost(Path, (HttpRequest request, FalWebhookApi webhook, CancellationToken cancellationToken) => webhook.ReceiveAsync(request, WakeAsync, cancellationToken));
        await _app.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    private Task WakeAsync(ImagePlan image, CancellationToken cancellationToken)
    {
        _woken.Enqueue(image);
        return Wake(cancellationToken);
    }
}
