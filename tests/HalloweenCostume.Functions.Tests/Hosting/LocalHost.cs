using HalloweenCostume.Data;
using HalloweenCostume.Functions.Storage;
using HalloweenCostume.Functions.Tests.Data;
using HalloweenCostume.Functions.Tests.Hosting;
using HalloweenCostume.Functions.Tests.Storage;
using HalloweenCostume.Local.Demo;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Tests.Hosting;

/// <summary>
/// What the shared tests call the local host is here the Azure host: its worker under a Functions host, with a storage account, a bucket and
/// a fal that are real servers.
/// </summary>
internal sealed class LocalHost : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<ServiceProvider> _operators = [];
    private readonly Dictionary<string, string?> _settings;
    private FunctionsHost? _functions;

    private LocalHost(FalEmulator fal, GcsServer store, string account, IReadOnlyDictionary<string, string?>? settings)
    {
        (Fal, Store, AccountConnection) = (fal, store, account);
        Folder = new(_folder.Path, store.Buckets);
        _settings = new(store.Settings())
        {
            ["ACCESS"] = "open",
            ["AzureWebJobsStorage"] = account,
            ["DATA_DIR"] = _folder.Path,
            ["TMPDIR"] = Directory.CreateDirectory(_folder.Below("tmp")).FullName,
            // Tests of the rate and of turns say so.
            ["RATE_IMAGES_PER_HOUR"] = "100000",
            ["RATE_IMAGES_PER_DAY"] = "100000",
            ["RUNNING_PER_KEY"] = "100",
            ["FAL_KEY"] = fal.Key,
            ["FAL_QUEUE_URL"] = fal.QueueUrl.AbsoluteUri,
            ["FAL_REST_URL"] = fal.RestUrl.AbsoluteUri,
            ["FAL_MEDIA_HOSTS"] = fal.MediaHost,
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
            _settings[name] = value;
    }

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(100) };

    public FalEmulator Fal { get; }

    public GcsServer Store { get; }

    public HostFolder Folder { get; }

    /// <summary>Of the storage account that the worker's lease is in.</summary>
    public string AccountConnection { get; }

    public TimeProvider Time { get; } = TimeProvider.System;

    public FunctionsHost Functions => _functions!;

    /// <summary>Where fal reads models.</summary>
    public Uri LoraAddress => Store.Address;

    /// <summary>The product's own classes in this process, beside the worker's, over the same database and bucket.</summary>
    public IServiceProvider Services => _operators.Count > 0 && _operators[^1].GetRequiredService<DatabaseOptions>().Path == Folder.Database ? _operators[^1] : Operator(Folder.Database);

    public static async Task<LocalHost> StartAsync(FalEmulatorOptions? fal = null, IReadOnlyDictionary<string, string?>? settings = null, bool samples = true)
    {
        var account = await Azurite.TakeAccountAsync();
        var store = await GcsServer.StartAsync();
        fal ??= new() { RunTime = TimeRange.Milliseconds(20, 40), Concurrency = 100 };
        var emulator = await FalEmulator.StartAsync(fal with { Key = fal.Key ?? TestKeys.Fal }, null, null, CancellationToken.None);
        var host = new LocalHost(emulator, store, account, settings);
        try
        {
            if (samples)
                await host.Services.GetRequiredService<DemoData>().AddAsync(CancellationToken.None);
            host._functions = await FunctionsHost.StartAsync(host._settings);
            host.Http.BaseAddress = host.Functions.Address;
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_functions is not null)
            await _functions.DisposeAsync();
        foreach (var services in _operators)
            await services.DisposeAsync();
        await Fal.DisposeAsync();
        await Store.DisposeAsync();
        _folder.Dispose();
    }

    private ServiceProvider Operator(string database)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(_settings)
        {
            ["DATABASE_PATH"] = database, ["SQLITE_JOURNAL_MODE"] = "DELETE",
        }).Build();
        var settings = new SettingsReader(configuration);
        var services = new ServiceCollection()
            .AddLogging(logging => HostLog.AddTo(logging.ClearProviders()))
            .AddHalloweenCostume(configuration, demo: false, open: true)
            .AddGoogleStorage(settings)
            .AddSingleton<DemoData>()
            .BuildServiceProvider();
        Migrations.Run(services.GetRequiredService<DatabaseOptions>(), services.GetRequiredService<Database>());
        _operators.Add(services);
        return services;
    }
}
