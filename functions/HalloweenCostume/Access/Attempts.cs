using System.Collections.Concurrent;

namespace HalloweenCostume.Access;

/// <summary>
/// Slows those who try keys that nobody has. From an address with too many of them no key is looked at for a while, but for the keys that have
/// been good there before: who shares the address with a guesser stays in. Setting the clock changes nothing of it.
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
            var left = entry.Block - time.GetElapsedTime(entry.LastFailure);
            return left <= TimeSpan.Zero || entry.Known.ContainsKey(keyHash) ? TimeSpan.Zero : left;
        }
    }

    public void Failed(string address)
    {
        Tidy();
        var now = time.GetTimestamp();
        var entry = _addresses.GetOrAdd(address, _ => new(now));
        lock (entry)
        {
            if (time.GetElapsedTime(entry.LastFailure, now) - entry.Block > _memory)
                entry.Failures = 0;
            entry.LastFailure = now;
            // 1, 2, 4, … seconds.
            entry.Block = ++entry.Failures > FreeFailures
                ? Shorter(TimeSpan.FromSeconds(Math.Pow(2, Math.Min(entry.Failures - FreeFailures - 1, 10))), _longest)
                : TimeSpan.Zero;
        }
    }

    public void Succeeded(string address, string keyHash)
    {
        var now = time.GetTimestamp();
        var entry = _addresses.GetOrAdd(address, _ => new(now));
        lock (entry)
        {
            entry.LastSuccess = now;
            // Where many share an address, the one that was away for longest is forgotten.
            if (entry.Known.Count >= MaxKnown && !entry.Known.ContainsKey(keyHash))
                entry.Known.Remove(entry.Known.MinBy(known => known.Value).Key);
            entry.Known[keyHash] = now;
        }
    }

    // More guessers than there is room for begin anew, and only then those who are in.
    private void Tidy()
    {
        ReadOnlySpan<Func<Entry, bool>> order = [entry => IsIdle(entry) && entry.Known.Count == 0, entry => entry.Known.Count == 0, IsIdle, _ => true];
        foreach (var goes in order)
        {
            if (_addresses.Count < MaxAddresses)
                return;
            foreach (var (address, entry) in _addresses)
            {
                lock (entry)
                {
                    if (goes(entry))
                        _addresses.TryRemove(address, out _);
                }
            }
        }
    }

    private bool IsIdle(Entry entry) => time.GetElapsedTime(entry.LastFailure) > _memory && time.GetElapsedTime(entry.LastSuccess) > _memory;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>Moments are timestamps of the clock that nobody sets.</summary>
    private sealed class Entry(long since)
    {
        public int Failures { get; set; }

        public long LastFailure { get; set; } = since;

        public long LastSuccess { get; set; } = since;

        /// <summary>How long from the last failure on no key is looked at.</summary>
        public TimeSpan Block { get; set; }

        public Dictionary<string, long> Known { get; } = [];
    }
}
