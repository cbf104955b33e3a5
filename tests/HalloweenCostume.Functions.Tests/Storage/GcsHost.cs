using HalloweenCostume.Functions.Storage;
using HalloweenCostume.Generations;
using HalloweenCostume.Loras;
using HalloweenCostume.Settings;
using HalloweenCostume.Storage;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Functions.Tests.Storage;

/// <summary>The store as the Azure host has it, before a server of its own.</summary>
internal sealed class GcsHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly LogCapture _log = new();
    private readonly string _scratch = Path.Combine(Path.GetTempPath(), $"gcs-{Guid.NewGuid():N}");

    private GcsHost(GcsServer server, MovedTime time, IReadOnlyDictionary<string, string?> settings, TimeSpan patience)
    {
        (Server, Time) = (server, time);
        var reader = Reader(settings);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_log));
        services
            .AddSingleton<TimeProvider>(time)
            .AddSingleton(new GcsTimeouts { FirstPause = TimeSpan.FromMilliseconds(5), LongestPause = TimeSpan.FromMilliseconds(20), Try = patience })
            .AddSingleton(new ScratchOptions(_scratch))
            .AddSingleton(StorageOptions.From(reader))
            .AddSingleton(GenerationOptions.From(reader))
            .AddGoogleStorage(reader);
        reader.ThrowIfRefused();
        _services = services.BuildServiceProvider();
    }

    public GcsServer Server { get; }

    public MovedTime Time { get; }

    /// <summary>A browser, or fal: anybody who was given a URL.</summary>
    public HttpClient Http { get; } = new();

    public IObjectStore Store => _services.GetRequiredService<IObjectStore>();

    public ILoraUrls LoraUrls => _services.GetRequiredService<ILoraUrls>();

    public string Log => _log.Text;

    /// <summary>How many files of uploads lie about.</summary>
    public int Scraps => Directory.Exists(_scratch) ? Directory.GetFiles(_scratch).Length : 0;

    public IHostedService WarmUp => _services.GetServices<IHostedService>().OfType<GcsWarmUp>().Single();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <param name="credentials">False: an emulator, and nobody's.</param>
    public static async Task<GcsHost> StartAsync(bool credentials = true, double patienceSeconds = 30, params (string Name, string Value)[] more)
    {
        var time = new MovedTime();
        var server = await GcsServer.StartAsync(time, asksWho: credentials);
        var settings = credentials ? server.Settings() : new() { ["STORAGE_EMULATOR_HOST"] = server.Address.Authority };
        foreach (var (name, value) in more)
            settings[name] = value;
        return new(server, time, settings, TimeSpan.FromSeconds(patienceSeconds));
    }

    public static SettingsReader Reader(IReadOnlyDictionary<string, string?> settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _services.DisposeAsync();
        await Server.DisposeAsync();
        if (Directory.Exists(_scratch))
            Directory.Delete(_scratch, recursive: true);
    }
}
