using System.Collections.Concurrent;
using HalloweenCostume.Data;
using HalloweenCostume.Fal;
using HalloweenCostume.Loras;
using HalloweenCostume.Pictures;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Generations;

/// <summary>
/// What the steps of the workflow do, for both hosts. What goes wrong at fal ends the image with a reason;
/// what goes wrong here (<see cref="Http.Problems.IsUnavailable"/>) is thrown, for another try may help.
/// </summary>
public sealed partial class ImageWork(
    ImageDb images, LoraDb loras, ILoraUrls loraUrls, FalClient fal, FalWatch watch, PictureKeeper pictures, GenerationOptions options, TimeProvider time, ILogger<ImageWork> logger)
{
    // What fal accepted and the database has not yet taken: a run that broke over that must not submit again.
    private readonly ConcurrentDictionary<ImagePlan, (FalRequest Request, DateTimeOffset Deadline, long AcceptedAt)> _unwritten = new();

    public async Task<Submission?> SubmitAsync(ImagePlan image, CancellationToken cancellationToken)
    {
        if (_unwritten.ContainsKey(image))
            return await WriteDownAsync(image);
        if (images.Find(image) is not { Ended: false } task)
            return null;
        if (task is { Submitted: { } known, Deadline: { } knownDeadline })
            return new(known.RequestId, knownDeadline);
        if (loras.Weights(task.LoraId) is not { } lora)
            return await FailAsync<Submission?>(image, ImageStatus.Failed, "The model is gone.", free: true, null, cancellationToken);
        try
        {
            var url = await loraUrls.GetAsync(lora, cancellationToken);
            // The upload may have taken its time: somebody may have cancelled since.
            if (images.Find(image) is not { Ended: false })
                return null;
            var input = FalInput.Portrait(Prompts.WithTrigger(task.Prompt, lora.TriggerWord), task.Seed, url, lora.Scale);
            var request = await fal.SubmitAsync(input, $"lora-{lora.Id}", options.Deadline, cancellationToken);
            _unwritten[image] = (request, time.GetUtcNow() + options.Deadline, time.GetTimestamp());
        }
        catch (FalException exception)
        {
            // What fal says of the account is logged once for all pictures.
            if (exception.Failure != FalFailure.Account)
                LogSubmitFailed(image.ImageId, exception.Message);
            // Of a submit whose answer was lost nobody knows whether it is paid.
            return await FailAsync<Submission?>(image, StatusOf(exception), exception.Reason, free: exception.Status is not null, null, cancellationToken);
        }
        catch (FileNotFoundException)
        {
            return await FailAsync<Submission?>(image, ImageStatus.Failed, "The model's file is missing: it must be added anew.", free: true, null, cancellationToken);
        }

        return await WriteDownAsync(image);
    }

    /// <summary>Waits for fal by its stream and by polling. The deadline is the caller's.</summary>
    public async Task<WaitOutcome> WatchAsync(ImagePlan image, CancellationToken cancellationToken)
    {
        if (images.Find(image) is not { Ended: false, Submitted: { } request } task)
            return WaitOutcome.Cancelled;
        try
        {
            FalStatus shown = new(task.Status == ImageStatus.Running ? FalState.Running : FalState.Queued, request.QueuePosition);
            await foreach (var status in watch.WatchAsync(request, cancellationToken))
            {
                if (status.State == FalState.Finished)
                    return WaitOutcome.Done;
                if (status != shown && !await ShowAsync(image, status, cancellationToken))
                    return WaitOutcome.Cancelled;
                shown = status;
            }

            return WaitOutcome.Done;
        }
        catch (FalException exception)
        {
            if (exception.Failure != FalFailure.Account)
                LogWaitFailed(image.ImageId, exception.Message);
            return await FailAsync(image, StatusOf(exception), exception.Reason, free: false, WaitOutcome.Failed, cancellationToken);
        }
    }

    /// <summary>Looks once, for a host that waits between two looks by itself; a picture past its deadline is ended.</summary>
    /// <param name="doubts">Of the look before.</param>
    public async Task<ImageCheck> CheckAsync(ImagePlan image, FalDoubts doubts, CancellationToken cancellationToken)
    {
        if (images.Find(image) is not { Ended: false, Submitted: { } request, Deadline: { } deadline } task)
            return new(WaitOutcome.Cancelled, default);
        try
        {
            (var told, doubts) = await watch.LookAsync(request, doubts, cancellationToken);
            if (told is { State: FalState.Finished })
                return new(WaitOutcome.Done, default);
            if (time.GetUtcNow() >= deadline)
            {
                await TimeOutAsync(image, cancellationToken);
                return new(WaitOutcome.TimedOut, default);
            }

            var shown = new FalStatus(task.Status == ImageStatus.Running ? FalState.Running : FalState.Queued, request.QueuePosition);
            return told is { } status && status != shown && !await ShowAsync(image, status, cancellationToken)
                ? new(WaitOutcome.Cancelled, default)
                : new(null, doubts);
        }
        catch (FalException exception)
        {
            if (exception.Failure != FalFailure.Account)
                LogWaitFailed(image.ImageId, exception.Message);
            return new(await FailAsync(image, StatusOf(exception), exception.Reason, free: false, WaitOutcome.Failed, cancellationToken), default);
        }
    }

    public async Task TimeOutAsync(ImagePlan image, CancellationToken cancellationToken)
    {
        if (images.Find(image) is not { Ended: false } task)
            return;
        LogEnded(image.ImageId, "fal did not finish it in time");
        await images.KeepFailureAsync(image, ImageStatus.Failed, "The picture service did not finish in time. Run it again.", free: false, cancellationToken);
        if (task.Submitted is { } request)
            await fal.TryCancelAsync(request.CancelUrl, cancellationToken);
    }

    public async Task StoreAsync(ImagePlan image, CancellationToken cancellationToken)
    {
        if (images.Find(image) is not { Ended: false, Submitted: { } request } task)
            return;
        var made = false;
        try
        {
            var result = await FetchResultAsync(request, cancellationToken);
            made = true;
            if (result.Flagged)
                throw new FalException(FalFailure.Blocked, "fal's safety checker flagged the picture.");
            var (name, facts) = await pictures.KeepAsync(task.PersonId, image, result.Url, cancellationToken);
            // The objects are there: either the row says so, or they go again.
            if (!await images.KeepPictureAsync(image, name, facts, result.Seed ?? task.Seed, CancellationToken.None) && images.Find(image) is not { Status: ImageStatus.Ready })
                await pictures.DeleteAsync(name, CancellationToken.None);
        }
        catch (FalException exception)
        {
            if (exception.Failure != FalFailure.Account)
                LogResultRefused(image.ImageId, exception.Message);
            if (exception.Failure == FalFailure.LoraUnreadable && loras.Weights(task.LoraId) is { } lora)
                await loraUrls.ForgetAsync(lora, cancellationToken);
            // Where fal says that it made nothing, there is nothing to pay.
            var free = !made && exception is { Status: not null, Failure: not FalFailure.Blocked };
            await FailAsync(image, StatusOf(exception), exception.Reason, free, false, cancellationToken);
        }
    }

    /// <summary>Ends what no step could end.</summary>
    public async Task FinishAsync(GenerationPlan plan, CancellationToken cancellationToken)
    {
        foreach (var image in images.Plan(plan.GenerationId, plan.Run).Images)
        {
            LogEnded(image.ImageId, "no step could end it");
            await images.KeepFailureAsync(image, ImageStatus.Failed, "Something went wrong on our side. Run it again.", free: images.Find(image)?.Submitted is null, cancellationToken);
        }
    }

    public Task<bool> GiveUpAsync(ImagePlan image, string reason, CancellationToken cancellationToken)
    {
        LogEnded(image.ImageId, reason);
        return images.KeepFailureAsync(image, ImageStatus.Failed, reason, free: false, cancellationToken);
    }

    // fal has it and will be paid: nothing may come between that and the row, a busy database least of all.
    private async Task<Submission?> WriteDownAsync(ImagePlan image)
    {
        var (request, deadline, acceptedAt) = _unwritten[image];
        bool wanted;
        try
        {
            wanted = await Patience.UntilAsync(
                () => images.KeepSubmissionAsync(image, request, deadline, CancellationToken.None), options.Deadline - time.GetElapsedTime(acceptedAt), time, CancellationToken.None, passes: exception => exception is NotOurTurnException);
        }
        catch (NotOurTurnException exception)
        {
            // Elsewhere, where nobody knows of it, another try would pay again.
            throw new InvalidOperationException($"fal's request {request.RequestId} could not be written down.", exception);
        }

        _unwritten.TryRemove(image, out _);
        if (wanted)
            return new(request.RequestId, deadline);
        await fal.TryCancelAsync(request.CancelUrl, CancellationToken.None);
        return null;
    }

    private Task<bool> ShowAsync(ImagePlan image, FalStatus status, CancellationToken cancellationToken) => images.KeepProgressAsync(
        image, status.State == FalState.Running ? ImageStatus.Running : ImageStatus.Queued, status.QueuePosition, cancellationToken);

    // The client has tried again where the answer's status said so; here it is the answer's body that broke, or came too early.
    private async Task<FalResult> FetchResultAsync(FalRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await fal.ResultAsync(request, cancellationToken);
            }
            catch (FalException exception) when (attempt < 4
                && exception is { Failure: FalFailure.Unavailable, Status: null } or { Failure: FalFailure.Unfinished or FalFailure.Senseless })
            {
                await Task.Delay(TimeSpan.FromSeconds(0.25 * attempt), time, cancellationToken);
            }
        }
    }

    private async Task<T> FailAsync<T>(ImagePlan image, ImageStatus status, string reason, bool free, T answer, CancellationToken cancellationToken)
    {
        await images.KeepFailureAsync(image, status, reason, free, cancellationToken);
        return answer;
    }

    private static ImageStatus StatusOf(FalException exception) =>
        exception.Failure == FalFailure.Blocked ? ImageStatus.Blocked : ImageStatus.Failed;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Image {ImageId} was not accepted: {Cause}")]
    private partial void LogSubmitFailed(Guid imageId, string cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Image {ImageId} is not waited for any longer: {Cause}")]
    private partial void LogWaitFailed(Guid imageId, string cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Image {ImageId} was given up: {Cause}")]
    private partial void LogEnded(Guid imageId, string cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Image {ImageId} has no picture: {Cause}")]
    private partial void LogResultRefused(Guid imageId, string cause);
}
