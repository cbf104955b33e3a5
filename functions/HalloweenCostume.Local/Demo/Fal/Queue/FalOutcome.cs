using System.Text.Json.Nodes;

namespace HalloweenCostume.Local.Demo.Fal.Queue;

/// <summary>How a request ended: what its result answers, and what its status says.</summary>
/// <param name="Body">JSON.</param>
/// <param name="Error">Null on success.</param>
internal sealed record FalOutcome(int StatusCode, string Body, string? Error = null, string? ErrorType = null, bool UserTimeout = false)
{
    public static FalOutcome Success(JsonObject output) => new(200, output.ToJsonString());

    public static FalOutcome ModelError(string type, string message, JsonArray location, JsonNode? input) =>
        new(422, new JsonObject
        {
            ["detail"] = new JsonArray(new JsonObject
            {
                ["loc"] = location,
                ["msg"] = message,
                ["type"] = type,
                ["url"] = $"https://docs.fal.ai/errors#{type}",
                ["input"] = input,
            }),
        }.ToJsonString(), message, type);

    public static FalOutcome RunnerError() => Infrastructure(500, "Internal Server Error", "runner_server_error");

    public static FalOutcome Cancelled() => Infrastructure(499, "Request was cancelled by the client", "client_cancelled");

    public static FalOutcome StartTimeout() => Infrastructure(504, "Request did not start within the time that the caller gave it", "request_timeout") with { UserTimeout = true };

    private static FalOutcome Infrastructure(int statusCode, string detail, string errorType) =>
        new(statusCode, new JsonObject { ["detail"] = detail, ["error_type"] = errorType }.ToJsonString(), detail, errorType);
}
