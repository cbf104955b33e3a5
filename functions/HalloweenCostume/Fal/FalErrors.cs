using System.Net;
using System.Text.Json;

namespace HalloweenCostume.Fal;

/// <summary>
/// Reads fal's two shapes of errors: the model's <c>{"detail":[{type, msg, …}]}</c> and the infrastructure's <c>{"detail":"…","error_type":"…"}</c>.
/// The type decides, never the message.
/// </summary>
internal static class FalErrors
{
    private const int MaxWords = 300;

    public static FalException Read(HttpStatusCode status, ReadOnlyMemory<byte> body, string? errorTypeHeader)
    {
        var (type, words) = Parse(body);
        type = errorTypeHeader ?? type;
        return new(Classify((int)status, type, words), $"fal answered {(int)status}{(type is null ? "" : $" {type}")}: {words ?? "without a word"}", (int)status);
    }

    private static FalFailure Classify(int status, string? type, string? words) => (type, status) switch
    {
        ("content_policy_violation", _) => FalFailure.Blocked,
        ("file_download_error", _) => FalFailure.LoraUnreadable,
        (_, 401 or 403) => FalFailure.Account,
        (_, 404) => FalFailure.Unknown,
        (_, 429) => FalFailure.Busy,
        // The only message that decides: an early question for the result has no type in any transcription.
        (_, 400) when words?.Contains("in progress", StringComparison.OrdinalIgnoreCase) == true => FalFailure.Unfinished,
        (_, 408 or 499 or >= 500) => FalFailure.Unavailable,
        _ => FalFailure.Refused,
    };

    private static (string? Type, string? Words) Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return default;
            var detail = root.TryGetProperty("detail", out var d) ? d : default;
            if (detail.ValueKind == JsonValueKind.Array && detail.GetArrayLength() > 0 && detail[0].ValueKind == JsonValueKind.Object)
                return (Text(detail[0], "type"), Short(Text(detail[0], "msg")));
            return (Text(root, "error_type"), Short(detail.ValueKind == JsonValueKind.String ? detail.GetString() : Text(root, "error")));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Short(string? words) =>
        words is null ? null : new([.. words.Take(MaxWords).Select(c => char.IsControl(c) ? ' ' : c)]);
}
