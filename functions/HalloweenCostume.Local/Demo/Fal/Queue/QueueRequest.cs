namespace HalloweenCostume.Local.Demo.Fal.Queue;

/// <summary>A request in the queue: an immutable state, replaced at each change, and a signal for those who wait for one.</summary>
internal sealed class QueueRequest(SubmittedRequest submitted, RequestState state) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancelled = new();
    private volatile RequestState _state = state;
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SubmittedRequest Submitted => submitted;

    public Guid Id => submitted.Id;

    public RequestState State => _state;

    /// <summary>Ends at the next change. Take it before reading <see cref="State"/>, or a change in between is missed.</summary>
    public Task Changed => _changed.Task;

    /// <summary>Its time in the queue is over; it starts as soon as a runner is free.</summary>
    public bool Ready { get; set; }

    public CancellationToken Cancelled => _cancelled.Token;

    public FalRequestRecord Record => new(
        Id, submitted.Submit, submitted.Input, submitted.SubmittedAt, _state.StartedAt, _state.CompletedAt, _state.Cancelled, _state.Outcome?.StatusCode, _state.Runs);

    /// <returns>False when <paramref name="change"/> returned null: it did not apply any more.</returns>
    public bool TryChange(Func<RequestState, RequestState?> change)
    {
        TaskCompletionSource before;
        lock (_lock)
        {
            if (change(_state) is not { } next)
                return false;
            if (next == _state)
                return true;
            _state = next;
            before = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        before.SetResult();
        return true;
    }

    public void Cancel() => _cancelled.Cancel();

    public void Dispose() => _cancelled.Dispose();
}
