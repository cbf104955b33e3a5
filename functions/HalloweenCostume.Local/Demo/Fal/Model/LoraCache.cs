using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace HalloweenCostume.Local.Demo.Fal.Model;

/// <summary>Weights by the SHA-256 of their whole URL, query included, and never asked for again: what fal's toolkit does.</summary>
internal sealed class LoraCache(RemoteFiles remote)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<Weights?>>> _weights = [];

    public async Task<LoraUse> UseAsync(string path, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(path)));
        var mine = new Lazy<Task<Weights?>>(() => LoadAsync(path));
        var entry = _weights.GetOrAdd(key, mine);
        if (await entry.Value.WaitAsync(cancellationToken) is { } weights)
            return new LoraUse(weights.PersonName, Cold: entry == mine, Failure: null);
        _weights.TryRemove(new(key, entry));
        return LoraUse.NotDownloaded(path);
    }

    /// <remarks>Not cancelled with the request that came first: others may wait for the same weights.</remarks>
    private async Task<Weights?> LoadAsync(string path)
    {
        using var opened = await remote.OpenAsync(path, CancellationToken.None);
        return opened is null ? null : new Weights(await SafetensorsHeader.ReadPersonNameAsync(opened.Content, opened.GivenUp));
    }

    private sealed record Weights(string? PersonName);
}
