using System.Text.Json.Serialization;

namespace HalloweenCostume.Health;

/// <param name="Status"><c>ok</c> or <c>failing</c>.</param>
/// <param name="Mode"><c>demo</c>: pictures are drawn; <c>live</c>: fal generates them.</param>
/// <param name="Checks">Only with <c>?deep=true</c>: database, store and fal.</param>
public sealed record HealthReport(
    string Status,
    string Version,
    string Mode,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, HealthCheck>? Checks);

/// <param name="Detail">What is wrong and what helps; null when all is well.</param>
public sealed record HealthCheck(string Status, string? Detail);
