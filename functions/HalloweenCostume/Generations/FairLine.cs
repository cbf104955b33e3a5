using System.Diagnostics.CodeAnalysis;

namespace HalloweenCostume.Generations;

/// <summary>
/// Who is next: of each key, and without keys of each person, so many runs at a time; among those with room the person who has the fewest under way,
/// then who came first. One person's twenty do not keep another's one waiting. Not safe for several threads.
/// </summary>
/// <param name="perKey">How many runs of a key at a time.</param>
/// <param name="all">How many at a time at all.</param>
public sealed class FairLine(int perKey, int all)
{
    private readonly Dictionary<(long? KeyId, long PersonId), Queue<(GenerationRun Run, long Number)>> _waiting = [];
    private readonly Dictionary<(long? KeyId, long PersonId), int> _perKey = [];
    private readonly Dictionary<long, int> _perPerson = [];
    private long _number;
    private int _running;

    public void Add(GenerationRun run)
    {
        var who = (run.KeyId, run.PersonId);
        if (!_waiting.TryGetValue(who, out var queue))
            _waiting[who] = queue = new();
        queue.Enqueue((run, _number++));
    }

    /// <summary>Counts a run that goes on whether or not there is room.</summary>
    public void Resume(GenerationRun run) => Count(run, 1);

    public bool TryTake([NotNullWhen(true)] out GenerationRun? run)
    {
        run = null;
        var next = _running >= all ? [] : _waiting.Values
            .Where(queue => _perKey.GetValueOrDefault(Key(queue.Peek().Run)) < perKey)
            .OrderBy(queue => _perPerson.GetValueOrDefault(queue.Peek().Run.PersonId)).ThenBy(queue => queue.Peek().Number)
            .Take(1).ToList();
        if (next is not [var first])
            return false;
        run = first.Dequeue().Run;
        if (first.Count == 0)
            _waiting.Remove((run.KeyId, run.PersonId));
        Count(run, 1);
        return true;
    }

    /// <summary>A run that was taken has ended, or goes back into the line.</summary>
    public void Leave(GenerationRun run) => Count(run, -1);

    // Without keys each person has what a key has.
    private static (long?, long) Key(GenerationRun run) => run.KeyId is { } key ? (key, 0) : (null, run.PersonId);

    private void Count(GenerationRun run, int change)
    {
        _running += change;
        Change(_perKey, Key(run), change);
        Change(_perPerson, run.PersonId, change);
    }

    private static void Change<T>(Dictionary<T, int> counts, T key, int change)
        where T : notnull
    {
        var count = counts.GetValueOrDefault(key) + change;
        if (count == 0)
            counts.Remove(key);
        else
            counts[key] = count;
    }
}
