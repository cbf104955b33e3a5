using System.Data.Common;
using System.Globalization;
using Dapper;
using HalloweenCostume.Data;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Storage;

/// <summary>
/// Deletes objects that belong to no row: a process was killed between the two, and what should have led to them ended or went meanwhile.
/// </summary>
/// <remarks>
/// A row is always written before its object, so an object that has none once it was seen has lost it. A picture that is being made has a row that
/// is open, for its very run; what is put for one that ended meanwhile is deleted by whoever put it.
/// </remarks>
public sealed partial class ObjectSweep(Database database, IObjectStore store, StorageOptions storage, TimeProvider time, ILogger<ObjectSweep> logger)
{
    /// <summary>
    /// After the database was put back from a copy, what came later has no row: for so long it can still be put forward again.
    /// </summary>
    public static readonly TimeSpan Respite = TimeSpan.FromDays(7);

    private const int Batch = 500;
    private const int IdLength = 36;

    /// <returns>How many were deleted.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (database.Read(connection => Chores.Find(connection, Chores.Restored)) is { } restored && time.GetUtcNow() - restored < Respite)
            return 0;
        var deleted = await SweepAsync(storage.GeneratedBucket, OrphansAmongPictures, cancellationToken)
            + await SweepAsync(storage.LoraBucket, OrphansAmongWeights, cancellationToken);
        if (deleted > 0)
            LogDeleted(deleted);
        return deleted;
    }

    private async Task<int> SweepAsync(string bucket, Func<DbConnection, IReadOnlyList<string>, IReadOnlyList<string>> orphansAmong, CancellationToken cancellationToken)
    {
        var deleted = 0;
        var paths = new List<string>(Batch);
        await foreach (var stored in store.ListAsync(bucket, cancellationToken))
        {
            paths.Add(stored.Name.Path);
            if (paths.Count == Batch)
                await DeleteOrphansAsync();
        }

        await DeleteOrphansAsync();
        return deleted;

        async Task DeleteOrphansAsync()
        {
            foreach (var path in database.Read(connection => orphansAmong(connection, paths)))
            {
                await store.DeleteAsync(new(bucket, path), cancellationToken);
                deleted++;
            }

            paths.Clear();
        }
    }

    private static IReadOnlyList<string> OrphansAmongPictures(DbConnection connection, IReadOnlyList<string> paths)
    {
        // What has another form of name is not ours.
        var ours = paths.Select(path => (Path: path, Id: ImageIdOf(path))).Where(picture => picture.Id is not null).ToList();
        var rows = connection.Query<(string Id, string Status, int Run, string? ObjectName)>(
            "SELECT id, status, run, object_name FROM images WHERE id IN @ids", new { ids = ours.Select(picture => picture.Id).Distinct() }).ToDictionary(row => row.Id);
        return [.. ours.Where(picture => !(rows.TryGetValue(picture.Id!, out var row) && IsOf(picture.Path, row.Status, row.Run, row.ObjectName))).Select(picture => picture.Path)];
    }

    private static IReadOnlyList<string> OrphansAmongWeights(DbConnection connection, IReadOnlyList<string> paths)
    {
        var known = connection.Query<string>(
            """
            SELECT object_name FROM loras WHERE object_name IN @paths AND erased_at IS NULL
            UNION SELECT object_name FROM lora_uploads WHERE object_name IN @paths
            """, new { paths }).ToHashSet();
        return [.. paths.Where(path => IsWeights(path) && !known.Contains(path))];
    }

    private static bool IsOf(string path, string status, int run, string? objectName) => status is "queued" or "running"
        ? RunOf(path) == run
        : objectName is not null && (path == objectName || path == new ObjectName("", objectName).Thumbnail().Path);

    private static string? ImageIdOf(string path)
    {
        var name = path.AsSpan(path.LastIndexOf('/') + 1);
        return path.Contains('/', StringComparison.Ordinal) && name.Length > IdLength && Guid.TryParseExact(name[..IdLength], "D", out _) ? name[..IdLength].ToString() : null;
    }

    // 12/0190….jpg and 12/0190…-384.webp are of the first run, 12/0190…-2.jpg and 12/0190…-2-384.webp of the second.
    private static int? RunOf(string path)
    {
        var end = path.LastIndexOf('.');
        var rest = path.AsSpan(path.LastIndexOf('/') + 1 + IdLength, Math.Max(0, end - path.LastIndexOf('/') - 1 - IdLength));
        if (new ObjectName("", path).IsThumbnail)
            rest = rest[..rest.LastIndexOf('-')];
        return rest.Length == 0 ? 1 : rest[0] == '-' && int.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var run) ? run : null;
    }

    private static bool IsWeights(string path) =>
        path.EndsWith(".safetensors", StringComparison.Ordinal) && Guid.TryParseExact(path.AsSpan(0, path.Length - ".safetensors".Length), "D", out _);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} objects that belonged to nothing any more were deleted")]
    private partial void LogDeleted(int count);
}
