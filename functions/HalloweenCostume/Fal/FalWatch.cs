using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Fal;

/// <summary>
/// Follows a request to its end: by fal's status stream, which knows at once, and by polling, which is there when the stream is not.
/// fal calls the stream experimental, so a slow poll goes on beside it.
/// </summary>
public sealed partial class FalWatch(FalClient fal, TimeProvider time, ILogger<FalWatch> logger)
{
    private const int MaxUnknown = 3;
    private const int MaxSenseless = 5;
    private static readonly TimeSpan _firstPoll = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan _slowestPoll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _besideStream = TimeSpan.FromSeconds(5);

    /// <summary>Each state that fal tells, the last one being <see cref="FalState.Finished"/>. Waits for ever: the caller has the deadline.</summary>
    /// <exception cref="FalException">fal refuses to say: a bad key, an unknown request.</exception>
    public async IAsyncEnumerable<FalStatus> WatchAsync(FalRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var statuses = Channel.CreateUnbounded<FalStatus>();
        var streaming = StreamAsync(request, statuses.Writer, stop.Token);
        var polling = PollAsync(request, statuses.Writer, streaming, stop.Token);
        try
        {
            await foreach (var status in statuses.Reader.ReadAllAsync(cancellationToken))
            {
                yield return status;
                if (status.State == FalState.Finished)
                    yield break;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(streaming, polling);
        }
    }

    private async Task StreamAsync(FalRequest request, ChannelWriter<FalStatus> statuses, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var status in fal.StreamAsync(request, cancellationToken))
                statuses.TryWrite(status);
        }
        catch (Exception exception) when (exception is FalException or OperationCanceledException)
        {
            if (!cancellationToken.IsCancellationRequested)
                LogStreamBroke(request.RequestId, exception.Message);
        }
    }

    private async Task PollAsync(FalRequest request, ChannelWriter<FalStatus> statuses, Task streaming, CancellationToken cancellationToken)
    {
        var wait = _firstPoll;
        var doubts = default(FalDoubts);
        try
        {
            while (true)
            {
                if (streaming.IsCompleted)
                {
                    await Task.Delay(wait, time, cancellationToken);
                    wait = wait * 1.5 < _slowestPoll ? wait * 1.5 : _slowestPoll;
                }
                else
                {
                    await Task.WhenAny(streaming, Task.Delay(_besideStream, time, cancellationToken));
                    cancellationToken.ThrowIfCancellationRequested();
                }

                (var status, doubts) = await LookAsync(request, doubts, cancellationToken);
                if (status is { } told)
                    statuses.TryWrite(told);
            }
        }
        catch (Exception exception) when (exception is FalException or OperationCanceledException)
        {
            statuses.TryComplete(exception);
        }
    }

    /// <summary>Asks once.</summary>
    /// <param name="doubts">Of the look before, for some troubles are believed only when they stay.</param>
    /// <returns>Null where fal told nothing and the next look may.</returns>
    /// <exception cref="FalException">fal refuses to say: a bad key, an unknown request.</exception>
    public async Task<(FalStatus? Status, FalDoubts Doubts)> LookAsync(FalRequest request, FalDoubts doubts, CancellationToken cancellationToken)
    {
        try
        {
            return (await fal.StatusAsync(request, cancellationToken), default);
        }
        catch (FalException exception) when (exception.Failure is FalFailure.Unavailable or FalFailure.Busy)
        {
            // Its trouble passes or the deadline comes: the picture may be done and paid for.
            LogPollFailed(request.RequestId, exception.Message);
            return (null, doubts);
        }
        catch (FalException exception) when (exception.Failure == FalFailure.Unknown && doubts.Unknown + 1 < MaxUnknown)
        {
            LogPollFailed(request.RequestId, exception.Message);
            return (null, doubts with { Unknown = doubts.Unknown + 1 });
        }
        catch (FalException exception) when (exception.Failure == FalFailure.Senseless)
        {
            LogPollFailed(request.RequestId, exception.Message);
            doubts = doubts with { Senseless = doubts.Senseless + 1 };
            // A status that nobody can read says nothing about the result: that has the last word.
            return doubts.Senseless >= MaxSenseless && await fal.HasResultAsync(request, cancellationToken)
                ? (new FalStatus(FalState.Finished, null), doubts)
                : (null, doubts);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The status stream of fal request {RequestId} ended early: {Cause}")]
    private partial void LogStreamBroke(string requestId, string cause);

    [LoggerMessage(Level = LogLevel.Debug, Message = "fal's status of request {RequestId} could not be read: {Cause}")]
    private partial void LogPollFailed(string requestId, string cause);
}
