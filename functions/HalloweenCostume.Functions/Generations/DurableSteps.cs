using HalloweenCostume.Fal;
using HalloweenCostume.Generations;
using Microsoft.DurableTask;

namespace HalloweenCostume.Functions.Generations;

/// <summary>How far a run is: the orchestration's custom status.</summary>
/// <param name="Submitted">How many of the images fal has, or had.</param>
/// <param name="Ended">How many need nothing more.</param>
public sealed record RunProgress(int Images, int Submitted, int Ended);

/// <summary>
/// The steps as activities. An activity that breaks for good ends its own image alone: <see cref="FinishAsync"/> closes what no step could.
/// </summary>
internal sealed class DurableSteps(TaskOrchestrationContext context, int images) : IGenerationSteps
{
    private static readonly TimeSpan _firstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan _turnPatience = TimeSpan.FromMinutes(10);

    // For steps that change nothing the second time. A submit is none of them: it may have been paid.
    private static readonly TaskOptions _again = TaskOptions.FromRetryPolicy(new RetryPolicy(20, TimeSpan.FromSeconds(2), 1.5, TimeSpan.FromSeconds(30)));

    private RunProgress _progress = new(images, 0, 0);

    public async Task<Submission?> SubmitAsync(ImagePlan image)
    {
        var submission = await TryAsync(() => SubmitInTurnAsync(image), null);
        Report(submission is null ? _progress with { Ended = _progress.Ended + 1 } : _progress with { Submitted = _progress.Submitted + 1 });
        return submission;
    }

    public async Task<WaitOutcome> WaitAsync(ImagePlan image, Submission submission)
    {
        var outcome = await TryAsync(() => WatchAsync(image, submission), WaitOutcome.Failed);
        if (outcome != WaitOutcome.Done)
            Report(_progress with { Ended = _progress.Ended + 1 });
        return outcome;
    }

    public async Task StoreAsync(ImagePlan image)
    {
        await TryAsync(() => context.CallActivityAsync<bool>(nameof(ImageActivities.StoreImage), image, _again), false);
        Report(_progress with { Ended = _progress.Ended + 1 });
    }

    public Task FinishAsync(GenerationPlan plan) => context.CallActivityAsync(nameof(ImageActivities.FinishGeneration), plan, _again);

    private async Task<Submission?> SubmitInTurnAsync(ImagePlan image)
    {
        var until = context.CurrentUtcDateTime + _turnPatience;
        var answer = await context.CallActivityAsync<SubmitAnswer>(nameof(ImageActivities.SubmitImage), image);
        while (answer.NoTurn && context.CurrentUtcDateTime < until)
        {
            await context.CreateTimer(_longestWait, CancellationToken.None);
            answer = await context.CallActivityAsync<SubmitAnswer>(nameof(ImageActivities.SubmitImage), image);
        }

        return answer.Submission;
    }

    // A call of fal's or a cancellation cuts the wait short; what it says is not believed, it is looked at.
    private async Task<WaitOutcome> WatchAsync(ImagePlan image, Submission submission)
    {
        var doubts = default(FalDoubts);
        var called = context.WaitForExternalEvent<string?>(GenerateImages.LookAt(image.ImageId));
        for (var wait = _firstWait; ; wait = wait * 1.5 < _longestWait ? wait * 1.5 : _longestWait)
        {
            using var awake = new CancellationTokenSource();
            var sleep = context.CreateTimer(Until(submission.Deadline, wait), awake.Token);
            if (await Task.WhenAny(called, sleep) == called)
            {
                // An orchestrator awaits nothing but its own tasks.
#pragma warning disable CA1849
                awake.Cancel();
#pragma warning restore CA1849
                called = context.WaitForExternalEvent<string?>(GenerateImages.LookAt(image.ImageId));
            }

            var check = await context.CallActivityAsync<ImageCheck>(nameof(ImageActivities.CheckImage), new CheckInput(image, doubts), _again);
            if (check.Outcome is { } outcome)
                return outcome;
            doubts = check.Doubts;
        }
    }

    private TimeSpan Until(DateTimeOffset deadline, TimeSpan wait)
    {
        var left = deadline - context.CurrentUtcDateTime;
        return left < _firstWait ? _firstWait : left < wait ? left : wait;
    }

    private static async Task<T> TryAsync<T>(Func<Task<T>> step, T otherwise)
    {
        try
        {
            return await step();
        }
        catch (TaskFailedException)
        {
            return otherwise;
        }
    }

    private void Report(RunProgress progress)
    {
        _progress = progress;
        context.SetCustomStatus(progress);
    }
}
