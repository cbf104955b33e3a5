using Azure;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Functions.Data;

internal sealed partial class WriterLease
{
    // Not the message: it may quote the address, and with it a signature.
    private static string Reason(Exception exception) =>
        exception is RequestFailedException { Status: not 0 } failed ? $"{failed.Status} {failed.ErrorCode}" : exception.GetType().Name;

    [LoggerMessage(Level = LogLevel.Information, Message = "This instance has the database now: {File}, turn {Number}")]
    private partial void LogBegun(string file, long number);

    [LoggerMessage(Level = LogLevel.Information, Message = "Another instance has the database; this one waits for it")]
    private partial void LogWaiting();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease is lost: another instance has the database, or may have it")]
    private partial void LogLost();

    [LoggerMessage(Level = LogLevel.Error, Message = "The database could not be opened; it is tried again")]
    private partial void LogNotOpened(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The storage account gives no answer about the lease ({Reason}); without one the database is closed")]
    private partial void LogUnreachable(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease was not given back ({Reason}); it ends by itself")]
    private partial void LogNotReleased(string reason);
}
