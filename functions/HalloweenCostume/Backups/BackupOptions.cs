using HalloweenCostume.Settings;

namespace HalloweenCostume.Backups;

/// <param name="Every">How often the database is copied to its bucket; null: never by itself.</param>
/// <param name="Kept">How many copies are kept, the newest ones.</param>
public sealed record BackupOptions(TimeSpan? Every, int Kept)
{
    public static BackupOptions From(SettingsReader settings)
    {
        var every = settings.Duration("BACKUP_HOURS", TimeSpan.FromHours(1), 24, 0, 24 * 31);
        return new(every > TimeSpan.Zero ? every : null, settings.Whole("BACKUPS_KEPT", 14, 1, 10_000));
    }
}
