namespace HalloweenCostume.Generations;

/// <summary>Wakes those who wait for a generation to change, within this process.</summary>
public sealed class GenerationSignals
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, (TaskCompletionSource Change, int Waiters)> _waiting = [];

    public void Raise(Guid generationId)
    {
        lock (_lock)
        {
            if (_waiting.Remove(generationId, out var entry))
                entry.Change.SetResult();
        }
    }

    /// <summary>Subscribe before reading the state, so that no change falls between the two.</summary>
    public Subscription Subscribe(Guid generationId)
    {
        lock (_lock)
        {
            var (change, waiters) = _waiting.GetValueOrDefault(generationId, (new(TaskCreationOptions.RunContinuationsAsynchronously), 0));
            _waiting[generationId] = (change, waiters + 1);
            return new(this, generationId, change);
        }
    }

    private void Leave(Guid generationId, TaskCompletionSource change)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(generationId, out var entry) || entry.Change != change)
                return;
            if (entry.Waiters == 1)
                _waiting.Remove(generationId);
            else
                _waiting[generationId] = (change, entry.Waiters - 1);
        }
    }

    public readonly struct Subscription : IDisposable
    {
        private readonly GenerationSignals _signals;
        private readonly Guid _generationId;
        private readonly TaskCompletionSource _change;

        internal Subscription(GenerationSignals signals, Guid generationId, TaskCompletionSource change) =>
            (_signals, _generationId, _change) = (signals, generationId, change);

        public Task Changed => _change.Task;

        public void Dispose() => _signals.Leave(_generationId, _change);
    }
}
