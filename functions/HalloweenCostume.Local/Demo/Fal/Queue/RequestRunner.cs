using System.Text.Json.Nodes;
using HalloweenCostume.Local.Demo.Fal.Model;

namespace HalloweenCostume.Local.Demo.Fal.Queue;

/// <summary>Runs one request for as long as a drawn run time says, however fast the drawing was.</summary>
internal sealed class RequestRunner(FalEmulatorOptions options, FluxLora model, LoraCache loras, RemoteFiles remote, Dice dice, TimeProvider time)
{
    /// <returns>Null when the request goes back to the queue.</returns>
    public async Task<FalOutcome?> RunAsync(QueueRequest request, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var runTime = options.RunTime.Draw(dice);
        var fault = options.Faults.Strike(FalFaultStage.Request, request.Submitted.Moment);
        if (fault == FalFault.RequestNeverFinishes)
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        if (fault == FalFault.RequestRequeued)
        {
            await Task.Delay(runTime / 2, time, cancellationToken);
            return null;
        }

        var input = FluxLoraInput.Read(request.Submitted.Input, request.Submitted.Subpath, out _);
        var prepared = await PrepareAsync(input, fault, cancellationToken);
        if (prepared.Cold)
            runTime += options.ColdStart;
        Log(request, prepared.Cold ? "Downloaded the LoRA's weights." : "Weights are loaded.");
        var outcome = prepared.Failure ?? fault switch
        {
            FalFault.RequestFails => FalOutcome.RunnerError(),
            FalFault.RequestBlocked => FalOutcome.ModelError(
                "content_policy_violation",
                "The content could not be processed because it contained material flagged by a content checker.",
                ["body", "prompt"],
                new JsonObject { ["prompt"] = input.Prompt }),
            _ => await model.GenerateAsync(request.Submitted, input, prepared.PersonName, flagged: fault == FalFault.RequestNsfw && input.SafetyChecker, runTime, cancellationToken),
        };
        await WaitUntilAsync(start, runTime, cancellationToken);
        return outcome;
    }

    /// <summary>A delay is cut to whole milliseconds and may end some early; a run time is never shorter than drawn.</summary>
    private async Task WaitUntilAsync(long start, TimeSpan runTime, CancellationToken cancellationToken)
    {
        for (TimeSpan left; (left = runTime - time.GetElapsedTime(start)) > TimeSpan.Zero;)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), time, cancellationToken);
    }

    private async Task<LoraUse> PrepareAsync(FluxLoraInput input, FalFault? fault, CancellationToken cancellationToken)
    {
        var all = new LoraUse(null, Cold: false, Failure: null);
        for (var i = 0; i < input.LoraPaths.Count && all.Failure is null; i++)
        {
            var use = fault == FalFault.RequestLoraFails ? LoraUse.NotDownloaded(input.LoraPaths[i]) : await loras.UseAsync(input.LoraPaths[i], cancellationToken);
            all = new LoraUse(all.PersonName ?? use.PersonName, all.Cold || use.Cold, use.Failure);
        }
        if (all.Failure is null && input.ImageUrl is { } image && !await remote.CanReadAsync(image, cancellationToken))
            all = all with { Failure = FalOutcome.ModelError("image_load_error", "Failed to load the image.", ["body", "image_url"], image) };
        return all;
    }

    private void Log(QueueRequest request, string message)
    {
        var line = new LogLine(time.GetUtcNow(), message);
        request.TryChange(state => state with { Logs = state.Logs.Add(line) });
    }
}
