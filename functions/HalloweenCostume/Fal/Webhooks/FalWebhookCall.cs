using System.Text.Json;
using HalloweenCostume.Http;

namespace HalloweenCostume.Fal.Webhooks;

/// <summary>All that is taken from a call's body: that something has happened to a request. What it was, fal is asked itself.</summary>
/// <param name="RequestId">The one that the submit was answered with.</param>
/// <param name="Status"><c>OK</c> or <c>ERROR</c>.</param>
public sealed record FalWebhookCall(string RequestId, string Status)
{
    /// <param name="signedId">From the header. fal may mean the try that it counts as <c>gateway_request_id</c>.</param>
    /// <returns>Null when the body is of another shape or of another request.</returns>
    internal static FalWebhookCall? Read(ReadOnlyMemory<byte> body, string signedId)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && Text(json, "request_id") is { Length: > 0 and <= 200 } requestId
                && (requestId == signedId || Text(json, "gateway_request_id") == signedId)
                && Text(json, "status") is { Length: > 0 and <= 50 } status
                    ? new(requestId, status)
                    : null;
        }
        // The other one is for a name with half of a surrogate pair.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonDocument json, string name) => json.RootElement.TryGetProperty(name, out var value) ? JsonBody.Text(value) : null;
}
