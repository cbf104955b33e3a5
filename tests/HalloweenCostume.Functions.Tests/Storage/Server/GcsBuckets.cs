using System.Collections.Concurrent;

namespace HalloweenCostume.Functions.Tests.Storage.Server;

/// <summary>What the server keeps.</summary>
internal sealed class GcsBuckets
{
    private readonly ConcurrentDictionary<(string Bucket, string Name), GcsObject> _objects = new();
    private long _generation = 1_700_000_000_000_000;

    /// <summary>The buckets that there are, each with what the account may do in it.</summary>
    public ConcurrentDictionary<string, string[]> Permissions { get; } = new();

    public IReadOnlyDictionary<(string Bucket, string Name), GcsObject> Objects => _objects;

    /// <summary>How often an object was written or written over.</summary>
    public int Writes { get; private set; }

    public GcsObject? Find(string bucket, string name) => _objects.GetValueOrDefault((bucket, name));

    /// <returns>False when there must be no such object yet and there is one.</returns>
    public bool Put(string bucket, string name, GcsObject content, bool onlyNew)
    {
        lock (_objects)
        {
            if (onlyNew && _objects.ContainsKey((bucket, name)))
                return false;
            _objects[(bucket, name)] = content with { Generation = ++_generation };
            Writes++;
            return true;
        }
    }

    public bool Delete(string bucket, string name) => _objects.TryRemove((bucket, name), out _);
}
