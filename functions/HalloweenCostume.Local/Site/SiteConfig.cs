using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace HalloweenCostume.Local.Site;

/// <summary>
/// What <c>staticwebapp.config.json</c> says of every file of the site. Azure Static Web Apps reads the same file,
/// so that the site's headers are written down once: https://learn.microsoft.com/azure/static-web-apps/configuration
/// </summary>
/// <param name="GlobalHeaders">An empty value takes a header away, as it does there.</param>
/// <param name="Routes">Of those that fit a file's path the first counts, and its headers go before the others.</param>
/// <param name="MimeTypes">By extension, with its dot.</param>
internal sealed record SiteConfig(IReadOnlyDictionary<string, string> GlobalHeaders, IReadOnlyList<SiteRoute> Routes, IReadOnlyDictionary<string, string> MimeTypes)
{
    public const string FileName = "staticwebapp.config.json";

    private const string HeaderRule = "should be the name of a header, with a text of one line in ASCII.";

    /// <summary>What a file is sent with.</summary>
    public IReadOnlyDictionary<string, string> HeadersOf(string path) =>
        Routes.FirstOrDefault(route => route.Fits(path)) is not { } route ? GlobalHeaders
        : new Dictionary<string, string>(GlobalHeaders.Where(header => !route.Headers.ContainsKey(header.Key)).Concat(route.Headers), StringComparer.OrdinalIgnoreCase);

    /// <exception cref="InvalidDataException">The file is missing or does not make sense.</exception>
    public static SiteConfig Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        try
        {
            using var stream = File.OpenRead(file);
            using var json = JsonDocument.Parse(stream);
            return new(
                Texts(json.RootElement, "globalHeaders", required: true, IsHeader, HeaderRule),
                [.. RoutesOf(json.RootElement)],
                Texts(json.RootElement, "mimeTypes", required: false, IsType, "should be an extension such as .html, with a type such as text/html."));
        }
        // InvalidOperationException is for half of a surrogate pair.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{file} cannot be used: {exception.Message} The site is not served without its headers: put the folder web back as it was delivered.", exception);
        }
    }

    // What else a route may say, such as who may see it, is for Azure alone.
    private static IEnumerable<SiteRoute> RoutesOf(JsonElement root)
    {
        if (!root.TryGetProperty("routes", out var routes))
            yield break;
        if (routes.ValueKind != JsonValueKind.Array)
            throw new JsonException("routes should be a list.");
        foreach (var route in routes.EnumerateArray().Where(route => route.ValueKind != JsonValueKind.Object || route.TryGetProperty("headers", out _)))
            yield return route.ValueKind == JsonValueKind.Object && route.TryGetProperty("route", out var pattern)
                && pattern.ValueKind == JsonValueKind.String && pattern.GetString() is { } text && SiteRoute.IsPattern(text)
                ? new(text, Texts(route, "headers", required: true, IsHeader, HeaderRule))
                : throw new JsonException("A route with headers should be a path such as /admin/index.html, or the beginning of paths such as /admin*.");
    }

    private static Dictionary<string, string> Texts(JsonElement root, string name, bool required, Func<string, string, bool> isSound, string expected)
    {
        var texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (root.ValueKind != JsonValueKind.Object)
            throw new JsonException("It should be an object.");
        if (!root.TryGetProperty(name, out var entries) && !required)
            return texts;
        if (entries.ValueKind != JsonValueKind.Object)
            throw new JsonException($"{name} should be an object.");
        foreach (var entry in entries.EnumerateObject())
            texts[entry.Name] = entry.Value.ValueKind == JsonValueKind.String && entry.Value.GetString() is { } value && isSound(entry.Name, value)
                ? value
                : throw new JsonException($"'{entry.Name}' in {name} {expected}");
        return texts;
    }

    // The server would refuse another one at every answer.
    private static bool IsHeader(string name, string value) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && value.All(c => c is >= ' ' and <= '~');

    private static bool IsType(string extension, string type) => extension.StartsWith('.') && MediaTypeHeaderValue.TryParse(type, out _);
}
