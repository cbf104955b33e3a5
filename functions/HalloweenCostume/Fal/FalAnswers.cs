using System.Text.Json;
using HalloweenCostume.Http;

namespace HalloweenCostume.Fal;

/// <summary>Reads fal's answers, liberally: only what is needed, and what is missing or of another type counts as not said.</summary>
internal static class FalAnswers
{
    /// <param name="queue">Where the submit went. The key goes along with later calls, so their addresses must be on the same service.</param>
    public static FalRequest Submitted(ReadOnlyMemory<byte> body, Uri queue) => Read(body, root =>
        Text(root, "request_id") is { Length: > 0 and <= 200 } id
        && Same(queue, Text(root, "status_url")) is { } status
        && Same(queue, Text(root, "response_url")) is { } result
        && Same(queue, Text(root, "cancel_url")) is { } cancel
            ? new FalRequest(id, status, result, cancel, Whole(root, "queue_position"))
            : null) ?? throw Senseless("the submit");

    public static FalStatus Status(ReadOnlyMemory<byte> body) => Read(body, root => Text(root, "status") is { } state
        ? new FalStatus?(new(
            state switch { "COMPLETED" => FalState.Finished, "IN_PROGRESS" => FalState.Running, _ => FalState.Queued },
            state == "IN_QUEUE" ? Whole(root, "queue_position") : null))
        : null) ?? throw Senseless("the status");

    public static FalResult Result(ReadOnlyMemory<byte> body) => Read(body, root =>
        root.TryGetProperty("images", out var images) && images.ValueKind == JsonValueKind.Array && images.GetArrayLength() > 0
        && images[0].ValueKind == JsonValueKind.Object && Text(images[0], "url") is { } url
            ? new FalResult(url,
                root.TryGetProperty("seed", out var seed) && seed.ValueKind == JsonValueKind.Number && seed.TryGetInt64(out var number) && number >= 0 ? number : null,
                root.TryGetProperty("has_nsfw_concepts", out var flags) && flags.ValueKind == JsonValueKind.Array
                    && flags.EnumerateArray().Any(flag => flag.ValueKind == JsonValueKind.True))
            : null) ?? throw Senseless("the result");

    public static (Uri UploadUrl, Uri FileUrl) Upload(ReadOnlyMemory<byte> body) => Read(body, root =>
        Web(Text(root, "upload_url")) is { } upload && Web(Text(root, "file_url")) is { } file ? ((Uri, Uri)?)(upload, file) : null)
        ?? throw Senseless("the upload");

    private static T? Read<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T?> read)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object ? read(json.RootElement) : default;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static Uri? Same(Uri queue, string? text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.UserInfo.Length == 0
        && (Uri.Compare(url, queue, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0
            // Two names of this machine, or two hosts of fal's own domain. Another port is another server.
            || (url.IsLoopback && queue.IsLoopback && url.Scheme == queue.Scheme && url.Port == queue.Port)
            || (url.Scheme == "https" && IsFal(url) && IsFal(queue)))
        ? url : null;

    private static bool IsFal(Uri url) => url.Host.EndsWith(".fal.run", StringComparison.OrdinalIgnoreCase);

    private static Uri? Web(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var url)
        && WebAddresses.IsSafeToUse(url) ? url : null;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Whole(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 ? number : null;

    private static FalException Senseless(string what) => new(FalFailure.Senseless, $"fal answered {what} with something unreadable.");
}
