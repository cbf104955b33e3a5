using System.Collections.Concurrent;
using HalloweenCostume.Functions.Storage;
using HalloweenCostume.Generations;
using HalloweenCostume.Loras;
using HalloweenCostume.Storage;

namespace HalloweenCostume.Functions.Loras;

/// <summary>
/// Signed URLs of the LoRA bucket, the same bytes from every instance all through a window of <c>LORA_URL_HOURS</c>: a day, by UTC.
/// fal may read one long after it was handed out, so it goes on working for a while after its window.
/// </summary>
internal sealed class SignedLoraUrls(V4Signer signer, StorageOptions storage, GenerationOptions generations, TimeProvider time) : ILoraUrls
{
    private static readonly TimeSpan _longestLife = TimeSpan.FromDays(7);
    private static readonly TimeSpan _margin = TimeSpan.FromHours(1);

    // Forgetting is for this process alone: elsewhere, or after a restart, the old URL may be handed out once more.
    private readonly ConcurrentDictionary<long, SigningWindow> _renewed = new();

    public Task<Uri> GetAsync(LoraWeights lora, CancellationToken cancellationToken)
    {
        if (lora.Url is { } url)
            return Task.FromResult(new Uri(url));
        var window = Window();
        if (_renewed.TryGetValue(lora.Id, out var renewed) && renewed.ExpiresAt == window.ExpiresAt)
            window = renewed;
        return Task.FromResult(new Uri(signer.Sign(HttpMethod.Get, new(storage.LoraBucket, lora.ObjectName!), window)));
    }

    public Task ForgetAsync(LoraWeights lora, CancellationToken cancellationToken)
    {
        var window = Window();
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        // At least a second later than the one before: the signing time is what makes it differ.
        _renewed.AddOrUpdate(lora.Id, _ => Later(window), (_, last) => Later(last.ExpiresAt == window.ExpiresAt ? last : window));
        return Task.CompletedTask;

        SigningWindow Later(SigningWindow last) => window with { SignedAt = now > last.SignedAt ? now : last.SignedAt.AddSeconds(1) };
    }

    private SigningWindow Window()
    {
        var afterwards = generations.Deadline + _margin;
        var life = storage.LoraUrlLifetime + afterwards;
        if (life > _longestLife)
            life = _longestLife;
        var seconds = (long)(life - afterwards).TotalSeconds;
        var signedAt = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds() / seconds * seconds);
        return new(signedAt, signedAt + life);
    }
}
