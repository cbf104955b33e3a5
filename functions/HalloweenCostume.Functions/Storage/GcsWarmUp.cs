using HalloweenCostume.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Functions.Storage;

/// <summary>Makes ready, beside the start, what the first request would wait for: the key and Google's client.</summary>
internal sealed partial class GcsWarmUp(GcsOptions options, GcsClient google, V4Signer signer, StorageOptions storage, TimeProvider time, ILogger<GcsWarmUp> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Endpoint.Emulator)
            LogEmulator(options.Endpoint.Address);
        await Task.Yield();
        try
        {
            signer.Sign(HttpMethod.Get, new(storage.GeneratedBucket, "warm-up"), SigningWindow.At(time.GetUtcNow(), storage.SignedUrlLifetime));
            _ = google.Storage;
        }
        catch (Exception exception)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Objects are kept by the emulator at {Address}, not by Google: STORAGE_EMULATOR_HOST is set")]
    private partial void LogEmulator(Uri address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Google's storage client could not be made ready ahead of its first use")]
    private partial void LogFailed(Exception exception);
}
