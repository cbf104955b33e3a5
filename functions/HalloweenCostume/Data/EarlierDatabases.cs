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
        if (!Directory.Exists(Path.GetDirectoryName(pattern)))
            return;
        // With what stands behind a name: the draft of one that was being written when the process was killed.
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(pattern)!, Path.GetFileName(pattern) + "*").Where(file => File.GetLastWriteTimeUtc(file) < (now - Lifetime).UtcDateTime))
            DatabaseCopy.Delete(file);
        // Copies that were being made when a process was killed.
        foreach (var draft in Directory.EnumerateFiles(Path.GetDirectoryName(pattern)!, Path.GetFileName(options.Path) + ".*.tmp*").Where(file => File.GetLastWriteTimeUtc(file) < (now - _draftLifetime).UtcDateTime))
            File.Delete(draft);
    }
}
