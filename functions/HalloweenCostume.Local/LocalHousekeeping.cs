namespace HalloweenCostume.Local;

/// <summary>Runs the housekeeping at the start and then once an hour.</summary>
internal sealed partial class LocalHousekeeping(Housekeeping housekeeping, TimeProvider time, ILogger<LocalHousekeeping> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), time);
        try
        {
            do
                await TryAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The next start goes on.
        }
    }

    private async Task TryAsync(CancellationToken stoppingToken)
    {
        try
        {
            await housekeeping.RunAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Housekeeping did not get through; it tries again in an hour")]
    private partial void LogFailed(Exception exception);
}
