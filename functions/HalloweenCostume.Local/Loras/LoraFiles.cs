using HalloweenCostume.Loras;
using HalloweenCostume.Storage;

namespace HalloweenCostume.Local.Loras;

/// <summary>Adds and removes models whose file lies in this machine's LoRA bucket.</summary>
internal sealed class LoraFiles(LoraDb loras, IObjectStore store, StorageOptions storage)
{
    /// <param name="content">A safetensors file, checked already.</param>
    public async Task<long> AddAsync(long personId, string triggerWord, double scale, bool shared, Stream content, CancellationToken cancellationToken)
    {
        var name = new ObjectName(storage.LoraBucket, $"{Guid.CreateVersion7()}.safetensors");
        await store.PutAsync(name, "application/octet-stream", content, cancellationToken);
        try
        {
            return await loras.AddAsync(new(personId, triggerWord, scale, shared, name.Path, null), cancellationToken);
        }
        catch
        {
            await store.DeleteAsync(name, CancellationToken.None);
            throw;
        }
    }

    /// <returns>False when there is no such model in use.</returns>
    public async Task<bool> RemoveAsync(long id, CancellationToken cancellationToken)
    {
        if (await loras.RemoveAsync(id, cancellationToken) is not { } removed)
            return false;
        if (removed.ObjectName is { } path)
            await store.DeleteAsync(new(storage.LoraBucket, path), cancellationToken);
        return true;
    }
}
