using System.Collections.Concurrent;
using DurableTask.Core.Exceptions;
using Grpc.Core;
using HalloweenCostume.Access;
using HalloweenCostume.Data;
using HalloweenCostume.Generations;
using HalloweenCostume.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Functions.Generations;

/// <summary>
/// Starts orchestrations in fair turns, and wakes them. Whose turn it is stands in the database, so it is known to whoever takes over; what cannot be started
/// now is started by <see cref="Timers"/>.
/// </summary>
internal sealed partial class DurableGenerationRunner(
    GenerationDb generations, ImageDb images, AccessOptions access, RunningSteps running, ILogger<DurableGenerationRunner> logger) : IGenerationRunner
{
    private static readonly OrchestrationRuntimeStatus[] _running =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    // What this process has started: Durable need not be asked about each of them whenever another one begins.
    private readonly ConcurrentDictionary<GenerationRun, byte> _started = new();

    private volatile DurableTaskClient? _client;

    /// <summary>The Functions host hands its client to functions only; it is one for all of them.</summary>
    public void Use(DurableTaskClient client) => _client = client;

    /// <inheritdoc/>
    /// <remarks>The run is in the database: its turn comes by itself.</remarks>
    public Task StartAsync(GenerationRun run, CancellationToken cancellationToken) => StartNextAsync(cancellationToken);

    /// <summary>Starts what has its turn and was not started by this process.</summary>
    public async Task StartNextAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<GenerationRun> turns;
        try
        {
            turns = await generations.TakeTurnsAsync(access.RunningPerKey, cancellationToken);
        }
        catch (Exception exception) when (exception is NotOurTurnException || Problems.IsUnavailable(exception))
        {
            LogNoTurns(exception);
            return;
        }

        foreach (var ended in _started.Keys.Except(turns))
            _started.TryRemove(ended, out _);
        await Task.WhenAll(turns.Where(run => _started.TryAdd(run, 0)).Select(run => TryStartAsync(run, cancellationToken)));
    }

    /// <summary>The same, and what was started before and Durable does not know.</summary>
    public Task StartAllAsync(CancellationToken cancellationToken)
    {
        _started.Clear();
        return StartNextAsync(cancellationToken);
    }

    public async Task StopAsync(Guid generationId, CancellationToken cancellationToken)
    {
        await running.StopAsync(generationId, cancellationToken);
        await Task.WhenAll(images.Cancelled(generationId).Select(async image =>
        {
            try
            {
                await WakeAsync(image, cancellationToken);
            }
            catch (Exception exception) when (exception is RpcException or InvalidOperationException)
            {
                // It finds out at its next look.
                LogNotWoken(exception, image.ImageId);
            }
        }));
        await StartNextAsync(cancellationToken);
    }

    /// <summary>Lets the image's orchestration look at fal at once.</summary>
    public async Task WakeAsync(ImagePlan image, CancellationToken cancellationToken)
    {
        try
        {
            await Client.RaiseEventAsync(GenerateImages.InstanceId(image.GenerationId, image.Run), GenerateImages.LookAt(image.ImageId), null, cancellationToken);
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition)
        {
            // It has ended, or waits to be started: then it looks by itself.
        }
    }

    private DurableTaskClient Client => _client ?? throw new InvalidOperationException("No function has handed over its Durable client.");

    private async Task TryStartAsync(GenerationRun run, CancellationToken cancellationToken)
    {
        var started = false;
        try
        {
            await ScheduleAsync(run, cancellationToken);
            started = true;
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            LogNotStarted(exception, run.GenerationId);
        }
        finally
        {
            if (!started)
                _started.TryRemove(run, out _);
        }
    }

    private async Task ScheduleAsync(GenerationRun run, CancellationToken cancellationToken)
    {
        if (images.Plan(run.GenerationId, run.Run) is not { Images.Count: > 0 } plan)
            return;
        var id = GenerateImages.InstanceId(run.GenerationId, run.Run);
        // Completed with images still open was none of ours: the last step closes them.
        if (await Client.GetInstanceAsync(id, getInputsAndOutputs: false, cancellationToken) is { } known && _running.Contains(known.RuntimeStatus))
            return;
        try
        {
            await Client.ScheduleNewOrchestrationInstanceAsync(nameof(GenerateImages), plan, new StartOrchestrationOptions(id).WithDedupeStatuses(_running), cancellationToken);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // Another call was first.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The run of generation {GenerationId} could not be started; the timer tries again within a minute")]
    private partial void LogNotStarted(Exception exception, Guid generationId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Whose turn it is could not be found out; the timer tries again within a minute")]
    private partial void LogNoTurns(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The orchestration of image {ImageId} could not be told of the cancellation")]
    private partial void LogNotWoken(Exception exception, Guid imageId);
}
