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
        var mine = Volatile.Read(ref _session);
        mine.SetResult(session);
        try
        {
            await session.ListenAsync();
        }
        finally
        {
            Forget(mine);
        }
    }

    /// <summary>Waits for another worker, also when the end of the one before has not come through yet.</summary>
    public void Forget() => Forget(Volatile.Read(ref _session));

    private void Forget(TaskCompletionSource<WorkerSession> session)
    {
        if (session.Task.IsCompleted)
            Interlocked.CompareExchange(ref _session, new(TaskCreationOptions.RunContinuationsAsynchronously), session);
    }

    private void Keep(RpcLog log)
    {
        _logs.Enqueue(log);
        HostLog.Add($"{log.Level} {log.Category}: {log.Message} {log.Exception?.Message} {log.Exception?.StackTrace}");
    }
}
