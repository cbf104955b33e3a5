using System.Collections.Concurrent;

namespace HalloweenCostume.Local.Demo.Fal.Queue;

/// <summary>Runs requests in order, so many at a time; what was accepted is on disk before anyone hears of it.</summary>
internal sealed partial class RequestQueue(FalEmulatorOptions options, RequestStore store, RequestRunner runner, Dice dice, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Task, bool> _work = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly WaitingLine _waiting = new();
    private readonly Lock _lock = new();
    private int _free = options.Concurrency;

    /// <summary>Takes up what an earlier process left unfinished.</summary>
    public void Start()
    {
        foreach (var request in store.All.Where(request => request.State.Outcome is null).OrderBy(request => request.Submitted.Submit))
            Enqueue(request);
    }

    /// <returns>Null when the request would have to wait behind more than <paramref name="maxWaiting"/> others.</returns>
    public QueueRequest? Add(SubmittedRequest submitted, int? maxWaiting)
    {
        var request = new QueueRequest(submitted, RequestState.New);
        lock (_lock)
        {
            if (_waiting.Count >= maxWaiting && (_free == 0 || _waiting.Count > 0))
                return null;
            store.Add(request);
        }
        Enqueue(request);
        return request;
    }

    /// <returns>False when it was finished already.</returns>
    public bool Cancel(QueueRequest request)
    {
        if (!Finish(request, FalOutcome.Cancelled(), cancelled: true))
            return false;
        request.Cancel();
        Leave(request);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_work.Keys);
        foreach (var request in store.All)
            request.Dispose();
        _stopping.Dispose();
    }

    private void Enqueue(QueueRequest request)
    {
        var queueTime = options.QueueTime.Draw(dice);
        lock (_lock)
        {
            request.Ready = queueTime <= TimeSpan.Zero;
            _waiting.Add(request);
        }
        Pump();
        if (!request.Ready)
            Track(MakeReadyAsync(request, queueTime));
        if (request.Submitted.StartTimeout is { } timeout)
            Track(ExpireAsync(request, timeout));
    }

    private void Pump()
    {
        lock (_lock)
        {
            while (_free > 0 && !_stopping.IsCancellationRequested && _waiting.TakeFirstReady() is { } request)
            {
                var started = time.GetUtcNow();
                if (!request.TryChange(state => state.Outcome is null ? state with { Status = RequestStatus.InProgress, StartedAt = started, Runs = state.Runs + 1 } : null))
                    continue;
                _free--;
                Track(Task.Run(() => RunAsync(request)));
            }
            _waiting.Number();
        }
    }

    private void Leave(QueueRequest request)
    {
        lock (_lock)
            _waiting.Remove(request);
        Pump();
    }

    private bool Finish(QueueRequest request, FalOutcome outcome, bool cancelled = false) =>
        request.TryChange(state =>
        {
            if (state.Outcome is not null)
                return null;
            var finished = state with { Status = RequestStatus.Completed, Outcome = outcome, Cancelled = cancelled, CompletedAt = time.GetUtcNow() };
            store.Save(request.Submitted, finished);
            return finished;
        });

    private void Track(Task task)
    {
        _work[task] = true;
        _ = task.ContinueWith(done => _work.TryRemove(done, out _), TaskScheduler.Default);
    }
}
