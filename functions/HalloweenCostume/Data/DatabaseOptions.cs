using HalloweenCostume.Settings;

namespace HalloweenCostume.Data;

/// <param name="Path">The database's file; its folder is made when it is missing.</param>
/// <param name="JournalMode"><c>WAL</c> on a local disk, <c>DELETE</c> on a network mount, where WAL does not work.</param>
public sealed record DatabaseOptions(string Path, string JournalMode)
{
    public static DatabaseOptions From(SettingsReader settings) => new(
        settings.Text("DATABASE_PATH", System.IO.Path.Combine(settings.DataFolder, "halloween.db")),
        settings.OneOf("SQLITE_JOURNAL_MODE", "WAL", "WAL", "DELETE"));
}
