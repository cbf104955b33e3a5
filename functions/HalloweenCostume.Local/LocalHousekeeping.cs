namespace HalloweenCostume.Local;

/// <summary>Runs the housekeeping at the start and then once an hour.</summary>
internal sealed partial class LocalHousekeeping(Housekeeping housekeeping, TimeProvider time, ILogger<LocalHousekeeping> logger) : BackgroundService
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_hour, time);
        try
        {
            // At the start what is new is left alone: somebody may be bringing objects and their rows back from a copy.
            await TryAsync(_hour, stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryAsync(TimeSpan.Zero, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The next start goes on.
        }
    }

    private async Task TryAsync(TimeSpan minAge, CancellationToken stoppingToken)
    {
        try
        {
            await housekeeping.RunAsync(minAge, stoppingToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Housekeeping did not get through; it tries again in an hour")]
    private partial void LogFailed(Exception exception);
}
