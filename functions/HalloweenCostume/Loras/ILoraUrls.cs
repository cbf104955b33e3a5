namespace HalloweenCostume.Loras;

/// <summary>
/// Where fal can read a model's weights. fal caches weights by the whole URL, so the answer stays byte for byte the same for as long as it can.
/// Two kinds: a copy in fal's own storage (local host), a signed URL of the bucket (Azure host).
/// </summary>
public interface ILoraUrls
{
    Task<Uri> GetAsync(LoraWeights lora, CancellationToken cancellationToken);

    /// <summary>fal could not load the address that it was given: the next <see cref="GetAsync"/> must not answer with it again if it can help it.</summary>
    Task ForgetAsync(LoraWeights lora, CancellationToken cancellationToken);
}
