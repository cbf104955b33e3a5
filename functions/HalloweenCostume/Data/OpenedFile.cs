using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace HalloweenCostume.Data;

/// <summary>The database's file, kept open to tell whether its name still leads to it.</summary>
/// <remarks>
/// A connection goes on working when its file was deleted or another one was put into its place, and nobody finds again what it writes.
/// SQLite itself looks only where it keeps a rollback journal.
/// </remarks>
internal sealed class OpenedFile : IDisposable
{
    // SQLITE_FCNTL_HAS_MOVED: https://www.sqlite.org/c3ref/c_fcntl_begin_atomic_write.html
    private const int HasMoved = 20;

    private readonly SqliteConnection _connection;

    public OpenedFile(string connectionString) => _connection = Open(connectionString);

    /// <summary>A connection that no pool has had before and none gets afterwards.</summary>
    public static SqliteConnection Open(string connectionString)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
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

    /// <exception cref="DatabaseGoneException">The file is gone, or another one is there.</exception>
    public void Demand()
    {
        // Where the system does not let anybody move an open file, SQLite does not know the question.
        var moved = 0;
        if (sqlite3_file_control(_connection.Handle!, "main", HasMoved, ref moved) == 0 && moved != 0)
            throw new DatabaseGoneException();
    }

    public void Dispose() => _connection.Dispose();

    [DllImport("e_sqlite3", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int sqlite3_file_control(SafeHandle database, [MarshalAs(UnmanagedType.LPStr)] string name, int operation, ref int result);
}

public sealed class DatabaseGoneException() : IOException("The database's file was deleted or replaced while the program ran.");
