using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using HalloweenCostume.Data;
using HalloweenCostume.Generations;
using HalloweenCostume.Storage;

namespace HalloweenCostume.Gallery;

public enum DeleteOutcome
{
    Deleted,
    NoSuchImage,
    NotReady,
}

public sealed class GalleryDb(Database database, GenerationSignals signals, GalleryVersions versions, TimeProvider time) : IDisposable
{
    /// <summary>How long a deleted picture can be restored.</summary>
    public static readonly TimeSpan Restorable = TimeSpan.FromDays(7);

    // Reading is work for processors more than for disks: more readers at once would only stand in each other's way.
    private static readonly int _maxReaders = Math.Clamp(2 * Environment.ProcessorCount, 4, 16);
    private readonly SemaphoreSlim _readers = new(_maxReaders, _maxReaders);
    private Kept _kept = new(0);

    public Task<List<ImageRow>> PageAsync(long personId, long beforeMs, int limit, CancellationToken cancellationToken) =>
        ReadAsync((reader, _) => reader.Page(personId, beforeMs, limit), cancellationToken);

    /// <summary>The pictures after the first <paramref name="skip"/>.</summary>
    public Task<List<ImageRow>> PageAfterAsync(long personId, long skip, int limit, CancellationToken cancellationToken) => ReadAsync((reader, ranks) =>
        skip == 0 ? reader.Page(personId, long.MaxValue, limit)
        : ranks.MomentAfter(reader, personId, skip - 1, versions.RemovalsOf(personId)) is { } before ? reader.Page(personId, before, limit)
        : [], cancellationToken);

    /// <summary>A person's image in whatever state it is; null when there is none, or it is deleted.</summary>
    public ImageRow? Find(long personId, Guid imageId) => database.Read(connection =>
    {
        using var reader = (DbDataReader)connection.ExecuteReader(
            $"""
            SELECT {ImageRow.Columns} FROM images i JOIN generations g ON g.id = i.generation_id
            WHERE i.id = @id AND i.person_id = @personId AND i.deleted_at IS NULL
            """,
            new { id = imageId.ToString(), personId });
        return reader.Read() ? ImageRow.Read(reader) : null;
    });

    public Task<DeleteOutcome> DeleteAsync(long personId, Guid imageId, CancellationToken cancellationToken) =>
        ChangeAsync(personId, imageId, restore: false, cancellationToken);

    /// <returns>The picture, or null when there is none that could be restored.</returns>
    public async Task<ImageRow?> RestoreAsync(long personId, Guid imageId, CancellationToken cancellationToken) =>
        await ChangeAsync(personId, imageId, restore: true, cancellationToken) == DeleteOutcome.Deleted ? Find(personId, imageId) : null;

    /// <summary>Pictures deleted so long ago that nobody can restore them.</summary>
    public IReadOnlyList<(Guid ImageId, ObjectName Name)> Purgeable(int limit) => database.Read(connection =>
        connection.Query<(string Id, string Bucket, string Path)>(
            "SELECT id, bucket, object_name FROM images WHERE deleted_at <= @oldest ORDER BY deleted_at LIMIT @limit",
            new { oldest = OldestRestorable(), limit }).Select(row => (Guid.ParseExact(row.Id, "D"), new ObjectName(row.Bucket, row.Path))).ToList());

    /// <summary>Forgets a picture whose objects are gone.</summary>
    public Task PurgeAsync(Guid imageId, CancellationToken cancellationToken) => database.WriteAsync(connection =>
        connection.Execute("DELETE FROM images WHERE id = @id AND deleted_at <= @oldest", new { id = imageId.ToString(), oldest = OldestRestorable() }), cancellationToken);

    public void Dispose()
    {
        _kept.Dispose();
        _readers.Dispose();
    }

    private async Task<DeleteOutcome> ChangeAsync(long personId, Guid imageId, bool restore, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var oldest = OldestRestorable();
        var (outcome, generationId) = await database.WriteAsync(connection =>
        {
            var id = imageId.ToString();
            var found = connection.QuerySingleOrDefault<(string GenerationId, string Status, long? DeletedAt)?>(
                "SELECT generation_id, status, deleted_at FROM images WHERE id = @id AND person_id = @personId", new { id, personId });
            if (found is not { } image || image.DeletedAt <= oldest)
                return (DeleteOutcome.NoSuchImage, Guid.Empty);
            if (image.Status != "ready")
                return (DeleteOutcome.NotReady, Guid.Empty);
            var generation = Guid.ParseExact(image.GenerationId, "D");
            // A repetition keeps the time of the first deletion.
            if (image.DeletedAt is null != restore)
            {
                connection.Execute("UPDATE images SET deleted_at = @deletedAt WHERE id = @id", new { id, deletedAt = restore ? (long?)null : now });
                GenerationDb.Touch(connection, generation, now);
            }

            return (DeleteOutcome.Deleted, generation);
        }, cancellationToken);
        if (outcome == DeleteOutcome.Deleted)
        {
            versions.BumpRemovals(personId);
            signals.Raise(generationId);
        }

        return outcome;
    }

    private async Task<T> ReadAsync<T>(Func<GalleryReader, GalleryRanks, T> work, CancellationToken cancellationToken)
    {
        await _readers.WaitAsync(cancellationToken);
        GalleryReader? reader = null;
        try
        {
            return database.WhileNobodyWrites(() =>
            {
                var kept = KeptOf(database.DemandTurn());
                reader = kept.Idle.TryTake(out var idle) ? idle : new GalleryReader(database.Open());
                var result = work(reader, kept.Ranks);
                database.DemandTurn(kept.Turn);
                kept.Idle.Add(reader);
                reader = null;
                return result;
            });
        }
        finally
        {
            // After an error the connection may be the cause: it is not used again.
            reader?.Dispose();
            _readers.Release();
        }
    }

    private Kept KeptOf(long turn)
    {
        var kept = Volatile.Read(ref _kept);
        if (kept.Turn == turn)
            return kept;
        var fresh = new Kept(turn);
        if (Interlocked.CompareExchange(ref _kept, fresh, kept) != kept)
            return KeptOf(turn);
        kept.Dispose();
        return fresh;
    }

    private long OldestRestorable() => (time.GetUtcNow() - Restorable).ToUnixTimeMilliseconds();

    // What is known of one turn's file: in the next turn another process may have written.
    private sealed class Kept(long turn) : IDisposable
    {
        public long Turn => turn;

        public GalleryRanks Ranks { get; } = new();

        public ConcurrentBag<GalleryReader> Idle { get; } = [];

        public void Dispose()
        {
            while (Idle.TryTake(out var reader))
                reader.Dispose();
        }
    }
}
