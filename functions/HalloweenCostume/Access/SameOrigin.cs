using HalloweenCostume.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HalloweenCostume.Access;

/// <summary>
/// Tells requests of our own pages from those that somebody else's page makes a browser send. Browsers say it in Sec-Fetch-Site, and where they
/// do not (plain http) in Origin; no page can write either. Source: https://www.w3.org/TR/fetch-metadata/
/// </summary>
public sealed class SameOrigin(AllowedOrigins allowed, AccessOptions options)
{
    private static readonly string[] _types = ["application/json", "application/octet-stream"];

    /// <returns>The problem of a request that changes something and is not to be trusted; null when it is.</returns>
    /// <param name="byCookie">The browser sends a cookie by itself, so more is asked for than where a program brings its key.</param>
    public IResult? Refusal(HttpRequest request, bool byCookie)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        var foreign = site.Length > 0 ? site is not ("same-origin" or "none") && !IsOurs(request, origin) : origin.Length > 0 && !IsOurs(request, origin);
        if (foreign)
            return Problems.Of(StatusCodes.Status403Forbidden, "This comes from a page of another site. ALLOWED_ORIGINS names the sites whose pages may use the API.");
        if (!byCookie)
            return null;
        if (site.Length == 0 && origin.Length == 0)
            return Problems.Of(StatusCodes.Status403Forbidden, "With a cookie, the header Origin or Sec-Fetch-Site must say from which page this comes. A program sends its key as Authorization: Bearer.");
        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && _types.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase)
            ? null
            // Other types a form of any page could send.
            : Problems.Of(StatusCodes.Status415UnsupportedMediaType, "With a cookie, send Content-Type: application/json, also where there is no body.");
    }

    private bool IsOurs(HttpRequest request, string origin) =>
        origin.Equals(ClientConnection.Origin(request), StringComparison.OrdinalIgnoreCase)
        || allowed.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || (options.SiteUrl is { } site && origin.Equals(new Uri(site).GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase));
}
