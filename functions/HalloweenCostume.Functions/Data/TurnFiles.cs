using System.Globalization;
using HalloweenCostume.Data;
using Microsoft.Data.Sqlite;

namespace HalloweenCostume.Functions.Data;

/// <summary>
/// The files of the database, <c>halloween.7.db</c> for the seventh turn beside <c>halloween.db</c>; the highest number is the database.
/// </summary>
/// <remarks>
/// A process that was frozen goes on where it stood when it thaws, be it in the middle of a commit, and no lease can stop it. So a turn that
/// was not ended properly keeps its file, and the next one works on a copy: whatever the other still writes, nobody reads.
/// </remarks>
internal sealed class TurnFiles(DatabaseOptions options, TurnRestore restore)
{
    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(options.Path))!;
    private readonly string _name = Path.GetFileNameWithoutExtension(options.Path);
    private readonly string _extension = Path.GetExtension(options.Path);

    /// <summary>The highest number of a file; 0 when there is none.</summary>
    public long Latest => Numbers(_extension).DefaultIfEmpty().Max();

    /// <summary>Makes a turn's file ready to be opened.</summary>
    /// <param name="carriesOn">Whether the turn may use the file of the one before.</param>
    /// <exception cref="FileNotFoundException">There was a file in an earlier turn, and there is none.</exception>
    /// <exception cref="IOException">The file cannot be read, or is still being written.</exception>
    public string Prepare(long turn, bool carriesOn)
    {
        var latest = Latest;
        var before = latest > 0 ? PathOf(latest) : options.Path;
        var path = PathOf(turn);
        // A process that has its own turn once more may have the file of that number already.
        if (turn > latest && restore.TryTake(before, path))
        {
            Tidy(latest);
            return path;
        }

        if (carriesOn && latest > 0)
            return before;
        if (turn > 1 && !File.Exists(before))
        {
            throw new FileNotFoundException(
                $"There was a database at '{options.Path}' and there is none any more: is the share mounted? To begin with an empty one, delete the blob {LeaseBlob.Name}.");
        }

        if (File.Exists(before))
            CopyWhole(before, path);
        Tidy(latest);
        return path;
    }

    // By way of this machine's own disk, where SQLite may lock: on the share there is never more of the file than a whole one.
    private static void CopyWhole(string before, string path)
    {
        var folder = Directory.CreateTempSubdirectory("halloween-costume-");
        try
        {
            var local = Path.Combine(folder.FullName, "copy.db");
            SteadyCopy.Make(before, local);
            RollBack(local);
            DatabaseCopy.Bring(local, path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // What a killed process left half written goes; a database that was brought along may be in the mode of a local disk.
    private static void RollBack(string path)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = DELETE";
        command.ExecuteScalar();
    }

    // The last one but this stays, as a copy of yesterday.
    private void Tidy(long latest)
    {
        foreach (var old in Numbers(_extension).Where(number => number < latest).Select(PathOf).Concat(Drafts()))
            TryDelete(old);
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            File.Delete(path + "-journal");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Still open elsewhere: the next turn tries again.
        }
    }

    private string PathOf(long number) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{_name}.{number}{_extension}"));

    private IEnumerable<string> Drafts() => Numbers(_extension + ".tmp").Select(number => PathOf(number) + ".tmp");

    private IEnumerable<long> Numbers(string ending) => !Directory.Exists(_folder) ? [] : Directory.EnumerateFiles(_folder, $"{_name}.*{ending}")
        .Select(file => NumberOf(Path.GetFileName(file), ending))
        .Where(number => number > 0)
        .ToList();

    private long NumberOf(ReadOnlySpan<char> file, string ending) =>
        file.Length > _name.Length + 1 + ending.Length
        && long.TryParse(file[(_name.Length + 1)..^ending.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
