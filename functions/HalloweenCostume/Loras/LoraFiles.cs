using Dapper;
using HalloweenCostume.Data;
using HalloweenCostume.Storage;

namespace HalloweenCostume.Loras;

/// <summary>A model's weights as a file in the LoRA bucket: uploads, which become models when they turn out to be sound, and what is deleted.</summary>
public sealed class LoraFiles(Database database, LoraDb loras, IObjectStore store, StorageOptions storage, TimeProvider time)
{
    // Time enough for a gigabyte over a slow line.
    private static readonly TimeSpan _uploadLifetime = TimeSpan.FromHours(12);

    // For what was still on its way when its address ended: deleted before it has arrived, it would stay for ever.
    private static readonly TimeSpan _uploadGrace = TimeSpan.FromHours(12);

    /// <summary>Prepares the upload of a file that its owner sends to the store itself.</summary>
    public async Task<(Guid Id, UploadAddress Address, DateTimeOffset ExpiresAt)> PrepareAsync(long sizeBytes, CancellationToken cancellationToken)
    {
        var (id, name, expiresAt) = await ReserveAsync(sizeBytes, cancellationToken);
        return (id, store.UploadAddress(name, sizeBytes, expiresAt), expiresAt);
    }

    /// <summary>Looks whether an upload has arrived and is a model's file.</summary>
    /// <returns>Its name and size, or what is wrong, to go behind the field's name.</returns>
    public async Task<(ObjectName Name, long SizeBytes, string? Wrong)> CheckAsync(Guid uploadId, CancellationToken cancellationToken)
    {
        var name = Name(uploadId);
        if (!database.Read(connection => connection.ExecuteScalar<bool>(
            "SELECT EXISTS (SELECT 1 FROM lora_uploads WHERE id = @id AND expires_at > @now)", new { id = uploadId.ToString(), now = Now() })))
            return (name, 0, "is no upload that waits for its model: begin with POST /api/lora-uploads.");
        try
        {
            await using var file = await store.OpenAsync(name, cancellationToken);
            var size = await store.SizeAsync(name, cancellationToken);
            return await Safetensors.CheckAsync(file, size, cancellationToken) is { } wrong
                ? (name, size, $"{wrong}. Upload the safetensors file as it came from the training.")
                : (name, size, null);
        }
        catch (FileNotFoundException)
        {
            return (name, 0, "has not arrived: PUT the file to the upload's url first.");
        }
    }

    /// <summary>Stores a file and registers its model.</summary>
    /// <param name="content">A safetensors file, checked already; seekable.</param>
    /// <returns>Null when there is no such person.</returns>
    public async Task<long?> AddAsync(NewLora lora, Stream content, CancellationToken cancellationToken)
    {
        // Written down first: of an object in the bucket there is a row at every moment.
        var (_, name, _) = await ReserveAsync(content.Length, cancellationToken);
        await store.PutAsync(name, "application/octet-stream", content, cancellationToken);
        try
        {
            var size = await store.SizeAsync(name, cancellationToken);
            if (await loras.AddAsync(lora with { ObjectName = name.Path, Url = null, SizeBytes = size, Uploaded = true }, cancellationToken) is { } id)
                return id;
            await store.DeleteAsync(name, CancellationToken.None);
            return null;
        }
        catch
        {
            await store.DeleteAsync(name, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Takes a model out of use for good and deletes its file.</summary>
    /// <returns>False when there is no such model.</returns>
    public async Task<bool> RemoveAsync(long id, CancellationToken cancellationToken)
    {
        if (await loras.RemoveAsync(id, cancellationToken) is not { } removed)
            return false;
        if (removed.ObjectName is { } path)
            await store.DeleteAsync(new(storage.LoraBucket, path), cancellationToken);
        return true;
    }

    /// <summary>Deletes uploads that did not become models in time.</summary>
    public async Task TidyAsync(CancellationToken cancellationToken)
    {
        foreach (var path in database.Read(connection => connection.Query<string>("SELECT object_name FROM lora_uploads WHERE expires_at < @oldest", new { oldest = Now() - (long)_uploadGrace.TotalMilliseconds }).AsList()))
        {
            await store.DeleteAsync(new(storage.LoraBucket, path), cancellationToken);
            await database.WriteAsync(connection => connection.Execute("DELETE FROM lora_uploads WHERE object_name = @path", new { path }), cancellationToken);
        }
    }

    private async Task<(Guid Id, ObjectName Name, DateTimeOffset ExpiresAt)> ReserveAsync(long sizeBytes, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var name = Name(id);
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + _uploadLifetime).ToUnixTimeSeconds());
        await database.WriteAsync(connection => connection.Execute(
            "INSERT INTO lora_uploads (id, object_name, size_bytes, expires_at) VALUES (@id, @Path, @sizeBytes, @expires)",
            new { id = id.ToString(), name.Path, sizeBytes, expires = expiresAt.ToUnixTimeMilliseconds() }), cancellationToken);
        return (id, name, expiresAt);
    }

    private ObjectName Name(Guid id) => new(storage.LoraBucket, $"{id}.safetensors");

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
