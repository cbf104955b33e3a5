using System.Collections.Concurrent;

namespace HalloweenCostume.Functions.Tests.Storage.Server;

/// <summary>What the server keeps.</summary>
internal sealed class GcsBuckets(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Bucket, string Name), GcsObject> _objects = new();
    private long _generation = 1_700_000_000_000_000;

    /// <summary>The buckets that there are, each with what the account may do in it.</summary>
    public ConcurrentDictionary<string, string[]> Permissions { get; } = new();

    public IReadOnlyDictionary<(string Bucket, string Name), GcsObject> Objects => _objects;

    /// <summary>How many objects a list names at most before it goes on with another page.</summary>
    public int PageSize { get; set; } = 1000;

    /// <summary>How often an object was written or written over.</summary>
    public int Writes { get; private set; }

    public GcsObject? Find(string bucket, string name) => _objects.GetValueOrDefault((bucket, name));

    /// <param name="after">The last name of the page before.</param>
    public IReadOnlyList<(string Name, GcsObject Content)> List(string bucket, string prefix, string after) =>
    [
        .. _objects.Where(pair => pair.Key.Bucket == bucket && pair.Key.Name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(pair.Key.Name, after) > 0)
            .OrderBy(pair => pair.Key.Name, StringComparer.Ordinal).Select(pair => (pair.Key.Name, pair.Value)),
    ];

    /// <returns>False when there must be no such object yet and there is one.</returns>
    public bool Put(string bucket, string name, GcsObject content, bool onlyNew)
    {
        lock (_objects)
        {
            if (onlyNew && _objects.ContainsKey((bucket, name)))
                return false;
            _objects[(bucket, name)] = content with { Generation = ++_generation, CreatedAt = time.GetUtcNow() };
            Writes++;
            return true;
        }
    }

    public bool Delete(string bucket, string name) => _objects.TryRemove((bucket, name), out _);
}
