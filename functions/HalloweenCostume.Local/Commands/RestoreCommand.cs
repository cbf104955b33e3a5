using System.CommandLine;
using System.Globalization;
using Dapper;
using HalloweenCostume.Backups;
using HalloweenCostume.Data;
using HalloweenCostume.Local.Storage;
using Microsoft.Data.Sqlite;

namespace HalloweenCostume.Local.Commands;

internal static class RestoreCommand
{
    // SQLite's code also for a journal that makes no sense: https://www.sqlite.org/rescode.html
    private const int IoError = 10;

    public static Command Build()
    {
        var source = new Argument<FileInfo?>("file") { Description = "A copy of the database.", Arity = ArgumentArity.ZeroOrOne };
        var bucket = new Option<string?>("--bucket") { Description = "The name of a copy in the bucket (see 'backups'), or 'latest'." };
        var asItWas = new Option<bool>("--as-it-was") { Description = "With people who were forgotten, keys that were revoked and sessions that were ended since." };
        var command = new Command("restore", "Puts the database back from a sound copy, while no server runs. The present one is kept beside it for 30 days.") { source, bucket, asItWas };
        command.Does(async (parsed, services, cancellationToken) =>
        {
            var (file, name) = (parsed.GetValue(source), parsed.GetValue(bucket));
            if (file is null == name is null)
                return await Operator.RefuseAsync("restore: give either a file or --bucket with a copy's name.");
            if (file is { Exists: false })
                return await Operator.RefuseAsync($"There is no file '{file.FullName}'.");
            var folder = services.GetRequiredService<FolderOptions>();
            if (FolderLock.TryTake(folder) is not { } alone)
                return await Operator.RefuseAsync($"A server works in '{folder.DataFolder}': stop it first. Nothing was changed.");
            using (alone)
                return await RestoreAsync(file, name, parsed.GetValue(asItWas), services, cancellationToken);
        }, migrate: false);
        return command;
    }

    private static async Task<int> RestoreAsync(FileInfo? file, string? name, bool asItWas, IServiceProvider services, CancellationToken cancellationToken)
    {
        var (options, now) = (services.GetRequiredService<DatabaseOptions>(), services.GetRequiredService<TimeProvider>().GetUtcNow());
        var path = Path.GetFullPath(options.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            if (file is not null)
                Copy(file.FullName, draft);
            else if (await FetchAsync(services.GetRequiredService<BackupStore>(), name!, draft, cancellationToken) is { } missing)
                return await Operator.RefuseAsync(missing);
            var kept = EarlierDatabases.PathOf(options, string.Create(CultureInfo.InvariantCulture, $"restore-{now.UtcDateTime:yyyyMMdd'T'HHmmssfff}"));
            var present = Keep(path, kept);
            if (DatabaseRestore.Prepare(draft, present == Present.Sound && !asItWas ? kept : null, now) is { } refusal)
            {
                DatabaseCopy.Delete(kept);
                return await Operator.RefuseAsync($"'{file?.FullName ?? name}' {refusal.TrimEnd('.')}. Nothing was changed.");
            }

            Place(draft, path, present);
            Report(path, present == Present.None ? null : kept, services);
            if (present == Present.Damaged && !asItWas)
                Console.WriteLine("It could not be read, so who was forgotten and which keys were revoked since the copy was made is not known: look through people and keys.");
            return 0;
        }
        finally
        {
            DatabaseCopy.Delete(draft);
        }
    }

    private static async Task<string?> FetchAsync(BackupStore backups, string name, string path, CancellationToken cancellationToken)
    {
        var known = await backups.ListAsync(cancellationToken);
        if (known.FirstOrDefault(backup => name == "latest" || backup.Name == name) is not { } backup)
            return $"--bucket: there is no copy '{name}'. 'backups' lists those that there are.";
        await backups.FetchAsync(backup.Name, path, cancellationToken);
        return null;
    }

    // A file that was copied by hand may have its journal beside it.
    private static void Copy(string from, string to)
    {
        foreach (var end in (string[])["", "-journal", "-wal"])
        {
            if (File.Exists(from + end))
                File.Copy(from + end, to + end);
        }
    }

    private static Present Keep(string path, string kept)
    {
        if (!File.Exists(path))
            return Present.None;
        try
        {
            using (var connection = DatabaseCopy.Open(path))
                DatabaseCopy.Make(connection, kept);
            return Present.Sound;
        }
        catch (Exception exception) when (DatabaseCopy.IsDamage(exception) || exception is InvalidDataException or SqliteException { SqliteErrorCode: IoError })
        {
            // What can still be got out of it is for somebody who knows how.
            Copy(path, kept);
            return Present.Damaged;
        }
    }

    // Into a sound database it goes as one transaction, whoever else has it open; a kill leaves the one or the other.
    private static void Place(string draft, string path, Present present)
    {
        if (present == Present.Sound)
        {
            using var copy = DatabaseCopy.Open(draft);
            using var database = DatabaseCopy.Open(path);
            database.Execute("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
            copy.BackupDatabase(database);
            database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            return;
        }

        // A journal that another database left would be taken for this one's.
        foreach (var end in (string[])["-journal", "-wal", "-shm"])
            File.Delete(path + end);
        DatabaseCopy.Bring(draft, path);
    }

    private static void Report(string path, string? kept, IServiceProvider services)
    {
        var store = services.GetRequiredService<FolderObjectStore>();
        using var connection = DatabaseCopy.Open(path);
        var pictures = connection.Query<(string Bucket, string Path)>("SELECT bucket, object_name FROM images WHERE status = 'ready' AND deleted_at IS NULL").AsList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Restored the database: {connection.ExecuteScalar<long>("SELECT count(*) FROM people WHERE forgotten_at IS NULL")} people, {pictures.Count} pictures."));
        if (pictures.Count(picture => store.Find(new(picture.Bucket, picture.Path)) is null) is > 0 and var missing)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Of {missing} pictures the files are not in DATA_DIR/objects: bring them back there, or delete these pictures on the page."));
        if (kept is not null)
            Console.WriteLine($"The one before is kept as {kept}");
    }

    private enum Present
    {
        None,
        Sound,
        Damaged,
    }
}
