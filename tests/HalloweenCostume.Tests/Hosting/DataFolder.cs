using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace HalloweenCostume.Tests.Hosting;

/// <summary>What a host has left on the disk, read with nothing of the host's own.</summary>
internal static class DataFolder
{
    private const string Pictures = "halloween-costume-generated-images";

    public sealed record Image(string Id, string Status, string? Error, long Seed, string? FalRequestId, string? ObjectName);

    public static IReadOnlyList<Image> Images(string folder) => Read(folder,
        "SELECT id, status, error, seed, fal_request_id, object_name FROM images ORDER BY generation_id, position",
        row => new Image(row.GetString(0), row.GetString(1), row[2] as string, row.GetInt64(3), row[4] as string, row[5] as string));

    public static IReadOnlyList<string> Generations(string folder) => Read(folder, "SELECT id FROM generations", row => row.GetString(0));

    public static long Count(string folder, string table) => Read(folder, $"SELECT count(*) FROM {table}", row => row.GetInt64(0))[0];

    public static long SchemaVersion(string folder) => Read(folder, "PRAGMA user_version", row => row.GetInt64(0))[0];

    public static IReadOnlyList<string> Schema(string folder) => Read(folder,
        "SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_master ORDER BY type, name", row => row.GetString(0));

    public static string Integrity(string folder) => string.Join('\n', Read(folder, "PRAGMA integrity_check", row => row.GetString(0)));

    /// <summary>The files of pictures and thumbnails, as object names.</summary>
    public static IReadOnlyList<string> Objects(string folder)
    {
        var bucket = Path.Combine(folder, "objects", Pictures);
        return Directory.Exists(bucket)
            ? [.. Directory.EnumerateFiles(bucket, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(bucket, file)).Order(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>What is half written, of pictures and of anything else.</summary>
    public static IReadOnlyList<string> Drafts(string folder) => [.. Directory.EnumerateFiles(folder, "*.tmp", SearchOption.AllDirectories)];

    /// <summary>Each ready row has its picture and its thumbnail, nothing else lies about, and the database is sound.</summary>
    public static async Task AssertSoundAsync(string folder)
    {
        var (expected, objects, drafts) = Seen();
        // A server that runs lets go of what was cancelled a moment after it says so.
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(10) && !(expected.SequenceEqual(objects) && drafts.Count == 0); (expected, objects, drafts) = Seen())
            await Task.Delay(20);
        Assert.Equal(expected, objects);
        Assert.Empty(drafts);
        Assert.Equal("ok", Integrity(folder));

        // Looked at once: in the next moment it may put down something else.
        (IReadOnlyList<string> Expected, IReadOnlyList<string> Objects, IReadOnlyList<string> Drafts) Seen() => (Expected(folder), Objects(folder), Drafts(folder));
    }

    private static IReadOnlyList<string> Expected(string folder) =>
        [.. Images(folder).Where(image => image.Status == "ready").SelectMany(image => new[] { image.ObjectName!, $"{image.ObjectName![..image.ObjectName!.LastIndexOf('.')]}-384.webp" }).Order(StringComparer.Ordinal)];

    private static List<T> Read<T>(string folder, string sql, Func<SqliteDataReader, T> read)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, "halloween.db"), Mode = SqliteOpenMode.ReadOnly, Pooling = false,
        }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }
}
