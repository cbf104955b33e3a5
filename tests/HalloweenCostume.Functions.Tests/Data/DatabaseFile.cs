using Dapper;
using HalloweenCostume.Data;
using Microsoft.Data.Sqlite;

namespace HalloweenCostume.Functions.Tests.Data;

/// <summary>A database as a file of its own.</summary>
internal static class DatabaseFile
{
    /// <param name="people">First names.</param>
    public static string Make(string path, int version, params ReadOnlySpan<string> people)
    {
        using var connection = DatabaseCopy.Open(path);
        Migrations.Run(connection, version);
        foreach (var name in people)
            connection.Execute("INSERT INTO people (first_name, last_name, created_at) VALUES (@name, 'Doe', 1)", new { name });
        return path;
    }

    public static string Make(string path, params ReadOnlySpan<string> people) => Make(path, Migrations.LatestVersion, people);

    public static void Execute(string path, string sql)
    {
        using var connection = DatabaseCopy.Open(path);
        connection.Execute(sql);
    }

    /// <summary>The people of a database that is sound.</summary>
    public static IReadOnlyList<string> People(string path)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        Assert.Equal("ok", connection.ExecuteScalar<string>("PRAGMA integrity_check"));
        return connection.Query<string>("SELECT first_name FROM people ORDER BY id").AsList();
    }

    public static T Read<T>(string path, string sql)
    {
        using var connection = DatabaseCopy.Open(path);
        return connection.ExecuteScalar<T>(sql)!;
    }
}
