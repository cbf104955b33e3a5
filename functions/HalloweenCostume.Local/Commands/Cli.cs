using System.CommandLine;
using HalloweenCostume.Data;
using HalloweenCostume.Http;
using HalloweenCostume.Settings;

namespace HalloweenCostume.Local.Commands;

/// <summary>The command line: without a command the server runs, with one the operator's tool. 0 is done, 1 is refused or failed.</summary>
internal static class Cli
{
    // The host's own 30 seconds and some: a picture on its way to fal is let through, for its answer tells what is paid.
    private static readonly TimeSpan _stopWithin = TimeSpan.FromSeconds(35);

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("HalloweenCostume: dress up without a costume. Without a command it serves the site and the API until Ctrl+C.")
        {
            PeopleCommands.Build(),
            LoraCommands.Build(),
            KeyCommands.Build(),
            BackupCommand.Build(),
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
        await using var app = await LocalApp.BuildAsync(cancellationToken: cancellationToken);
        await app.RunAsync(cancellationToken);
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
    }
}
