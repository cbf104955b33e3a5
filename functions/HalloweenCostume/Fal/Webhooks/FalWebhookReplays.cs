namespace HalloweenCostume.Fal.Webhooks;

public enum FalWebhookOutcome
{
    Woken,

    /// <summary>The image has ended: there is nobody to wake.</summary>
    Ended,

    /// <summary>No image has this request, or not yet.</summary>
    Unknown,

    /// <summary>Waking took too long.</summary>
    Late,
}

/// <summary>
/// Lets each call wake once in this process: fal sends it at least once, and whoever has seen one may send it again. What is forgotten too early
/// wakes once more, which is harmless.
/// </summary>
public sealed class FalWebhookReplays(TimeProvider time)
{
    internal const int MaxRemembered = 10_000;

    // A call may be signed five minutes ahead and is taken until five minutes after: later its timestamp refuses it.
    private static readonly TimeSpan _window = 2 * FalWebhookSignature.Tolerance;

    private readonly Lock _lock = new();
    private readonly Dictionary<FalWebhookCall, Task<FalWebhookOutcome>> _calls = [];
    private readonly Queue<(FalWebhookCall Call, long At)> _woken = [];

    internal int Remembered
    {
        get
        {
            lock (_lock)
                return _calls.Count;
        }
    }

    /// <summary>The same call at the same time, or after it has woken somebody, gets the first one's outcome. One that has failed may come again.</summary>
    public Task<FalWebhookOutcome> OnceAsync(FalWebhookCall call, Func<Task<FalWebhookOutcome>> handle)
    {
        lock (_lock)
        {
            Forget();
            return _calls.TryGetValue(call, out var first) ? first : _calls[call] = HandleAsync(call, handle);
        }
    }

    private async Task<FalWebhookOutcome> HandleAsync(FalWebhookCall call, Func<Task<FalWebhookOutcome>> handle)
    {
        // Out of the lock.
        await Task.Yield();
        var outcome = FalWebhookOutcome.Unknown;
        try
        {
            return outcome = await handle();
        }
        finally
        {
            lock (_lock)
            {
                if (outcome == FalWebhookOutcome.Woken)
                    _woken.Enqueue((call, time.GetTimestamp()));
                else
                    _calls.Remove(call);
            }
        }
    }

    private void Forget()
    {
        while (_woken.TryPeek(out var oldest) && (_woken.Count >= MaxRemembered || time.GetElapsedTime(oldest.At) > _window))
            _calls.Remove(_woken.Dequeue().Call);
    }
}
