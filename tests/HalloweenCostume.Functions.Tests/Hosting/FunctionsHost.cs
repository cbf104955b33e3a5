using System.Text.Json;
using DurableTask.Core;
using Grpc.Net.Client;
using HalloweenCostume.Functions.Tests.Hosting.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Functions.Tests.Hosting;

/// <summary>
/// A Functions host in miniature, around the product's worker as a process of its own: HTTP in front, gRPC to the worker, Durable's engine in
/// memory. The worker can be killed, stopped and started again; all else stays.
/// </summary>
internal sealed class FunctionsHost : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private readonly IReadOnlyDictionary<string, string?> _settings;
    private readonly WebApplication _server;
    private readonly WorkerService _workers;
    private readonly GrpcChannel _channel;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<WorkerProcess> _processes = [];
    private readonly DurableTriggers _triggers;
    private readonly Task _durable;
    private HttpFront? _front;

    private FunctionsHost(WebApplication server, HostJson json, IReadOnlyDictionary<string, string?> settings)
    {
        (_server, _settings) = (server, settings);
        _workers = server.Services.GetRequiredService<WorkerService>();
        _workers.Engine = new(server.Urls.First());
        _channel = GrpcChannel.ForAddress(_workers.Engine, new() { MaxReceiveMessageSize = null });
        _triggers = new(_workers, _channel, json.MaxOrchestrations, json.MaxActivities);
        _durable = _triggers.RunAsync(_stop.Token);
    }

    /// <summary>The API's.</summary>
    public Uri Address => _front!.Address;

    public WorkerProcess Worker => _processes[^1];

    /// <summary>What the workers told the host to log.</summary>
    public IReadOnlyCollection<RpcLog> Logs => _workers.Logs;

    /// <summary>What all the workers wrote to their own output.</summary>
    public string Output => string.Concat(_processes.Select(process => process.Output + process.Errors));

    /// <inheritdoc cref="DurableTriggers.Before"/>
    public Func<string, Task> Before
    {
        set => _triggers.Before = value;
    }

    /// <param name="settings">The worker's.</param>
    public static async Task<FunctionsHost> StartAsync(IReadOnlyDictionary<string, string?> settings)
    {
        var json = HostJson.Read(WorkerProcess.Folder);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2));
        var engine = new InMemoryOrchestrationService();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        builder.Services
            .AddSingleton<IOrchestrationService>(engine).AddSingleton<IOrchestrationServiceClient>(engine).AddSingleton<TaskHubGrpcServer>()
            .AddSingleton(new WorkerService { Folder = WorkerProcess.Folder });
        var server = builder.Build();
        server.MapGrpcService<TaskHubGrpcServer>();
        server.MapGrpcService<WorkerService>();
        await server.StartAsync();
        var host = new FunctionsHost(server, json, settings);
        try
        {
            var session = await host.StartWorkerAsync();
            host._front = await HttpFront.StartAsync(host._workers, session.Functions.Values, json.RoutePrefix, settings.ContainsKey("WEBSITE_SITE_NAME"));
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async Task<WorkerSession> StartWorkerAsync()
    {
        _workers.Forget();
        var worker = WorkerProcess.Start(_workers.Engine, _settings);
        _processes.Add(worker);
        using var patience = new CancellationTokenSource(_patience);
        var session = _workers.SessionAsync(patience.Token);
        if (await Task.WhenAny(session, worker.Exited) != session)
            throw new InvalidOperationException($"The worker ended with {await worker.Exited}:\n{worker.Errors}\n{worker.Output}");
        return await session;
    }

    /// <summary>As the Functions host stops a worker.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopWorkerAsync()
    {
        await (await _workers.SessionAsync(_stop.Token)).DrainAsync();
        return await Worker.TerminateAsync();
    }

    /// <summary>Lets a timer's function run, as if its time had come.</summary>
    public async Task FireAsync(string timer)
    {
        var session = await _workers.SessionAsync(_stop.Token);
        var function = session.Functions[timer];
        var request = new InvocationRequest();
        request.InputData.Add(new ParameterBinding { Name = function.Trigger.Name, Data = new() { Json = """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}""" } });
        var response = await session.InvokeAsync(function, request, CancellationToken.None).WaitAsync(_patience);
        Assert.True(response.Result.Status == StatusResult.Types.Status.Success, response.Result.Exception?.Message);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        await _stop.CancelAsync();
        await _durable;
        if (_front is not null)
            await _front.DisposeAsync();
        _triggers.Dispose();
        _channel.Dispose();
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
        _stop.Dispose();
    }

    /// <summary>What of <c>host.json</c> is the host's own.</summary>
    private sealed record HostJson(string RoutePrefix, int MaxOrchestrations, int MaxActivities)
    {
        public static HostJson Read(string folder)
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "host.json")));
            var extensions = json.RootElement.GetProperty("extensions");
            var durable = extensions.GetProperty("durableTask");
            return new(
                extensions.GetProperty("http").GetProperty("routePrefix").GetString()!,
                durable.GetProperty("maxConcurrentOrchestratorFunctions").GetInt32(), durable.GetProperty("maxConcurrentActivityFunctions").GetInt32());
        }
    }
}
