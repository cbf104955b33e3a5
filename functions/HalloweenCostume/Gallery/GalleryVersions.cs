using System.Collections.Concurrent;

namespace HalloweenCostume.Gallery;

/// <summary>Counts the changes of each person's gallery within this process, so that a page kept in memory is known to be of today.</summary>
public sealed class GalleryVersions
{
    private readonly ConcurrentDictionary<long, long> _versions = new();
    private readonly ConcurrentDictionary<long, long> _removals = new();

    public long Of(long personId) => _versions.GetValueOrDefault(personId);

    /// <summary>Counts the changes that were no arrivals on top: deletions and restorations.</summary>
    public long RemovalsOf(long personId) => _removals.GetValueOrDefault(personId);

    public void BumpRemovals(long personId)
    {
        _removals.AddOrUpdate(personId, 1, (_, version) => version + 1);
        Bump(personId);
    }

    public void Bump(long personId) => _versions.AddOrUpdate(personId, 1, (_, version) => version + 1);
}
