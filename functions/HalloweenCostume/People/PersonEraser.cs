using System.Data.Common;
using Dapper;
using HalloweenCostume.Data;
using HalloweenCostume.Gallery;
using HalloweenCostume.Generations;
using HalloweenCostume.Storage;

namespace HalloweenCostume.People;

/// <summary>
/// Forgets a person: the pictures of their profile, the models of their face and every picture that anybody made with these, keys, and all rows.
/// First all of it is out of sight and stopped, in one transaction; then objects go, and rows when their objects are gone. What is left half done
/// is taken up by the housekeeping. fal deletes its own copies when their time is up.
/// </summary>
public sealed class PersonEraser(Database database, GalleryVersions versions, GenerationSignals signals, IObjectStore store, StorageOptions storage, TimeProvider time)
{
    private const int Batch = 200;

    // Theirs, and those with their face.
    private const string Theirs = "(person_id = @id OR lora_id IN (SELECT id FROM loras WHERE person_id = @id))";

    /// <summary>Goes on with those who are forgotten and of whom something is left.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        foreach (var id in database.Read(connection => connection.Query<long>("SELECT id FROM people WHERE forgotten_at IS NOT NULL ORDER BY id").AsList()))
            await EraseAsync(id, cancellationToken);
    }

    /// <summary>Takes all of it out of sight, for good.</summary>
    /// <returns>The images that were under way, with the address that cancels them at fal where fal has them.</returns>
    public async Task<IReadOnlyList<(Guid GenerationId, Uri? CancelUrl)>> HideAsync(long id, CancellationToken cancellationToken)
    {
        var (people, stopped) = await database.WriteAsync(connection => Hide(connection, id, time.GetUtcNow().ToUnixTimeMilliseconds()), cancellationToken);
        foreach (var person in people)
            versions.BumpRemovals(person);
        foreach (var (generation, _) in stopped)
            signals.Raise(generation);
        return stopped;
    }

    /// <summary>Deletes what <see cref="HideAsync"/> took out of sight.</summary>
    public async Task EraseAsync(long id, CancellationToken cancellationToken)
    {
        List<(string Id, string? Bucket, string? Path)> images;
        do
        {
            images = database.Read(connection => connection.Query<(string, string?, string?)>(
                $"SELECT id, bucket, object_name FROM images WHERE generation_id IN (SELECT id FROM generations WHERE {Theirs}) LIMIT {Batch}", new { id }).AsList());
            foreach (var name in images.Where(image => image.Path is not null).Select(image => new ObjectName(image.Bucket!, image.Path!)))
                await Task.WhenAll(store.DeleteAsync(name, cancellationToken), store.DeleteAsync(name.Thumbnail(), cancellationToken));

            await database.WriteAsync(connection => connection.Execute("DELETE FROM images WHERE id = @Id", images.Select(image => new { image.Id })), cancellationToken);
        }
        while (images.Count > 0);

        foreach (var path in database.Read(connection => connection.Query<string>(
            "SELECT object_name FROM loras WHERE person_id = @id AND object_name IS NOT NULL", new { id }).AsList()))
            await store.DeleteAsync(new(storage.LoraBucket, path), cancellationToken);
        await database.WriteAsync(connection => DeleteRows(connection, id), cancellationToken);
    }

    internal static (IReadOnlyList<long> Seen, IReadOnlyList<(Guid GenerationId, Uri? CancelUrl)> Stopped) Hide(DbConnection connection, long id, long now)
    {
        var seen = connection.Query<long>($"SELECT DISTINCT person_id FROM generations WHERE {Theirs}", new { id }).AsList();
        // Others had asked for some of them.
        var underWay = GenerationDb.Cancel(connection, $"generation_id IN (SELECT id FROM generations WHERE {Theirs})", new { id }, now);
        connection.Execute(
            $"""
            UPDATE people SET forgotten_at = coalesce(forgotten_at, @now) WHERE id = @id;
            UPDATE loras SET removed_at = coalesce(removed_at, @now) WHERE person_id = @id;
            UPDATE images SET deleted_at = 0 WHERE generation_id IN (SELECT id FROM generations WHERE {Theirs});
            DELETE FROM sessions WHERE key_id IN (SELECT id FROM access_keys WHERE person_id = @id);
            DELETE FROM access_keys WHERE person_id = @id;
            DELETE FROM lora_users WHERE person_id = @id OR lora_id IN (SELECT id FROM loras WHERE person_id = @id);
            """, new { id, now });
        return (seen, underWay);
    }

    private static int DeleteRows(DbConnection connection, long id) => connection.Execute(
        $"""
        INSERT INTO forgotten_people (id, created_at, forgotten_at) SELECT id, created_at, forgotten_at FROM people WHERE id = @id AND forgotten_at IS NOT NULL ON CONFLICT DO NOTHING;
        DELETE FROM charges WHERE person_id = @id;
        DELETE FROM images WHERE generation_id IN (SELECT id FROM generations WHERE {Theirs});
        DELETE FROM generations WHERE {Theirs};
        DELETE FROM loras WHERE person_id = @id;
        DELETE FROM people WHERE id = @id;
        """, new { id });
}
