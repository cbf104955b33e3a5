using HalloweenCostume.Backups;

namespace HalloweenCostume.Local;

/// <summary>Copies the database whenever it is due, also when that was while nothing ran.</summary>
internal sealed partial class LocalBackups(BackupStore backups, TimeProvider time, ILogger<LocalBackups> logger) : BackgroundService
{
    // The clock may be set, and a copy may be made by hand meanwhile.
    private static readonly TimeSpan _longestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan _shortestPause = TimeSpan.FromSeconds(1);

    // Whoever starts the program wants to use it first.
    private static readonly TimeSpan _begin = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (TimeSpan? pause = _begin; pause is { } wait; pause = await TryAsync(stoppingToken))
                await Task.Delay(wait, time, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The next start looks again.
        }
    }

    /// <returns>How long to wait for the next look; null: for ever.</returns>
    private async Task<TimeSpan?> TryAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await backups.MakeIfDueAsync(stoppingToken) is not { } due ? null
                : due - time.GetUtcNow() is var left && left > _longestPause ? _longestPause
                : left > _shortestPause ? left : _shortestPause;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception);
            return _longestPause;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The database could not be backed up; it is tried again in an hour")]
    private partial void LogFailed(Exception exception);
}
