namespace HalloweenCostume.Generations;

/// <summary>One run of a generation: the first, or one that makes again what failed.</summary>
/// <param name="KeyId">The access key by which it was asked for; null where none are needed.</param>
public sealed record GenerationRun(Guid GenerationId, int Run, long? KeyId, long PersonId);
