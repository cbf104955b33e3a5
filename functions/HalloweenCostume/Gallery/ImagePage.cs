using System.Text.Json.Serialization;
using HalloweenCostume.Generations;

namespace HalloweenCostume.Gallery;

/// <param name="NextCursor">For the older pictures; null when there are none.</param>
/// <param name="Page">Only when the client counts pages.</param>
public sealed record ImagePage(
    IReadOnlyList<GeneratedImage> Images,
    bool HasMore,
    string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Page);
