namespace HalloweenCostume.Loras;

/// <summary>What a call to fal needs to know of a model.</summary>
/// <param name="Scale">How strongly the weights act; 1 is as trained.</param>
/// <param name="ObjectName">Where the safetensors file lies in the LoRA bucket; null when <paramref name="Url"/> is set.</param>
/// <param name="Url">Where it lies on the web.</param>
/// <param name="FalExpiresAt">Until when that copy is kept, in Unix milliseconds; null for one without an end.</param>
/// <param name="FalUrl">Its copy in fal's own storage, if one was made, held by the service <paramref name="FalOrigin"/>.</param>
public sealed record LoraWeights(long Id, string TriggerWord, double Scale, string? ObjectName, string? Url, string? FalUrl, string? FalOrigin, long? FalExpiresAt);
