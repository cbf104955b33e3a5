using HalloweenCostume.Settings;

namespace HalloweenCostume.Data;

/// <param name="Path">The database's file; its folder is made when it is missing.</param>
/// <param name="JournalMode"><c>WAL</c> on a local disk, <c>DELETE</c> on a network mount, where WAL does not work.</param>
/// <param name="Locks">
/// Whether SQLite locks the file. On a share it must not: a lock cannot be made stronger there, and one of a machine that is gone may stay.
/// </param>
public sealed record DatabaseOptions(string Path, string JournalMode, bool Locks = true)
{
    public static DatabaseOptions From(SettingsReader settings) => new(
        settings.Text("DATABASE_PATH", System.IO.Path.Combine(settings.DataFolder, "halloween.db")),
        settings.OneOf("SQLITE_JOURNAL_MODE", "WAL", "WAL", "DELETE"));
}
