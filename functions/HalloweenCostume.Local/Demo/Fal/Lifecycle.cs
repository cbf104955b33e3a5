using System.Text.Json;

namespace HalloweenCostume.Local.Demo.Fal;

/// <summary>How long a file stays, from a header like <c>{"expiration_duration_seconds": 86400}</c>.</summary>
internal static class Lifecycle
{
    private const double MaxSeconds = 100 * 366 * 86_400.0;

    /// <summary>How long fal keeps generated files unless told otherwise.</summary>
    public static readonly TimeSpan OutputDefault = TimeSpan.FromDays(7);

    /// <returns>Null when none of the headers says.</returns>
    public static TimeSpan? Read(IHeaderDictionary headers, params string[] names)
    {
        foreach (var name in names)
        {
            try
            {
                if (headers[name].ToString() is { Length: > 0 } text
                    && JsonElement.Parse(text) is { ValueKind: JsonValueKind.Object } json
                    && json.TryGetProperty("expiration_duration_seconds", out var seconds) && seconds.TryGetDouble(out var value) && value is >= 0 and <= MaxSeconds)
                    return TimeSpan.FromSeconds(value);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
            }
        }
        return null;
    }
}
