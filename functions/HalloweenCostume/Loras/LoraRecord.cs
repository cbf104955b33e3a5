namespace HalloweenCostume.Loras;

/// <summary>A model as an admin sees it.</summary>
/// <param name="UserIds">Who may use it besides the person whose face it is; all may when it is shared.</param>
/// <param name="Weights"><c>file</c> in the LoRA bucket, or <c>url</c> on the web.</param>
/// <param name="SizeBytes">Of the file, where it is known.</param>
/// <param name="RetiredAt">Since when it is not offered any more; null while it is.</param>
public sealed record LoraRecord(
    long Id, long PersonId, string FirstName, string LastName, string Trigger, double Scale, bool Shared, IReadOnlyList<long> UserIds,
    string Weights, string? Url, long? SizeBytes, DateTimeOffset CreatedAt, DateTimeOffset? RetiredAt);
