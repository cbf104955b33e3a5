using HalloweenCostume.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace HalloweenCostume.Tests.Backups;

/// <summary>A folder with the demo's people and models in it, and the operator's commands for it.</summary>
internal sealed class BackupFolder : IDisposable
{
    private readonly TestFolder _folder = new();

    /// <summary>Where files lie that are not the program's.</summary>
    public TestFolder Elsewhere { get; } = new();

    /// <summary>The path of a copy, which is made by <c>backup</c> only.</summary>
    public string Copy => Elsewhere.Below("copy.db");

    public string Path => _folder.Path;

    public string Database => _folder.Below("halloween.db");

    public IReadOnlyList<string> InBucket => Directory.Exists(Bucket)
        ? [.. Directory.EnumerateFiles(Bucket, "*.db").Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)] : [];

    public string Bucket => _folder.Below("objects", "halloween-costume-backups");

    public static async Task<BackupFolder> WithSamplesAsync()
    {
        var folder = new BackupFolder();
        await FalSettings.AddSamplesAsync(folder.Path);
        return folder;
    }

    public string Below(params ReadOnlySpan<string> names) => _folder.Below(names);

    public async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var (exitCode, output) = await LocalProcess.RunAsync(arguments, Path);
        return (exitCode, output.ReplaceLineEndings("\n").Trim());
    }

    public async Task<string> DoneAsync(params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(arguments);
        Assert.True(exitCode == 0, output);
        return output;
    }

    public Task AddPersonAsync(string name) => DoneAsync("people", "add", "--first", name, "--last", "Sample");

    public IReadOnlyList<string> People() => Query(Database, "SELECT first_name FROM people ORDER BY id");

    /// <summary>What is half done, or was left open.</summary>
    public IReadOnlyList<string> Leftovers() =>
        [.. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Where(file => file.EndsWith(".tmp", StringComparison.Ordinal) || file.Contains(".tmp-", StringComparison.Ordinal))];

    public static IReadOnlyList<string> Query(string database, string sql)
    {
        using var connection = Open(database);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join(", ", Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? "null" : reader.GetValue(column))));
        return rows;
    }

    public static void Execute(string database, string sql)
    {
        using var connection = Open(database);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _folder.Dispose();
        Elsewhere.Dispose();
    }

    private static SqliteConnection Open(string database)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
