using HalloweenCostume.Http;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Access;

/// <summary>Links that carry a key behind the #: browsers do not send that part, so it stands in no server's log.</summary>
public sealed class Invites(AccessOptions options, AllowedOrigins allowed)
{
    public static string Link(string site, string key) => $"{site}/#key={key}";

    /// <summary>To the site that <c>SITE_URL</c> names, else to the one whose page asks, else to this host.</summary>
    public string For(string key, HttpRequest request) => Link(
        options.SiteUrl ?? (request.Headers.Origin is [{ } origin] && allowed.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase) ? origin : ClientConnection.Origin(request)), key);
}
