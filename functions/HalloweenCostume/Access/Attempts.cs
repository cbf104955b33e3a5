using System.Collections.Concurrent;

namespace HalloweenCostume.Access;

/// <summary>
/// Slows those who try keys that nobody has. From an address with too many of them no key is looked at for a while, but for the keys that have
/// been good there before: who shares the address with a guesser stays in.
/// </summary>
public sealed class Attempts(TimeProvider time)
{
    private const int FreeFailures = 20;
    private const int MaxAddresses = 10_000;
    private const int MaxKnown = 256;
    private static readonly TimeSpan _memory = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Entry> _addresses = new();

    /// <param name="keyHash">Of the key or token that is tried.</param>
    /// <returns>How long the address has to wait before this is looked at; zero when it may be.</returns>
    public TimeSpan Pause(string address, string keyHash)
    {
        if (!_addresses.TryGetValue(address, out var entry))
            return TimeSpan.Zero;
        lock (entry)
        {
            var left = entry.BlockedUntil - time.GetUtcNow();
            return left <= TimeSpan.Zero || entry.Known.Contains(keyHash) ? TimeSpan.Zero
                // A clock that was set back must not lock anybody out.
                : left < _longest ? left : _longest;
        }
    }

    public void Failed(string address)
    {
        var now = time.GetUtcNow();
        Tidy(now);
        var entry = _addresses.GetOrAdd(address, _ => new());
        lock (entry)
        {
            if (now - entry.LastFailure > _memory)
                entry.Failures = 0;
            entry.LastFailure = now;
            if (++entry.Failures > FreeFailures)
                // 1, 2, 4, … seconds.
                entry.BlockedUntil = now + Shorter(TimeSpan.FromSeconds(Math.Pow(2, Math.Min(entry.Failures - FreeFailures - 1, 10))), _longest);
        }
    }

    public void Succeeded(string address, string keyHash)
    {
        var entry = _addresses.GetOrAdd(address, _ => new());
        lock (entry)
        {
            entry.LastSuccess = time.GetUtcNow();
            if (entry.Known.Count >= MaxKnown)
                entry.Known.Clear();
            entry.Known.Add(keyHash);
        }
    }

    private void Tidy(DateTimeOffset now)
    {
        if (_addresses.Count < MaxAddresses)
            return;
        foreach (var (address, entry) in _addresses)
        {
            if (now - entry.LastFailure > _memory && now - entry.LastSuccess > _memory)
                _addresses.TryRemove(address, out _);
        }

        // More guessers than there is room for: they begin anew, and so do those who are in.
        if (_addresses.Count >= MaxAddresses)
            _addresses.Clear();
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private sealed class Entry
    {
        public int Failures { get; set; }

        public DateTimeOffset LastFailure { get; set; }

        public DateTimeOffset LastSuccess { get; set; }

        public DateTimeOffset BlockedUntil { get; set; }

        public HashSet<string> Known { get; } = [];
    }
}
