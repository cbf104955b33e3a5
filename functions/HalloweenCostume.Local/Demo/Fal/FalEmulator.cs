using HalloweenCostume.Local.Demo.Fal.Files;
using HalloweenCostume.Local.Demo.Fal.Model;
using HalloweenCostume.Local.Demo.Fal.Queue;
using Microsoft.Extensions.Logging.Abstractions;

namespace HalloweenCostume.Local.Demo.Fal;

/// <summary>
/// fal's queue, storage and media hosts in one HTTP server on 127.0.0.1, with <c>fal-ai/flux-lora</c> behind it that draws instead of generating.
/// It has no other application, and it takes the address of a webhook and never calls it: as if each of those calls got lost.
/// </summary>
internal sealed class FalEmulator : IAsyncDisposable
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private readonly FalEmulatorOptions _options;
    private readonly TimeProvider _time;
    private readonly FalAddress _address = new();
    private readonly StateFolder _state;
    private readonly FileStore _files;
    private readonly UploadStore _uploads;
    private readonly RemoteFiles _remote;
    private readonly FluxLora _model;
    private readonly RequestStore _store;
    private readonly RequestQueue _queue;
    private readonly FalServer _server;
    private ITimer? _sweeper;
    private bool _disposed;

    private FalEmulator(FalEmulatorOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time, _state) = (options, time, new StateFolder(options.StateFolder));
        var dice = new Dice(options.Seed);
        _files = new FileStore(_state.Subfolder("files"), time);
        _uploads = new UploadStore(_state.Subfolder("uploads"));
        _remote = new RemoteFiles(_files, time);
        _model = new FluxLora(options, _files, _address, dice, time);
        var runner = new RequestRunner(options, _model, new LoraCache(_remote), _remote, dice, time);
        _store = new RequestStore(_state.Subfolder("requests"));
        _queue = new RequestQueue(options, _store, runner, dice, time, logger);
        Journal = new FalJournal(() => _store.All.Select(request => request.Record));
        _server = new FalServer(options.Key, Journal, time, logger);
    }

    public Uri QueueUrl => new(_address.Origin);

    /// <summary>The upload API's base; on the same listener, its paths being its own.</summary>
    public Uri RestUrl => new(_address.Origin);

    /// <summary>The host, with its port, that files are served from.</summary>
    public string MediaHost => _address.Host;

    public string StateFolder => _state.Path;

    /// <summary>A key that is accepted.</summary>
    public string Key => _options.Key ?? "demo";

    public FalFaults Faults => _options.Faults;

    public FalJournal Journal { get; }

    /// <exception cref="IOException">The asked port, or the state folder, is another process's.</exception>
    public static async Task<FalEmulator> StartAsync(FalEmulatorOptions options, TimeProvider? timeProvider, ILoggerFactory? loggerFactory, CancellationToken cancellationToken)
    {
        var emulator = new FalEmulator(options, timeProvider ?? TimeProvider.System, (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<FalEmulator>());
        try
        {
            await emulator.StartAsync(cancellationToken);
            return emulator;
        }
        catch
        {
            await emulator.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        if (_sweeper is not null)
            await _sweeper.DisposeAsync();
        await _server.DisposeAsync();
        await _queue.DisposeAsync();
        _model.Dispose();
        _remote.Dispose();
        _state.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var former = _state.Port;
        _files.RemoveLeftovers();
        Sweep();
        _address.Port = await BindAsync(former, cancellationToken);
        _state.Port = _address.Port;
        _store.MoveResults(FalAddress.OriginOf(former), _address.Origin);
        _queue.Start();
        _sweeper = _time.CreateTimer(_ => Sweep(), null, SweepEvery, SweepEvery);
    }

    private async Task<int> BindAsync(int former, CancellationToken cancellationToken)
    {
        if (_options.Port != 0 || former == 0)
            return await _server.ListenAsync(_options.Port, Map, cancellationToken);
        try
        {
            return await _server.ListenAsync(former, Map, cancellationToken);
        }
        catch (IOException)
        {
            return await _server.ListenAsync(0, Map, cancellationToken);
        }
    }

    private void Sweep()
    {
        var now = _time.GetUtcNow();
        _files.Sweep(now);
        _uploads.Sweep(now);
        _store.Sweep(now);
    }

    private void Map(IEndpointRouteBuilder routes) => FalRoutes.Map(routes, _server, new FalRoutes.Parts(_store, _queue, _files, _uploads, _address, Faults, _time));
}
