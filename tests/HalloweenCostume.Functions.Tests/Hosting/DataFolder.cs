using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace HalloweenCostume.Tests.Hosting;

/// <summary>What the Azure host has left, read with nothing of the host's own.</summary>
internal static class DataFolder
{
    private const string Pictures = "halloween-costume-generated-images";

    public sealed record Image(string Status, string? FalRequestId, string? ObjectName);

    public static IReadOnlyList<Image> Images(HostFolder folder) => Read(folder,
        "SELECT status, fal_request_id, object_name FROM images ORDER BY generation_id, position",
        row => new Image(row.GetString(0), row[1] as string, row[2] as string));

    public static long Count(HostFolder folder, string table) => Read(folder, $"SELECT count(*) FROM {table}", row => row.GetInt64(0))[0];

    /// <summary>The pictures and thumbnails in the bucket, by name.</summary>
    public static IReadOnlyList<string> Objects(HostFolder folder) =>
        [.. folder.Buckets.Objects.Keys.Where(key => key.Bucket == Pictures).Select(key => key.Name).Order(StringComparer.Ordinal)];

    /// <summary>What is on its way to the bucket.</summary>
    public static IReadOnlyList<string> Drafts(HostFolder folder)
    {
        var scratch = Path.Combine(folder.Path, "tmp", "halloween-costume");
        return Directory.Exists(scratch) ? Directory.GetFiles(scratch) : [];
    }

    /// <summary>Each ready row has its picture and its thumbnail, nothing else lies about, and the database is sound.</summary>
    public static async Task AssertSoundAsync(HostFolder folder)
    {
        var (expected, objects, drafts) = Seen();
        // A server that runs lets go of what was cancelled a moment after it says so.
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(10) && !(expected.SequenceEqual(objects) && drafts.Count == 0); (expected, objects, drafts) = Seen())
            await Task.Delay(20);
        Assert.Equal(expected, objects);
        Assert.Empty(drafts);
        Assert.Equal(["ok"], Read(folder, "PRAGMA integrity_check", row => row.GetString(0)));

        // Looked at once: in the next moment it may put down something else.
        (IReadOnlyList<string> Expected, IReadOnlyList<string> Objects, IReadOnlyList<string> Drafts) Seen() => (Expected(folder), Objects(folder), Drafts(folder));
    }

    private static IReadOnlyList<string> Expected(HostFolder folder) =>
        [.. Images(folder).Where(image => image.Status == "ready").SelectMany(image => new[] { image.ObjectName!, $"{image.ObjectName![..image.ObjectName!.LastIndexOf('.')]}-384.webp" }).Order(StringComparer.Ordinal)];

    private static List<T> Read<T>(HostFolder folder, string sql, Func<SqliteDataReader, T> read)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = folder.Database, Mode = SqliteOpenMode.ReadOnly, Pooling = false,
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
