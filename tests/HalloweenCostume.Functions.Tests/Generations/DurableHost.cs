using System.Collections.Concurrent;
using DurableTask.Core;
using Grpc.Net.Client;
using HalloweenCostume.Data;
using HalloweenCostume.Functions.Generations;
using HalloweenCostume.Generations;
using HalloweenCostume.Local;
using HalloweenCostume.Local.Demo;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Local.Loras;
using HalloweenCostume.Local.Storage;
using HalloweenCostume.Loras;
using HalloweenCostume.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Functions.Tests.Generations;

/// <summary>
/// The orchestration and its activities under Durable's engine for tests, with the core, a database in a file and a fal that is a real HTTP server.
/// The process that does the work can be lost; the engine and what is on disk stay.
/// </summary>
internal sealed class DurableHost : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Dictionary<string, string?> _settings;
    private readonly WebApplication _engine;
    private readonly GrpcChannel _channel;
    private readonly ConcurrentQueue<string> _steps = new();
    private readonly List<ServiceProvider> _processes = [];
    private IHost? _worker;

    private DurableHost(FalEmulator fal, WebApplication engine, Dictionary<string, string?> settings)
    {
        (Fal, _engine) = (fal, engine);
        _settings = new()
        {
            ["DATA_DIR"] = _folder.Path,
            ["RUNNING_PER_KEY"] = "100",
            ["FAL_KEY"] = fal.Key,
            ["FAL_QUEUE_URL"] = fal.QueueUrl.AbsoluteUri,
            ["FAL_REST_URL"] = fal.RestUrl.AbsoluteUri,
            ["FAL_MEDIA_HOSTS"] = fal.MediaHost,
        };
        foreach (var (name, value) in settings)
            _settings[name] = value;
        _channel = GrpcChannel.ForAddress(engine.Urls.First());
    }

    public FalEmulator Fal { get; }

    public string Folder => _folder.Path;

    /// <summary>The activities that came to an end, by name.</summary>
    public IReadOnlyCollection<string> Steps => _steps;

    /// <summary>The activity after which, each time, the process is lost: its work is done, Durable has not heard of it and delivers it again to the next one.</summary>
    public string? LostAfter { get; set; }

    /// <summary>How often Durable delivers each activity to the same process.</summary>
    public int Deliveries { get; set; } = 1;

    public DurableTaskClient Client => _worker!.Services.GetRequiredService<DurableTaskClient>();

    public DurableGenerationRunner Runner => Service<DurableGenerationRunner>();

    public T Service<T>()
        where T : notnull => _processes[^1].GetRequiredService<T>();

    public static async Task<DurableHost> StartAsync(FalEmulatorOptions? fal = null, Dictionary<string, string?>? settings = null)
    {
        var emulator = await FalEmulator.StartAsync(fal ?? new() { RunTime = TimeRange.Milliseconds(20, 40), Concurrency = 100 }, null, null, CancellationToken.None);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2));
        var service = new InMemoryOrchestrationService();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<IOrchestrationService>(service).AddSingleton<IOrchestrationServiceClient>(service).AddSingleton<TaskHubGrpcServer>();
        var engine = builder.Build();
        engine.MapGrpcService<TaskHubGrpcServer>();
        await engine.StartAsync();
        var host = new DurableHost(emulator, engine, settings ?? []);
        await host.ConnectAsync();
        host.StartProcess();
        Migrations.Run(host.Service<DatabaseOptions>(), host.Service<Database>());
        await host.Service<DemoData>().AddAsync(CancellationToken.None);
        return host;
    }

    private void StartProcess()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(_settings).Build();
        var services = new ServiceCollection();
        services.AddLogging(HostLog.AddTo);
        services.AddSingleton<IHostApplicationLifetime>(_engine.Lifetime);
        services.AddHalloweenCostume(configuration, demo: false, open: true);
        services
            .AddFolder(new FolderOptions(_folder.Path))
            .AddSingleton<DemoData>()
            .AddSingleton<HalloweenCostume.Fal.FalStorage>()
            .AddSingleton<ILoraUrls, FalStorageLoraUrls>()
            .AddSingleton<RunningSteps>()
            .AddSingleton<ImageActivities>()
            .AddSingleton<DurableGenerationRunner>();
        _processes.Add(services.BuildServiceProvider());
        Runner.Use(Client);
    }

    private async Task ConnectAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddDurableTaskWorker(worker => worker.UseGrpc(_channel).AddTasks(Register));
        builder.Services.AddDurableTaskClient(client =>
        {
            client.UseGrpc(_channel);
            client.RegisterDirectly();
        });
        _worker = builder.Build();
        await _worker.StartAsync();
    }

    /// <summary>Writes a generation down and starts its orchestration.</summary>
    /// <param name="prompt">The faults go by it.</param>
    public async Task<Guid> GenerateAsync(int count, string prompt = "johndoe as a ghost")
    {
        var run = await AcceptAsync(count, prompt);
        await Runner.StartAsync(run, CancellationToken.None);
        return run.GenerationId;
    }

    /// <summary>Writes a generation down, no more.</summary>
    public async Task<GenerationRun> AcceptAsync(int count, string prompt = "johndoe as a ghost", long personId = 1, long? keyId = null)
    {
        var added = await Service<GenerationDb>().AddAsync(
            new(personId, LoraId: 1, prompt, [.. Enumerable.Range(1, count).Select(seed => (long)seed)], null, "-", keyId), CancellationToken.None);
        return added.Run!;
    }

    public GenerationRow Find(Guid id) => Service<GenerationDb>().Find(id)!;

    public async Task<GenerationRow> EndedAsync(Guid id)
    {
        await Eventually.HoldsAsync(() => Find(id).Ended, 60);
        return Find(id);
    }

    /// <summary>Waits until Durable has nothing to do for it any more.</summary>
    public async Task<OrchestrationMetadata> CompletedAsync(Guid id, int run = 1)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var instance = await Client.WaitForInstanceCompletionAsync(GenerateImages.InstanceId(id, run), getInputsAndOutputs: true, patience.Token);
        Assert.True(instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed, instance.FailureDetails?.ToString());
        return instance;
    }

    public async ValueTask DisposeAsync()
    {
        await _worker!.StopAsync();
        _worker.Dispose();
        foreach (var process in _processes)
            await process.DisposeAsync();
        _channel.Dispose();
        await _engine.DisposeAsync();
        await Fal.DisposeAsync();
        _folder.Dispose();
    }

    private void Register(DurableTaskRegistry tasks)
    {
        tasks.AddOrchestratorFunc<GenerationPlan>(nameof(GenerateImages), (context, _) => GenerateImages.RunAsync(context));
        tasks.AddActivityFunc<ImagePlan, SubmitAnswer>(nameof(ImageActivities.SubmitImage), (_, image) => DoAsync(nameof(ImageActivities.SubmitImage), steps => steps.SubmitImage(image)));
        tasks.AddActivityFunc<CheckInput, ImageCheck>(nameof(ImageActivities.CheckImage), (_, input) => DoAsync(nameof(ImageActivities.CheckImage), steps => steps.CheckImage(input)));
        tasks.AddActivityFunc<ImagePlan, bool>(nameof(ImageActivities.StoreImage), (_, image) => DoAsync(nameof(ImageActivities.StoreImage), steps => steps.StoreImage(image)));
        tasks.AddActivityFunc<GenerationPlan, bool>(nameof(ImageActivities.FinishGeneration), (_, plan) => DoAsync(nameof(ImageActivities.FinishGeneration), async steps =>
        {
            await steps.FinishGeneration(plan, Client);
            return true;
        }));
    }

    private async Task<T> DoAsync<T>(string name, Func<ImageActivities, Task<T>> step)
    {
        var result = await step(Service<ImageActivities>());
        for (var delivery = 2; delivery <= Deliveries; delivery++)
            result = await step(Service<ImageActivities>());
        if (name == LostAfter)
        {
            lock (_processes)
                StartProcess();
            result = await step(Service<ImageActivities>());
        }

        _steps.Enqueue(name);
        return result;
    }
}
