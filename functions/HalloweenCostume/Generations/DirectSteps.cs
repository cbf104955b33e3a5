using HalloweenCostume.Http;

namespace HalloweenCostume.Generations;

/// <summary>The steps as plain calls in this process.</summary>
/// <param name="cancelled">The generation was cancelled: nothing more is submitted or waited for.</param>
/// <param name="stopping">The process stops: everything ends where it is and is taken up at the next start.</param>
public sealed class DirectSteps(ImageWork work, GenerationOptions options, TimeProvider time, CancellationToken cancelled, CancellationToken stopping) : IGenerationSteps
{
    // A picture that was done just before its deadline still gets its time to be stored.
    private static readonly TimeSpan _storing = TimeSpan.FromMinutes(2);

    // Past its deadline it may have been done while nobody looked, or the clock was set: it is looked at once more.
    private static readonly TimeSpan _lastLook = TimeSpan.FromSeconds(5);

    public async Task<Submission?> SubmitAsync(ImagePlan image)
    {
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancelled, stopping);
        try
        {
            return await PersistAsync(image, () => work.SubmitAsync(image, any.Token), null, options.Deadline);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return null;
        }
    }

    public async Task<WaitOutcome> WaitAsync(ImagePlan image, Submission submission)
    {
        using var deadline = new CancellationTokenSource();
        var left = Left(submission);
        using var timer = time.CreateTimer(_ => deadline.Cancel(), null, left, Timeout.InfiniteTimeSpan);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancelled, stopping);
        try
        {
            return await PersistAsync(image, () => work.WatchAsync(image, any.Token), WaitOutcome.Failed, left);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            if (cancelled.IsCancellationRequested)
                return WaitOutcome.Cancelled;
            await work.TimeOutAsync(image, stopping);
            return WaitOutcome.TimedOut;
        }
    }

    public async Task StoreAsync(ImagePlan image)
    {
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancelled, stopping);
        try
        {
            await PersistAsync(image, async () =>
            {
                await work.StoreAsync(image, any.Token);
                return true;
            }, false, _storing);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // Nobody wants the picture any more.
        }
    }

    public Task FinishAsync(GenerationPlan plan) => work.FinishAsync(plan, stopping);

    // A clock that was set back makes nobody wait for longer than a whole deadline.
    private TimeSpan Left(Submission submission)
    {
        var left = submission.Deadline - time.GetUtcNow();
        return left > options.Deadline ? options.Deadline
            : left > _lastLook ? left
            : options.Deadline < _lastLook ? options.Deadline : _lastLook;
    }

    private async Task<T> PersistAsync<T>(ImagePlan image, Func<Task<T>> step, T otherwise, TimeSpan patience)
    {
        try
        {
            return await Patience.UntilAsync(step, patience, time, stopping);
        }
        catch (Exception exception) when (Problems.IsUnavailable(exception))
        {
            await work.GiveUpAsync(image, "The picture could not be stored: the disk is full or cannot be used. Run it again.", stopping);
            return otherwise;
        }
    }
}
