using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HalloweenCostume.Local.Demo.Fal;

internal static class FalAnswer
{
    public const string ErrorTypeHeader = "X-Fal-Error-Type";
    private static readonly byte[] Garbage = "{\"status\": \"COMPL"u8.ToArray();

    public static Task AnswerAsync(this HttpContext context, int statusCode, JsonNode body, CancellationToken cancellationToken) =>
        context.AnswerAsync(statusCode, body.ToJsonString(), cancellationToken);

    public static Task AnswerAsync(this HttpContext context, int statusCode, string json, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(json);
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, cancellationToken).AsTask();
    }

    /// <summary>An error of fal's own, not of a model: <c>{"detail", "error_type"}</c>.</summary>
    public static Task RefuseAsync(this HttpContext context, int statusCode, string detail, string? errorType, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["detail"] = detail };
        if (errorType is not null)
        {
            body["error_type"] = errorType;
            context.Response.Headers[ErrorTypeHeader] = errorType;
        }
        return context.AnswerAsync(statusCode, body, cancellationToken);
    }

    /// <summary>Half a JSON document that claims to be whole.</summary>
    public static Task AnswerGarbageAsync(this HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(Garbage, cancellationToken).AsTask();
    }

    public static async Task<JsonElement?> ReadJsonAsync(this HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellationToken);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
