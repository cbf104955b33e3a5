namespace HalloweenCostume.Data;

/// <summary>
/// The database as it was before a step that cannot be taken back: <c>halloween.before-schema-4.db</c> beside it, <c>halloween.before-restore-….db</c>.
/// </summary>
public static class EarlierDatabases
{
    /// <summary>They hold people who were forgotten since, so they are not kept for ever.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private static readonly TimeSpan _draftLifetime = TimeSpan.FromDays(1);

    /// <param name="step">Letters, digits and hyphens.</param>
    public static string PathOf(DatabaseOptions options, string step)
    {
        var path = Path.GetFullPath(options.Path);
        return Path.Combine(Path.GetDirectoryName(path)!, $"{Path.GetFileNameWithoutExtension(path)}.before-{step}{Path.GetExtension(path)}");
    }

    public static void DeleteOld(DatabaseOptions options, DateTimeOffset now)
    {
        var pattern = PathOf(options, "*");
        var folder = Path.GetDirectoryName(pattern)!;
        if (!Directory.Exists(folder))
            return;
        // With what stands behind a name: the draft of one that was being written when the process was killed.
        DeleteOlder(folder, Path.GetFileName(pattern) + "*", now - Lifetime);
        // Copies that were being made when a process was killed.
        DeleteOlder(folder, Path.GetFileName(options.Path) + ".*.tmp*", now - _draftLifetime);
    }

    private static void DeleteOlder(string folder, string pattern, DateTimeOffset than)
    {
        foreach (var file in Directory.EnumerateFiles(folder, pattern).Where(file => File.GetLastWriteTimeUtc(file) < than.UtcDateTime))
            DatabaseCopy.Delete(file);
    }
}
