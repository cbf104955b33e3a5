using System.CommandLine;
using HalloweenCostume.Data;
using Microsoft.Data.Sqlite;

namespace HalloweenCostume.Local.Commands;

internal static class BackupCommand
{
    public static Command Build()
    {
        var target = new Argument<FileInfo>("file") { Description = "Where the copy is written." };
        var force = new Option<bool>("--force") { Description = "Replace the file if it exists." };
        var command = new Command("backup", "Copies the database, also while the server runs and writes. Pictures lie in DATA_DIR/objects and are copied as files.") { target, force };
        command.Does(async (parsed, services, _) =>
        {
            var file = parsed.GetRequiredValue(target);
            if (file.Exists && IsSame(file, services.GetRequiredService<DatabaseOptions>().Path))
                return await Operator.RefuseAsync($"'{file.FullName}' is the database itself. Choose another name.");
            if (file.Exists && !parsed.GetValue(force))
                return await Operator.RefuseAsync($"'{file.FullName}' exists already. Choose another name, or replace it with --force.");
            if (file.Directory is not { Exists: true })
                return await Operator.RefuseAsync($"There is no folder '{file.DirectoryName}'.");
            Copy(services.GetRequiredService<Database>(), file.FullName);
            Console.WriteLine($"Backed up the database to {file.FullName}");
            return 0;
        });
        return command;
    }

    private static bool IsSame(FileInfo file, string database) => RealPath(file) == RealPath(new(database));

    private static string RealPath(FileInfo file) => (file.ResolveLinkTarget(returnFinalTarget: true) ?? file).FullName;

    // To a draft beside it first: what bears the name is a whole and sound copy, or what was there before.
    private static void Copy(Database database, string path)
    {
        var draft = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var source = (SqliteConnection)database.Open())
            using (var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = draft, Pooling = false }.ToString()))
            {
                copy.Open();
                source.BackupDatabase(copy);
                using var command = copy.CreateCommand();
                command.CommandText = "PRAGMA journal_mode = DELETE";
                command.ExecuteNonQuery();
                command.CommandText = "PRAGMA integrity_check";
                if (command.ExecuteScalar() as string != "ok")
                    throw new InvalidDataException("The copy is not sound, so it was not kept. Check the disk and the database.");
            }

            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
