using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Fal;

/// <summary>
/// What fal last said of the key and its account. Asking would cost a picture, so this goes by the answers to the calls that are made anyway:
/// a refusal is believed until fal takes a submit.
/// </summary>
public sealed partial class FalAccount(FalOptions options, TimeProvider time, ILogger<FalAccount> logger)
{
    private Refusal? _refusal;

    /// <summary>fal's own words, for the operator, and how long ago; null while nothing is known to be wrong.</summary>
    public (string Words, TimeSpan Ago)? Trouble =>
        Volatile.Read(ref _refusal) is { } refusal ? (refusal.Words, time.GetElapsedTime(refusal.At)) : null;

    /// <param name="failure">Any: those that say nothing of the account change nothing.</param>
    /// <returns>The same, to be thrown.</returns>
    public FalException Note(FalException failure)
    {
        if (failure.Failure != FalFailure.Account)
            return failure;
        var words = failure.Message.Replace(options.Key, "…", StringComparison.Ordinal);
        // Said once, not for each picture that it costs.
        if (Interlocked.Exchange(ref _refusal, new(words, time.GetTimestamp()))?.Words != words)
            LogRefused(words);
        return failure;
    }

    public void NoteAccepted()
    {
        if (Interlocked.Exchange(ref _refusal, null) is not null)
            LogAccepted();
    }

    private sealed record Refusal(string Words, long At);

    [LoggerMessage(Level = LogLevel.Error, Message = "fal refuses the key or its account, so no pictures are made: {Words}. Look at fal's dashboard and at FAL_KEY")]
    private partial void LogRefused(string words);

    [LoggerMessage(Level = LogLevel.Information, Message = "fal takes pictures again")]
    private partial void LogAccepted();
}
