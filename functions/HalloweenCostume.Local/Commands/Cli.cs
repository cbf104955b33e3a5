using System.CommandLine;
using HalloweenCostume.Data;
using HalloweenCostume.Http;
using HalloweenCostume.Settings;

namespace HalloweenCostume.Local.Commands;

/// <summary>The command line: without a command the server runs, with one the operator's tool. 0 is done, 1 is refused or failed.</summary>
internal static class Cli
{
    // The server ends by itself within STOP_SECONDS, and somewhat later where a submit is on its way to fal.
    private static readonly TimeSpan _stopWithin = TimeSpan.FromSeconds(LocalOptions.MaxFinishSeconds + 35);

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("HalloweenCostume: dress up without a costume. Without a command it serves the site and the API until Ctrl+C.")
        {
            PeopleCommands.Build(),
            LoraCommands.Build(),
            KeyCommands.Build(),
            BackupCommands.Backup(),
            BackupCommands.List(),
            RestoreCommand.Build(),
        };
        root.SetAction(ServeAsync);
        return await RunGuardedAsync(() => root.Parse(args).InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = _stopWithin,
        }));
    }

    private static async Task<int> ServeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        // The command line looks out for signals once it has this task: until then one would end the process on the spot.
        await Task.Yield();
        await using var app = await LocalApp.BuildAsync(cancellationToken: cancellationToken);
        try
        {
            // Not to be cancelled half-way: what runs already would be left behind.
            await app.StartAsync(CancellationToken.None);
            await app.WaitForShutdownAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Stopped in the moment of its start.
            await app.StopAsync(CancellationToken.None);
        }
        catch
        {
            // Of a start that failed, too, what runs already is stopped and not dropped.
            await app.StopAsync(CancellationToken.None);
            throw;
        }

        return 0;
    }

    // What an operator can mend is told in a sentence; a stack trace is for what nobody expected.
    private static async Task<int> RunGuardedAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (OperationCanceledException)
        {
            return 1;
        }
        catch (Exception exception) when (exception is SettingsException or SchemaTooNewException or InvalidDataException or UnauthorizedAccessException || Problems.IsUnavailable(exception))
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
        catch (Exception exception) when (DatabaseCopy.IsDamage(exception))
        {
            await Console.Error.WriteLineAsync("The database is damaged, or its file is none. 'backups' lists its copies, 'restore' puts one of them back.");
            return 1;
        }
    }
}
