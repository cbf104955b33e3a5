using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Dapper;
using HalloweenCostume.Data;
using HalloweenCostume.Http;
using HalloweenCostume.Storage;

namespace HalloweenCostume.People;

/// <summary>Everything that is kept of a person, as a ZIP file: <c>person.json</c>, the pictures, and the weights of models of their face.</summary>
public sealed class PersonExport(Database database, IObjectStore store, StorageOptions storage)
{
    /// <param name="target">Written from its beginning to its end; need not be seekable.</param>
    public async Task WriteAsync(PersonRecord person, Stream target, CancellationToken cancellationToken)
    {
        var (content, objects) = database.ReadSnapshot(connection => (Describe(connection, person), Objects(connection, person.Id)));
        await using var zip = await ZipArchive.CreateAsync(target, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        await AddAsync(zip, "person.json", new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(content, ApiJson.Readable.PersonContent), writable: false), cancellationToken);
        foreach (var (entry, name) in objects)
        {
            try
            {
                await using var file = await store.OpenAsync(name, cancellationToken);
                await AddAsync(zip, entry, file, cancellationToken);
            }
            catch (FileNotFoundException)
            {
                // It was deleted while this was written; person.json still says that it was there.
            }
        }
    }

    private static async Task AddAsync(ZipArchive zip, string name, Stream content, CancellationToken cancellationToken)
    {
        // Pictures and weights are as small as they get.
        await using var entry = await zip.CreateEntry(name, CompressionLevel.NoCompression).OpenAsync(cancellationToken);
        await content.CopyToAsync(entry, cancellationToken);
    }

    private static PersonContent Describe(System.Data.Common.DbConnection connection, PersonRecord person) => new(
        person,
        [.. connection.Query<(long Id, string Trigger, double Scale, long Shared, string? Url, long CreatedAt, long? RemovedAt)>(
            "SELECT id, trigger_word, scale, shared, url, created_at, removed_at FROM loras WHERE person_id = @Id ORDER BY id", new { person.Id })
            .Select(row => new ExportedModel(row.Id, row.Trigger, row.Scale, row.Shared != 0, row.Url, Moment(row.CreatedAt), row.RemovedAt is { } at ? Moment(at) : null))],
        [.. connection.Query<(string Id, string Generation, long LoraId, string Prompt, string Status, string? Error, long Seed, long CreatedAt, long? DeletedAt, string? Path)>(
            """
            SELECT i.id, i.generation_id, g.lora_id, g.prompt, i.status, i.error, i.seed, i.created_at, i.deleted_at, i.object_name
            FROM images i JOIN generations g ON g.id = i.generation_id WHERE i.person_id = @Id ORDER BY i.created_at, i.id
            """, new { person.Id })
            .Select(row => new ExportedImage(
                row.Id, row.Generation, row.LoraId, row.Prompt, row.Status, row.Error, row.Seed, Moment(row.CreatedAt), row.DeletedAt is { } at ? Moment(at) : null,
                row.Path is null ? null : Entry(row.CreatedAt, row.Id, row.Path)))],
        [.. connection.Query<(long Id, string Name, long CreatedAt, long? ExpiresAt, long? RevokedAt)>(
            "SELECT id, name, created_at, expires_at, revoked_at FROM access_keys WHERE person_id = @Id ORDER BY id", new { person.Id })
            .Select(row => new ExportedKey(row.Id, row.Name, Moment(row.CreatedAt), row.ExpiresAt is { } ends ? Moment(ends) : null, row.RevokedAt is { } at ? Moment(at) : null))]);

    private IReadOnlyList<(string Entry, ObjectName Name)> Objects(System.Data.Common.DbConnection connection, long personId) =>
    [
        .. connection.Query<(string Id, long CreatedAt, string Bucket, string Path)>(
            "SELECT id, created_at, bucket, object_name FROM images WHERE person_id = @personId AND object_name IS NOT NULL ORDER BY created_at, id", new { personId })
            .Select(row => (Entry(row.CreatedAt, row.Id, row.Path), new ObjectName(row.Bucket, row.Path))),
        .. connection.Query<(long Id, string Path)>(
            "SELECT id, object_name FROM loras WHERE person_id = @personId AND object_name IS NOT NULL AND erased_at IS NULL ORDER BY id", new { personId })
            .Select(row => ($"models/{row.Id}.safetensors", new ObjectName(storage.LoraBucket, row.Path))),
    ];

    private static string Entry(long createdAt, string id, string path) =>
        string.Create(CultureInfo.InvariantCulture, $"pictures/{Moment(createdAt):yyyy-MM-dd}-{id}{Path.GetExtension(path)}");

    private static DateTimeOffset Moment(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at);
}

/// <param name="Images">Of this person's profile, with the prompts they were asked for with; deleted ones as long as they are kept.</param>
public sealed record PersonContent(PersonRecord Person, IReadOnlyList<ExportedModel> Models, IReadOnlyList<ExportedImage> Images, IReadOnlyList<ExportedKey> Keys);

public sealed record ExportedModel(long Id, string Trigger, double Scale, bool Shared, string? Url, DateTimeOffset CreatedAt, DateTimeOffset? RetiredAt);

/// <param name="File">Its name in the ZIP file; null when there is no picture.</param>
public sealed record ExportedImage(
    string Id, string GenerationId, long LoraId, string Prompt, string Status, string? Error, long Seed, DateTimeOffset CreatedAt, DateTimeOffset? DeletedAt, string? File);

public sealed record ExportedKey(long Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt);
