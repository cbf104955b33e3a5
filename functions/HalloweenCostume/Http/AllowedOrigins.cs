using HalloweenCostume.Settings;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace HalloweenCostume.Http;

/// <summary>The sites elsewhere whose pages may call the API (CORS).</summary>
/// <param name="Origins">As browsers send them: scheme, host and, unless it is the scheme's own, port.</param>
public sealed record AllowedOrigins(IReadOnlyList<string> Origins)
{
    private const string Setting = "ALLOWED_ORIGINS";
    private static readonly string[] _schemes = ["https://", "http://"];
    private static readonly TimeSpan _preflightLifetime = TimeSpan.FromMinutes(10);

    public static AllowedOrigins From(SettingsReader settings)
    {
        var origins = new List<string>();
        if (settings.Optional(Setting) is not { } list)
            return new(origins);
        var texts = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (texts.Length == 0)
            settings.Refuse(Setting, "names no origin such as https://party.example: leave it out to allow none.");
        foreach (var text in texts)
        {
            if (Parse(text) is { } origin)
                origins.Add(origin);
            else
                settings.Refuse(Setting, $"'{text}' should be the origin of a site, such as https://party.example or http://localhost:8080: no path, and no * for any.");
        }

        return new(origins);
    }

    /// <summary>What the API takes and gives, cookies included.</summary>
    public void Configure(CorsPolicyBuilder policy) => policy
        .WithOrigins([.. Origins])
        .WithMethods("GET", "POST", "PUT", "PATCH", "DELETE")
        .WithHeaders("Content-Type", "Idempotency-Key", "Prefer", "If-None-Match", "Authorization")
        .WithExposedHeaders("ETag", "Location", "Retry-After", "RateLimit", "RateLimit-Policy")
        .AllowCredentials()
        .SetPreflightMaxAge(_preflightLifetime);

    private static string? Parse(string text) =>
        HasShape(text) && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.HostNameType is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6
            ? url.GetLeftPart(UriPartial.Authority)
            : null;

    private static bool HasShape(string text)
    {
        if (_schemes.FirstOrDefault(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) is not { } scheme)
            return false;
        var authority = text[scheme.Length..];
        // A slash at the end is what a browser's address bar adds.
        if (authority.EndsWith('/'))
            authority = authority[..^1];
        return authority.Length > 0 && !authority.Any(c => char.IsWhiteSpace(c) || c is '/' or '?' or '#' or '@' or '*' or '\\');
    }
}
