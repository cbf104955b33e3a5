using HalloweenCostume.Backups;
using HalloweenCostume.Data;
using HalloweenCostume.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Functions;

/// <summary>Copies the database into its bucket when that is due.</summary>
internal sealed partial class BackupTimer(BackupStore backups, StorageOptions storage, ILogger<BackupTimer> logger)
{
    [Function(nameof(BackUp))]
    public async Task BackUp([TimerTrigger("0 10 * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken)
    {
        try
        {
            await backups.MakeIfDueAsync(cancellationToken);
        }
        catch (NotOurTurnException)
        {
            // The process that has the database copies it.
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception, storage.BackupBucket);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The database could not be backed up to the bucket {Bucket}; it is tried again in an hour. infra/google/setup.sh makes the bucket and lets the account write there")]
    private partial void LogFailed(Exception exception, string bucket);
}
