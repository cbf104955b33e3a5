using System.Collections.Concurrent;
using HalloweenCostume.Fal;
using HalloweenCostume.Loras;
using HalloweenCostume.Storage;

namespace HalloweenCostume.Local.Loras;

/// <summary>
/// fal cannot reach this machine, so a model's file is uploaded to fal's own storage once, and that address is kept and used from then on.
/// A model registered by an address on the web is used by that.
/// </summary>
internal sealed partial class FalStorageLoraUrls(
    LoraDb loras, IObjectStore store, StorageOptions storage, FalStorage fal, FalOptions options, TimeProvider time, ILogger<FalStorageLoraUrls> logger) : ILoraUrls
{
    // Everybody who has its address can read it: it goes by itself, also when nobody here can ask for that any more.
    private static readonly TimeSpan _life = TimeSpan.FromDays(30);
    // What is made with it must get it whole.
    private static readonly TimeSpan _margin = TimeSpan.FromDays(1);
    private readonly ConcurrentDictionary<long, SemaphoreSlim> _uploads = new();

    public async Task<Uri> GetAsync(LoraWeights lora, CancellationToken cancellationToken)
    {
        if (Known(lora) is { } known)
            return known;
        var turn = _uploads.GetOrAdd(lora.Id, _ => new(1, 1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            // Another image of the same model may have uploaded it in the meantime.
            return Known(loras.Weights(lora.Id) ?? lora) ?? await UploadAsync(lora, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    public Task ForgetAsync(LoraWeights lora, CancellationToken cancellationToken) => loras.KeepFalUrlAsync(lora.Id, null, null, null, cancellationToken);

    // A copy at another service, such as the demo's, is no use to this one.
    private Uri? Known(LoraWeights lora) =>
        lora.Url is { } url ? new Uri(url)
        : lora is { FalUrl: { } copy, FalOrigin: { } origin } && origin == options.RestUrl.Authority
            && !(lora.FalExpiresAt < (time.GetUtcNow() + _margin).ToUnixTimeMilliseconds()) ? new Uri(copy)
        : null;

    private async Task<Uri> UploadAsync(LoraWeights lora, CancellationToken cancellationToken)
    {
        await using var file = await store.OpenAsync(new(storage.LoraBucket, lora.ObjectName!), cancellationToken);
        LogUploading(lora.Id, file.Length / 1_000_000.0);
        var url = await fal.UploadAsync($"{lora.TriggerWord}.safetensors", file, _life, cancellationToken);
        await loras.KeepFalUrlAsync(lora.Id, url, options.RestUrl.Authority, time.GetUtcNow() + _life, cancellationToken);
        return url;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Uploading model {LoraId} to fal ({Megabytes:F1} MB), once")]
    private partial void LogUploading(long loraId, double megabytes);
}
