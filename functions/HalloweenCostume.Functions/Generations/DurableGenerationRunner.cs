using DurableTask.Core.Exceptions;
using Grpc.Core;
using HalloweenCostume.Generations;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Functions.Generations;

/// <summary>Starts orchestrations and wakes them. What cannot be started now is in the database, and <see cref="Timers"/> starts it.</summary>
internal sealed partial class DurableGenerationRunner(ImageDb images, RunningSteps running, ILogger<DurableGenerationRunner> logger) : IGenerationRunner
{
    private static readonly OrchestrationRuntimeStatus[] _running =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    private volatile DurableTaskClient? _client;

    /// <summary>The Functions host hands its client to functions only; it is one for all of them.</summary>
    public void Use(DurableTaskClient client) => _client = client;

    public async Task StartAsync(Guid generationId, int run, CancellationToken cancellationToken)
    {
        try
        {
            await TryStartAsync(generationId, run, cancellationToken);
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            LogNotStarted(exception, generationId);
        }
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

    private async Task TryStartAsync(Guid generationId, int run, CancellationToken cancellationToken)
    {
        if (images.Plan(generationId, run) is not { Images.Count: > 0 } plan)
            return;
        var id = GenerateImages.InstanceId(generationId, run);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The orchestration of image {ImageId} could not be told of the cancellation")]
    private partial void LogNotWoken(Exception exception, Guid imageId);
}
