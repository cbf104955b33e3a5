using System.Text.Json.Serialization;
using HalloweenCostume.Http;

namespace HalloweenCostume.Generations;

[JsonConverter(typeof(LowerCaseEnumConverter<GenerationStatus>))]
public enum GenerationStatus
{
    Queued,
    Running,

    /// <summary>Ended with at least one picture.</summary>
    Completed,
    Failed,
    Cancelled,
}

[JsonConverter(typeof(LowerCaseEnumConverter<ImageStatus>))]
public enum ImageStatus
{
    Queued,
    Running,
    Ready,
    Failed,

    /// <summary>Held back by the safety check, fal's or the model's.</summary>
    Blocked,
    Cancelled,
}
