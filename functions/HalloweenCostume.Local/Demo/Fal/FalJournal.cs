namespace HalloweenCostume.Local.Demo.Fal;

/// <summary>What happened at this fal, in order; each property is a copy as of now.</summary>
internal sealed class FalJournal(Func<IEnumerable<FalRequestRecord>> requests)
{
    private const int MaxCalls = 20_000;
    private readonly Queue<FalCall> _calls = [];
    private readonly Lock _lock = new();

    /// <summary>The last 20,000 calls since the start.</summary>
    public IReadOnlyList<FalCall> Calls
    {
        get
        {
            lock (_lock)
                return [.. _calls];
        }
    }

    public IReadOnlyList<FalCall> Submits => [.. Calls.Where(call => call.Kind == FalCallKind.Submit)];

    /// <summary>By submit, those of earlier processes with the same state folder included.</summary>
    public IReadOnlyList<FalRequestRecord> Requests => [.. requests().OrderBy(request => request.Submit)];

    internal void Add(FalCall call)
    {
        lock (_lock)
        {
            if (_calls.Count == MaxCalls)
                _calls.Dequeue();
            _calls.Enqueue(call);
        }
    }
}
