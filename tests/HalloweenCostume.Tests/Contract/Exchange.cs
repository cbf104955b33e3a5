namespace HalloweenCostume.Tests.Contract;

/// <summary>One request and its answer.</summary>
/// <param name="Url">Path and query, or a path template of the OpenAPI document.</param>
/// <param name="RequestBody">As sent, so that a body that is no JSON can be told too; null without one.</param>
internal sealed record Exchange(
    string Method,
    string Url,
    int Status,
    IReadOnlyDictionary<string, string> RequestHeaders,
    IReadOnlyDictionary<string, string> ResponseHeaders,
    string? RequestBody,
    string? ResponseBody);
