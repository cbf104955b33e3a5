using System.Text.Json.Serialization;

namespace HalloweenCostume.Generations;

/// <summary>One request for one to four pictures, as the API shows it.</summary>
/// <param name="CompletedAt">When its last picture ended, well or badly; null until then.</param>
public sealed record Generation(
    Guid Id,
    long UserId,
    long LoraId,
    string Prompt,
    [property: JsonPropertyName("num_images")] int NumImages,
    GenerationStatus Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset? CompletedAt,
    IReadOnlyList<GeneratedImage> Images);
