using System.Data.Common;
using System.Runtime.InteropServices;
using HalloweenCostume.Data;
using Microsoft.Data.Sqlite;

namespace HalloweenCostume.Tests.Resilience.Traps;

/// <summary>Connections that tell of each commit that writes: just before it, and when it is done.</summary>
internal sealed class TrapDataSource : DbDataSource
{
    private readonly SqliteDataSource _inner;
    private readonly CommitHook _before;
    private readonly WalHook _after;

    public TrapDataSource(DatabaseOptions options, Trap trap)
    {
        _inner = new(options);
        _before = _ =>
        {
            trap.Cross("before a commit");
            return 0;
        };
        _after = (_, _, _, _) =>
        {
            trap.Cross("after a commit");
            return 0;
        };
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int CommitHook(nint context);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int WalHook(nint context, nint connection, nint name, int pages);

    public override string ConnectionString => _inner.ConnectionString;

    protected override DbConnection CreateDbConnection() => _inner.CreateConnection();

    protected override DbConnection OpenDbConnection()
    {
        var connection = (SqliteConnection)_inner.OpenConnection();
        sqlite3_commit_hook(connection.Handle!, _before, 0);
        sqlite3_wal_hook(connection.Handle!, _after, 0);
        return connection;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    // https://www.sqlite.org/c3ref/commit_hook.html, https://www.sqlite.org/c3ref/wal_hook.html
    [DllImport("e_sqlite3")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern nint sqlite3_commit_hook(SafeHandle connection, CommitHook hook, nint context);

    [DllImport("e_sqlite3")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern nint sqlite3_wal_hook(SafeHandle connection, WalHook hook, nint context);
}
