using System.Globalization;
using HalloweenCostume.Data;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Functions.Data;

/// <summary>
/// Puts the database back from a copy that an operator laid beside it as <c>halloween.restore.db</c>. One that is refused is called
/// <c>halloween.restore-refused.db</c> afterwards.
/// </summary>
/// <remarks>The copy is deleted at the end, before anybody writes: after a kill it is put back once more, and nothing is lost.</remarks>
internal sealed partial class TurnRestore(DatabaseOptions options, TimeProvider time, ILogger<TurnRestore> logger)
{
    private readonly string _copy = Beside(options, "restore");
    private readonly string _refused = Beside(options, "restore-refused");

    /// <param name="present">The database's file of now, if there is one.</param>
    /// <param name="path">The file of this turn, which is not there yet.</param>
    /// <returns>Whether it was made from a copy: false when there is none, or none that can be used.</returns>
    /// <exception cref="IOException">The share or this machine's disk does not do what it should: to go on with the present database would lose what comes into it.</exception>
    public bool TryTake(string present, string path)
    {
        if (!File.Exists(_copy))
            return false;
        // By way of this machine's own disk, where SQLite may lock.
        var folder = Directory.CreateTempSubdirectory("halloween-costume-");
        try
        {
            return TryTake(present, path, Path.Combine(folder.FullName, "copy.db"), Path.Combine(folder.FullName, "present.db"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private bool TryTake(string present, string path, string copy, string before)
    {
        // Made only once: for whoever comes after a kill, what was there before the first try counts.
        var kept = EarlierDatabases.PathOf(options, string.Create(CultureInfo.InvariantCulture, $"restore-{File.GetLastWriteTimeUtc(_copy):yyyyMMdd'T'HHmmssfff}"));
        if (!TryRead(copy))
            return false;
        var there = File.Exists(present);
        if (there)
            SteadyCopy.Make(present, before);
        var damage = there ? DatabaseCopy.Refusal(before) : null;
        if (DatabaseRestore.Prepare(copy, there && damage is null ? before : null, time.GetUtcNow()) is { } refusal)
        {
            Refuse(refusal.TrimEnd('.'));
            return false;
        }

        if (damage is not null)
            LogNothingCarriedOver(damage.TrimEnd('.'));
        if (there && !File.Exists(kept))
            Keep(before, kept);
        DatabaseCopy.Bring(copy, path);
        DatabaseCopy.Delete(_copy);
        LogRestored(_copy);
        return true;
    }

    private bool TryRead(string copy)
    {
        try
        {
            SteadyCopy.Make(_copy, copy);
            return true;
        }
        catch (IOException exception)
        {
            LogLeft(exception, _copy);
            return false;
        }
    }

    // A damaged one may need its journal, for somebody who knows how; by the database itself it is seen that all of it is there.
    private void Keep(string before, string kept)
    {
        foreach (var part in SteadyCopy.Parts.Reverse().Where(part => File.Exists(before + part)))
            DatabaseCopy.Bring(before + part, kept + part);
        LogKept(kept);
    }

    private void Refuse(string reason)
    {
        LogRefused(_copy, reason, _refused);
        try
        {
            DatabaseCopy.Delete(_refused);
            foreach (var part in SteadyCopy.Parts.Where(part => File.Exists(_copy + part)))
                File.Move(_copy + part, _refused + part);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Still open elsewhere: it is refused once more at the next start.
        }
    }

    private static string Beside(DatabaseOptions options, string word) => Path.Combine(
        Path.GetDirectoryName(Path.GetFullPath(options.Path))!, $"{Path.GetFileNameWithoutExtension(options.Path)}.{word}{Path.GetExtension(options.Path)}");

    [LoggerMessage(Level = LogLevel.Information, Message = "The database was put back from {Copy}")]
    private partial void LogRestored(string copy);

    [LoggerMessage(Level = LogLevel.Information, Message = "As it was before it was put back, the database is kept as {File} for 30 days")]
    private partial void LogKept(string file);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Copy} {Reason}. It was not put back: the database is as it was, and the copy is {Refused} now")]
    private partial void LogRefused(string copy, string reason, string refused);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Copy} was not put back, for it cannot be read whole: is it still being uploaded? The next start tries again, so restart the app once it is there, or delete it")]
    private partial void LogLeft(Exception exception, string copy);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database of before {Reason}: who was forgotten and which keys were revoked since the copy was made is not known. Look through people and keys")]
    private partial void LogNothingCarriedOver(string reason);
}
