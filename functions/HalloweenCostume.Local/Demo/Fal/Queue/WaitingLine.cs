namespace HalloweenCostume.Local.Demo.Fal.Queue;

/// <summary>Who waits for a runner, in order. Not thread-safe.</summary>
internal sealed class WaitingLine
{
    private readonly List<QueueRequest> _waiting = [];

    public int Count => _waiting.Count;

    /// <summary>Behind all others, or in front of those of low priority.</summary>
    public void Add(QueueRequest request)
    {
        var firstLow = request.Submitted.LowPriority ? -1 : _waiting.FindIndex(waiting => waiting.Submitted.LowPriority);
        _waiting.Insert(firstLow < 0 ? _waiting.Count : firstLow, request);
    }

    public void AddInFront(QueueRequest request) => _waiting.Insert(0, request);

    public void Remove(QueueRequest request) => _waiting.Remove(request);

    public QueueRequest? TakeFirstReady()
    {
        var first = _waiting.FindIndex(request => request.Ready);
        if (first < 0)
            return null;
        var request = _waiting[first];
        _waiting.RemoveAt(first);
        return request;
    }

    /// <summary>Tells everyone their place.</summary>
    public void Number()
    {
        for (var i = 0; i < _waiting.Count; i++)
        {
            var position = i;
            _waiting[i].TryChange(state => state.Status == RequestStatus.InQueue ? state with { Position = position } : null);
        }
    }
}
