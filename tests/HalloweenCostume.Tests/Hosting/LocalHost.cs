using HalloweenCostume.Local;
using HalloweenCostume.Local.Demo.Fal;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Tests.Hosting;

/// <summary>The local host in this process, on a real port, with a folder of its own and a fal that is a real HTTP server.</summary>
internal sealed class LocalHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TestFolder? _folder;

    private LocalHost(WebApplication app, FalEmulator fal, string folder, TestFolder? owned, ShiftedTime time)
    {
        _app = app;
        _folder = owned;
        (Fal, Folder, Time) = (fal, folder, time);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Http { get; }

    public FalEmulator Fal { get; }

    public string Folder { get; }

    public ShiftedTime Time { get; }

    /// <summary>Where fal reads models.</summary>
    public Uri LoraAddress => Fal.RestUrl;

    public IServiceProvider Services => _app.Services;

    /// <param name="fal">How the emulator behaves; by default quick, with room for all pictures at once.</param>
    /// <param name="settings">The product's own settings, over those that lead to the emulator.</param>
    /// <param name="folder">Of an earlier host, to go on with its data.</param>
    /// <param name="samples">Whether the demo's people and models are there: 1 John (model 1), 2 Jane (2), 3 a shared one (3).</param>
    public static async Task<LocalHost> StartAsync(
        FalEmulatorOptions? fal = null, IReadOnlyDictionary<string, string?>? settings = null, string? folder = null, bool samples = true,
        Action<IServiceCollection>? configure = null)
    {
        var owned = folder is null ? new TestFolder() : null;
        fal ??= new() { RunTime = TimeRange.Milliseconds(20, 40), Concurrency = 100 };
        var emulator = await FalEmulator.StartAsync(fal with { Key = fal.Key ?? TestKeys.Fal }, null, null, CancellationToken.None);
        var all = new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["DATA_DIR"] = folder ?? owned!.Path,
            // Tests of the rate and of turns say so.
            ["RATE_IMAGES_PER_HOUR"] = "100000",
            ["RATE_IMAGES_PER_DAY"] = "100000",
            ["RUNNING_PER_KEY"] = "100",
            // Nobody waits for what a test leaves behind.
            ["STOP_SECONDS"] = "0",
            // And a copy that comes up after some seconds is no draft that was forgotten. Tests of the schedule set it.
            ["BACKUP_HOURS"] = "0",
            ["FAL_KEY"] = emulator.Key,
            ["FAL_QUEUE_URL"] = emulator.QueueUrl.AbsoluteUri,
            ["FAL_REST_URL"] = emulator.RestUrl.AbsoluteUri,
            ["FAL_MEDIA_HOSTS"] = emulator.MediaHost,
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
            all[name] = value;
        var time = new ShiftedTime();
        var app = await LocalApp.BuildAsync(all, services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
            services.AddLogging(logging => HostLog.AddTo(logging.ClearProviders()));
            configure?.Invoke(services);
        });
        if (samples)
            await app.Services.GetRequiredService<HalloweenCostume.Local.Demo.DemoData>().AddAsync(CancellationToken.None);
        await app.StartAsync();
        return new(app, emulator, folder ?? owned!.Path, owned, time);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Fal.DisposeAsync();
        _folder?.Dispose();
    }
}
