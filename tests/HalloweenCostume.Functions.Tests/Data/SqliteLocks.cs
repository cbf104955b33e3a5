using System.Runtime.InteropServices;

namespace HalloweenCostume.Functions.Tests.Data;

internal static class SqliteLocks
{
    /// <summary>From now on this process opens its databases as on a mount where each lock is granted and none excludes anybody.</summary>
    public static void TurnOff()
    {
        // https://www.sqlite.org/vfs.html
        var without = Find("unix-none");
        if (without == 0 || Register(without, makeDefault: 1) != 0)
            throw new InvalidOperationException("SQLite has no VFS without locks.");
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find")]
    private static extern nint Find([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register")]
    private static extern int Register(nint vfs, int makeDefault);
}
