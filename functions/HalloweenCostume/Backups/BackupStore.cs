using HalloweenCostume.Data;
using HalloweenCostume.Storage;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Backups;

/// <summary>Copies of the database in a bucket of their own: made now and then, and the oldest of them deleted.</summary>
public sealed partial class BackupStore(
    Database database, IObjectStore store, StorageOptions storage, BackupOptions options, ScratchOptions scratch, TimeProvider time, ILogger<BackupStore> logger)
{
    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<Backup>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<Backup>();
        await foreach (var stored in store.ListAsync(storage.BackupBucket, cancellationToken))
        {
            if (Backup.Of(stored) is { } backup)
                found.Add(backup);
        }

        return [.. found.OrderByDescending(backup => backup.Name, StringComparer.Ordinal)];
    }

    /// <summary>Copies the database as it is now, while others go on writing, and lets go of the oldest copies.</summary>
    /// <exception cref="IOException">The copy could not be made or stored.</exception>
    /// <exception cref="InvalidDataException">The copy is not sound: the database is damaged.</exception>
    public async Task<Backup> MakeAsync(CancellationToken cancellationToken)
    {
        var name = Backup.NameOf(time.GetUtcNow());
        using var file = scratch.NewFile();
        DatabaseCopy.Make(database, file.Path);
        long size;
        await using (var content = file.Open())
        {
            size = content.Length;
            await store.PutAsync(NameOf(name), "application/vnd.sqlite3", content, cancellationToken);
        }

        LogMade(name, size / 1_000_000.0);
        // This one stays, also where others are of a future that was none.
        foreach (var old in (await ListAsync(cancellationToken)).Where(backup => backup.Name != name).Skip(options.Kept - 1))
            await store.DeleteAsync(NameOf(old.Name), cancellationToken);
        return Backup.Of(new(NameOf(name), size, time.GetUtcNow()))!;
    }

    /// <summary>Makes a copy when the newest one is older than it should be.</summary>
    /// <returns>When the next one is due; null: never.</returns>
    public async Task<DateTimeOffset?> MakeIfDueAsync(CancellationToken cancellationToken)
    {
        if (options.Every is not { } every)
            return null;
        var now = time.GetUtcNow();
        // One of the future was made before the clock was set back: it says nothing about now.
        if ((await ListAsync(cancellationToken)).FirstOrDefault(backup => backup.MadeAt <= now) is { } newest && newest.MadeAt + every > now)
            return newest.MadeAt + every;
        return (await MakeAsync(cancellationToken)).MadeAt + every;
    }

    /// <summary>Writes a copy's bytes to a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such copy.</exception>
    public async Task FetchAsync(string name, string path, CancellationToken cancellationToken)
    {
        await using var content = await store.OpenAsync(NameOf(name), cancellationToken);
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        await content.CopyToAsync(file, cancellationToken);
    }

    private ObjectName NameOf(string name) => new(storage.BackupBucket, name);

    [LoggerMessage(Level = LogLevel.Information, Message = "The database was backed up to {Name} ({Megabytes:F1} MB)")]
    private partial void LogMade(string name, double megabytes);
}
