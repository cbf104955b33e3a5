using System.Globalization;

namespace HalloweenCostume.Fal;

/// <summary>fal's own headers.</summary>
internal static class FalHeaders
{
    /// <summary>How long fal keeps a file that it made or was given.</summary>
    public static string Lifecycle(TimeSpan life) => $"{{\"expiration_duration_seconds\":{Seconds(life)}}}";

    public static string Seconds(TimeSpan duration) => ((long)Math.Ceiling(duration.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    public static string? ErrorType(HttpResponseMessage response) => First(response, "X-Fal-Error-Type");

    /// <summary>The client's own limit on the wait ran out: asking again is no use.</summary>
    public static bool IsUserTimeout(HttpResponseMessage response) => First(response, "X-Fal-Request-Timeout-Type") == "user";

    private static string? First(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
