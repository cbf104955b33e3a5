using HalloweenCostume.Functions.Generations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Functions;

/// <summary>What is done by the clock. A tick that fails is logged by the host, and the next one does its work.</summary>
internal sealed partial class Timers(DurableGenerationRunner runner, Housekeeping housekeeping, TimeProvider time, ILogger<Timers> logger)
{
    private static readonly TimeSpan _historyLifetime = TimeSpan.FromDays(7);

    /// <summary>Starts generations that have no orchestration although it is their turn: a process died between the two, or Durable's storage was away.</summary>
    [Function(nameof(StartAccepted))]
    public async Task StartAccepted([TimerTrigger("15 * * * * *", UseMonitor = false)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        runner.Use(client);
        await runner.StartAllAsync(cancellationToken);
    }

    /// <summary>Pictures deleted more than 7 days ago lose their objects.</summary>
    [Function(nameof(KeepHouse))]
    public Task KeepHouse([TimerTrigger("0 30 * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) => housekeeping.RunAsync(cancellationToken);

    [Function(nameof(PurgeHistory))]
    public async Task PurgeHistory([TimerTrigger("0 45 3 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var purged = await client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(
                // The Functions host fails over a filter without a beginning.
                CreatedFrom: DateTimeOffset.UnixEpoch,
                CreatedTo: time.GetUtcNow() - _historyLifetime,
                Statuses: [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated]),
            cancellationToken);
        LogPurged(purged.PurgedInstanceCount);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Purged the history of {Count} orchestrations")]
    private partial void LogPurged(int count);
}
