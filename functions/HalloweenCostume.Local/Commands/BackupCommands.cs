using System.CommandLine;
using System.Globalization;
using HalloweenCostume.Backups;
using HalloweenCostume.Data;

namespace HalloweenCostume.Local.Commands;

/// <summary>Copies of the database; going back to one is <see cref="RestoreCommand"/>.</summary>
internal static class BackupCommands
{
    public static Command Backup()
    {
        var target = new Argument<FileInfo?>("file") { Description = "Where the copy is written.", Arity = ArgumentArity.ZeroOrOne };
        var bucket = new Option<bool>("--bucket") { Description = "Into the bucket of backups, DATA_DIR/objects/halloween-costume-backups, as the server does by itself." };
        var force = new Option<bool>("--force") { Description = "Replace the file if it exists." };
        var command = new Command("backup", "Copies the database, also while the server runs and writes. Pictures lie in DATA_DIR/objects and are copied as files.") { target, bucket, force };
        command.Does(async (parsed, services, cancellationToken) =>
        {
            var file = parsed.GetValue(target);
            if (file is null != parsed.GetValue(bucket))
                return await Operator.RefuseAsync("backup: give either a file or --bucket.");
            if (file is null)
            {
                var made = await services.GetRequiredService<BackupStore>().MakeAsync(cancellationToken);
                Console.WriteLine($"Backed up the database to {made.Name}");
                return 0;
            }

            if (file.Exists && IsSame(file, services.GetRequiredService<DatabaseOptions>().Path))
                return await Operator.RefuseAsync($"'{file.FullName}' is the database itself. Choose another name.");
            if (file.Exists && !parsed.GetValue(force))
                return await Operator.RefuseAsync($"'{file.FullName}' exists already. Choose another name, or replace it with --force.");
            if (file.Directory is not { Exists: true })
                return await Operator.RefuseAsync($"There is no folder '{file.DirectoryName}'.");
            DatabaseCopy.Make(services.GetRequiredService<Database>(), file.FullName);
            Console.WriteLine($"Backed up the database to {file.FullName}");
            return 0;
        });
        return command;
    }

    public static Command List()
    {
        var command = new Command("backups", "Lists the copies of the database in the bucket, newest first.");
        command.Does(async (_, services, cancellationToken) =>
        {
            Operator.Print(["NAME", "MADE (UTC)", "MB", "SCHEMA"], (await services.GetRequiredService<BackupStore>().ListAsync(cancellationToken)).Select(backup => new[]
            {
                backup.Name, backup.MadeAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                (backup.SizeBytes / 1_000_000.0).ToString("F1", CultureInfo.InvariantCulture), backup.SchemaVersion.ToString(CultureInfo.InvariantCulture),
            }));
            return 0;
        });
        return command;
    }

    private static bool IsSame(FileInfo file, string database) => RealPath(file) == RealPath(new(database));

    private static string RealPath(FileInfo file) => (file.ResolveLinkTarget(returnFinalTarget: true) ?? file).FullName;
}
