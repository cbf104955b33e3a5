using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Http;

/// <summary>The request header <c>Prefer</c> (RFC 7240), as far as the API knows it.</summary>
/// <param name="Wait">How long the client likes to wait; null when it does not say.</param>
public readonly record struct Preferences(bool RespondAsync, TimeSpan? Wait)
{
    public static Preferences Of(HttpRequest request)
    {
        var respondAsync = false;
        TimeSpan? wait = null;
        foreach (var preference in request.Headers["Prefer"].SelectMany(line => line?.Split(',') ?? []))
        {
            // What the API does not know is ignored, as the RFC says; parameters after a semicolon are unknown too.
            var (name, value) = preference.Split(';')[0].Split('=', 2, StringSplitOptions.TrimEntries) is [var n, var v] ? (n, v.Trim('"')) : (preference.Split(';')[0].Trim(), "");
            if (name.Equals("respond-async", StringComparison.OrdinalIgnoreCase))
                respondAsync = true;
            else if (name.Equals("wait", StringComparison.OrdinalIgnoreCase) && wait is null && value.Length > 0 && value.All(char.IsAsciiDigit))
                wait = TimeSpan.FromSeconds(int.TryParse(value, CultureInfo.InvariantCulture, out var seconds) ? seconds : int.MaxValue);
        }

        return new(respondAsync, wait);
    }
}
