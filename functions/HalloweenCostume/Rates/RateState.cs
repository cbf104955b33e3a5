using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Rates;

/// <summary>What is left of one window, for the key or the profile that has less.</summary>
/// <param name="ResetSeconds">Until the oldest image of the window no longer counts; 0 when none counts.</param>
public sealed record RateWindow(int Limit, int Remaining, long ResetSeconds);

/// <param name="Wait">How long until what was asked for fits, where it did not; zero where it did.</param>
/// <param name="Never">It asks for more than ever fits.</param>
public sealed record RateState(RateWindow Hour, RateWindow Day, TimeSpan Wait, bool Never)
{
    public bool Refused => Never || Wait > TimeSpan.Zero;

    /// <summary>The fields of draft-ietf-httpapi-ratelimit-headers: what the limits are, and what is left.</summary>
    public void WriteTo(IHeaderDictionary headers)
    {
        headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"hour\";q={Hour.Limit};w=3600, \"day\";q={Day.Limit};w=86400");
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"hour\";r={Hour.Remaining};t={Hour.ResetSeconds}, \"day\";r={Day.Remaining};t={Day.ResetSeconds}");
    }
}
