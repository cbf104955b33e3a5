using System.Collections.Concurrent;
using Grpc.Core;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Functions.Tests.Hosting.Rpc;

/// <summary>What workers connect to; one at a time.</summary>
internal sealed class WorkerService : FunctionRpc.FunctionRpcBase
{
    private readonly ConcurrentQueue<RpcLog> _logs = new();
    private TaskCompletionSource<WorkerSession> _session = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public required string Folder { get; init; }

    public Uri Engine { get; set; } = null!;

    public IReadOnlyCollection<RpcLog> Logs => _logs;

    /// <summary>The worker's, once it has loaded its functions.</summary>
    public Task<WorkerSession> SessionAsync(CancellationToken cancellationToken) => Volatile.Read(ref _session).Task.WaitAsync(cancellationToken);

    public override async Task EventStream(IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        using var session = new WorkerSession(requestStream, responseStream, Folder, Engine, Keep);
        await session.OpenAsync();
        _session.SetResult(session);
        try
        {
            await session.ListenAsync();
        }
        finally
        {
            Volatile.Write(ref _session, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    private void Keep(RpcLog log)
    {
        _logs.Enqueue(log);
        HostLog.Add($"{log.Level} {log.Category}: {log.Message} {log.Exception?.Message} {log.Exception?.StackTrace}");
    }
}
