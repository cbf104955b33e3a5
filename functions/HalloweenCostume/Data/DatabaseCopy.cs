using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace HalloweenCostume.Data;

/// <summary>Copies of the database as files of their own: made while others write, and looked at before anybody relies on them.</summary>
public static class DatabaseCopy
{
    // SQLite's primary result codes: https://www.sqlite.org/rescode.html
    private const int Busy = 5, Locked = 6, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

    /// <summary>Copies one state of the database. What bears the name afterwards is a whole and sound copy, or what was there before.</summary>
    /// <exception cref="InvalidDataException">The copy is not sound: the database is damaged, or the disk.</exception>
    public static void Make(Database database, string path) => Make(path, copy => database.Read(connection =>
    {
        // Where the database lies on a share its writers wait for this, and not for the look at the copy.
        ((SqliteConnection)connection).BackupDatabase(copy);
        return true;
    }));

    /// <param name="connection">To the database that is copied.</param>
    /// <param name="path">Where SQLite's locks work.</param>
    /// <exception cref="InvalidDataException">The copy is not sound: the database is damaged, or the disk.</exception>
    public static void Make(DbConnection connection, string path) => Make(path, ((SqliteConnection)connection).BackupDatabase);

    private static void Make(string path, Action<SqliteConnection> backUp)
    {
        // Beside it, so that it gets its name at once.
        var draft = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var copy = Open(draft))
            {
                backUp(copy);
                copy.Execute("PRAGMA journal_mode = DELETE");
            }

            if (Refusal(draft) is { } refusal)
                throw new InvalidDataException($"The copy was not kept, for it {refusal}. Check the disk and the database.");
            Name(draft, path);
        }
        finally
        {
            Delete(draft);
        }
    }

    /// <summary>Copies a file that nobody writes to, whole or not at all.</summary>
    public static void Bring(string from, string to)
    {
        var draft = $"{to}.tmp";
        File.Copy(from, draft, overwrite: true);
        Name(draft, to);
    }

    /// <summary>Why a file is no sound database of this program, to go behind its name; null when it is one.</summary>
    /// <remarks>It is opened as a database: a journal beside it takes effect.</remarks>
    public static string? Refusal(string path)
    {
        try
        {
            using var connection = Open(path);
            connection.Execute("PRAGMA journal_mode = DELETE");
            var check = connection.ExecuteScalar<string>("PRAGMA integrity_check")!;
            var version = connection.ExecuteScalar<int>("PRAGMA user_version");
            return check != "ok" ? $"is damaged: {check.Split('\n')[0]}"
                : version > Migrations.LatestVersion ? SchemaTooNewException.Words(version, Migrations.LatestVersion)
                : version < 1 || !HasTables(connection, version) ? "is no database of this program"
                : connection.QueryFirstOrDefault("PRAGMA foreign_key_check") is not null ? "is damaged: rows belong to others that are missing"
                : null;
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is not (Busy or Locked or Full or CannotOpen))
        {
            return exception.SqliteErrorCode == NotADatabase ? "is no SQLite database" : "is damaged";
        }
    }

    /// <summary>Whether an exception says that a file is no database, or a damaged one.</summary>
    public static bool IsDamage(Exception exception) => exception is SqliteException { SqliteErrorCode: Corrupt or NotADatabase };

    /// <summary>With the journals that it may have.</summary>
    public static void Delete(string path)
    {
        foreach (var end in (string[])["", "-journal", "-wal", "-shm"])
            File.Delete(path + end);
    }

    /// <summary>Opens a copy by itself, or makes it.</summary>
    public static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Name(string draft, string path)
    {
        using (var file = new FileStream(draft, FileMode.Open, FileAccess.ReadWrite))
            file.Flush(flushToDisk: true);
        File.Move(draft, path, overwrite: true);
    }

    // Every table of that version with every column: what else somebody added does no harm.
    private static bool HasTables(SqliteConnection connection, int version)
    {
        using var pattern = Open(":memory:");
        Migrations.Run(pattern, version);
        return !Columns(pattern).Except(Columns(connection)).Any();
    }

    private static IEnumerable<string> Columns(SqliteConnection connection) => connection.Query<string>(
        "SELECT t.name || '.' || c.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'");
}
