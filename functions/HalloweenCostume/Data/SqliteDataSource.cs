using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace HalloweenCostume.Data;

/// <summary>Opens connections to the one database file, each with the pragmas that the product relies on.</summary>
public sealed class SqliteDataSource : DbDataSource
{
    // Both this library's own retries and SQLite's busy handler end after the same time: a locked database is a 503, not a hang.
    private const int BusySeconds = 5;

    public SqliteDataSource(DatabaseOptions options)
    {
        ConnectionString = new SqliteConnectionStringBuilder
        {
            DataSource = DataSourceOf(options),
            // A file that is missing is not made anew: what is written into another one than the program began with is lost.
            Mode = SqliteOpenMode.ReadWrite,
            ForeignKeys = true,
            DefaultTimeout = BusySeconds,
            Pooling = true,
        }.ToString();
    }

    public override string ConnectionString { get; }

    /// <summary>The file's name for SQLite.</summary>
    public static string DataSourceOf(DatabaseOptions options) =>
        options.Locks ? options.Path : $"{new Uri(Path.GetFullPath(options.Path)).AbsoluteUri}?nolock=1";

    /// <summary>Makes an empty file where there is none.</summary>
    public static void Create(DatabaseOptions options)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = DataSourceOf(options), Pooling = false }.ToString());
        connection.Open();
    }

    protected override DbConnection CreateDbConnection() => new SqliteConnection(ConnectionString);

    protected override DbConnection OpenDbConnection()
    {
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            connection.Open();
            using var pragmas = connection.CreateCommand();
            pragmas.CommandText = $"PRAGMA busy_timeout = {BusySeconds * 1000}; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;";
            pragmas.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            using var connection = new SqliteConnection(ConnectionString);
            SqliteConnection.ClearPool(connection);
        }

        base.Dispose(disposing);
    }
}
