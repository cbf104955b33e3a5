using System.CommandLine;
using HalloweenCostume.Access;
using HalloweenCostume.Backups;
using HalloweenCostume.Data;
using HalloweenCostume.Local.Storage;
using HalloweenCostume.Rates;
using HalloweenCostume.Settings;
using HalloweenCostume.Storage;

namespace HalloweenCostume.Local.Commands;

/// <summary>Runs an operator's command over the database and the folder that the settings name, beside a running server or without one.</summary>
internal static class Operator
{
    /// <param name="migrate">Whether the database is made, or brought to this program's schema, before.</param>
    public static void Does(this Command command, Func<ParseResult, IServiceProvider, CancellationToken, Task<int>> work, bool migrate = true) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = new SettingsReader(new ConfigurationBuilder().AddEnvironmentVariables().Build());
            var folder = FolderOptions.From(settings);
            var storage = StorageOptions.From(settings);
            var database = DatabaseOptions.From(settings);
            var access = AccessOptions.From(settings, open: false);
            var rates = RateOptions.From(settings, open: true);
            var backups = BackupOptions.From(settings);
            settings.ThrowIfRefused();
            var services = new ServiceCollection();
            services.AddLogging();
            services.AddHalloweenCostumeData(database, access, rates);
            services.AddSingleton(storage).AddSingleton(ScratchOptions.From(settings)).AddSingleton(backups).AddFolder(folder);
            await using var provider = services.BuildServiceProvider();
            if (migrate && Migrations.Run(database, provider.GetRequiredService<Database>()) is { } copy)
                await Console.Error.WriteLineAsync($"The database was brought to a newer schema. As it was before it is kept as {copy}");
            return await work(parsed, provider, cancellationToken);
        });

    public static async Task<int> RefuseAsync(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return 1;
    }

    /// <summary>Rows under their headings, each column as wide as its widest cell.</summary>
    public static void Print(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        List<IReadOnlyList<string>> all = [headings, .. rows];
        var widths = headings.Select((_, column) => all.Max(row => row[column].Length)).ToList();
        foreach (var row in all)
            Console.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
