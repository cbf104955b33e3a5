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

    // Kills leave some. Where it is a great part, it is not the objects that are wrong: the database is another one, or a mistyped path's new one.
    private const int Few = 20;
    private const double MostShare = 0.1;

    // An empty object beside the copies of the database, whose name says when it was swept last.
    private const string Mark = "swept-";
    private const int Batch = 500;
    private const int IdLength = 36;

    /// <param name="minAge">What was stored since then is left to a later sweep.</param>
    /// <returns>How many were deleted.</returns>
    public async Task<int> RunAsync(TimeSpan minAge, CancellationToken cancellationToken)
    {
        if (await HoldsOffAsync(cancellationToken))
            return 0;
        var (pictures, seen) = await FindAsync(storage.GeneratedBucket, OrphansAmongPictures, minAge, cancellationToken);
        var (weights, seenWeights) = await FindAsync(storage.LoraBucket, OrphansAmongWeights, minAge, cancellationToken);
        List<ObjectName> orphans = [.. pictures, .. weights];
        if (orphans.Count > Math.Max(Few, (seen + seenWeights) * MostShare))
        {
            LogTooMany(orphans.Count, seen + seenWeights);
            return 0;
        }

        foreach (var orphan in orphans)
            await store.DeleteAsync(orphan, cancellationToken);
        if (orphans.Count > 0)
            LogDeleted(orphans.Count);
        // Without an object there is nothing that another state of the database could lose.
        if (seen > 0)
            await MarkAsync(cancellationToken);
        return orphans.Count;
    }

    // A database that was put back without our knowing is told by this: it does not know of the last sweep.
    private async Task<bool> HoldsOffAsync(CancellationToken cancellationToken)
    {
        var (restored, swept) = database.Read(connection => (Chores.Find(connection, Chores.Restored), Chores.Find(connection, Chores.Swept)));
        var now = time.GetUtcNow();
        var respite = restored is { } at && now - at < Respite;
        var marks = await Marks(cancellationToken).Select(mark => mark.Moment).ToListAsync(cancellationToken);
        if (marks.Count == 0 || marks.Max() <= swept)
            return respite;
        if (!respite)
            LogOtherDatabase(marks.Max());
        await database.WriteAsync(connection =>
        {
            Chores.Write(connection, Chores.Swept, marks.Max());
            Chores.Write(connection, Chores.Restored, respite ? restored!.Value : now);
            return true;
        }, cancellationToken);
        return true;
    }

    // Into the database first: it may know of a sweep that left no mark, and not the other way round.
    private async Task MarkAsync(CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        await database.WriteAsync(connection =>
        {
            Chores.Write(connection, Chores.Swept, now);
            return true;
        }, cancellationToken);
        var mark = new ObjectName(storage.BackupBucket, string.Create(CultureInfo.InvariantCulture, $"{Mark}{now.ToUnixTimeMilliseconds()}"));
        await store.PutAsync(mark, "application/octet-stream", new MemoryStream(), cancellationToken);
        foreach (var (name, _) in await Marks(cancellationToken).Where(other => other.Name != mark).ToListAsync(cancellationToken))
            await store.DeleteAsync(name, cancellationToken);
    }

    private IAsyncEnumerable<(ObjectName Name, DateTimeOffset Moment)> Marks(CancellationToken cancellationToken) => store.ListAsync(storage.BackupBucket, cancellationToken)
        .Select(stored => (stored.Name, Milliseconds: stored.Name.Path.StartsWith(Mark, StringComparison.Ordinal)
            && long.TryParse(stored.Name.Path.AsSpan(Mark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < 1L << 45 ? at : -1))
        .Where(mark => mark.Milliseconds >= 0)
        .Select(mark => (mark.Name, DateTimeOffset.FromUnixTimeMilliseconds(mark.Milliseconds)));

    private async Task<(List<ObjectName> Orphans, int Seen)> FindAsync(
        string bucket, Func<DbConnection, IReadOnlyList<string>, IReadOnlyList<string>> orphansAmong, TimeSpan minAge, CancellationToken cancellationToken)
    {
        var (orphans, seen) = (new List<ObjectName>(), 0);
        var newest = time.GetUtcNow() - minAge;
        await foreach (var batch in store.ListAsync(bucket, cancellationToken).Chunk(Batch).WithCancellation(cancellationToken))
        {
            seen += batch.Length;
            var old = batch.Where(stored => minAge == TimeSpan.Zero || stored.StoredAt < newest).Select(stored => stored.Name.Path).ToList();
            orphans.AddRange(database.Read(connection => orphansAmong(connection, old)).Select(path => new ObjectName(bucket, path)));
        }

        return (orphans, seen);
    }

    private static IReadOnlyList<string> OrphansAmongPictures(DbConnection connection, IReadOnlyList<string> paths)
    {
        // What has another form of name is not ours.
        var ours = paths.Select(path => (Path: path, Id: ImageIdOf(path))).Where(picture => picture.Id is not null && RunOf(picture.Path) is not null).ToList();
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

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} of {Seen} objects belong to no row of this database, so none of them was deleted. Is it the right one? Look at DATABASE_PATH, or put it back from a copy")]
    private partial void LogTooMany(int count, int seen);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The objects were swept at {Moment} from another state of the database than this one. For a week nothing of them is deleted: time to put the right one back")]
    private partial void LogOtherDatabase(DateTimeOffset moment);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} objects that belonged to nothing any more were deleted")]
    private partial void LogDeleted(int count);
}
