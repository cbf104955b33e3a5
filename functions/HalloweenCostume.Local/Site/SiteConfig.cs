using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace HalloweenCostume.Local.Site;

/// <summary>
/// What <c>staticwebapp.config.json</c> says of every file of the site. Azure Static Web Apps reads the same file,
/// so that the site's headers are written down once: https://learn.microsoft.com/azure/static-web-apps/configuration
/// </summary>
/// <param name="GlobalHeaders">An empty value takes a header away, as it does there.</param>
/// <param name="MimeTypes">By extension, with its dot.</param>
internal sealed record SiteConfig(IReadOnlyDictionary<string, string> GlobalHeaders, IReadOnlyDictionary<string, string> MimeTypes)
{
    public const string FileName = "staticwebapp.config.json";

    /// <exception cref="InvalidDataException">The file is missing or does not make sense.</exception>
    public static SiteConfig Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        try
        {
            using var stream = File.OpenRead(file);
            using var json = JsonDocument.Parse(stream);
            return new(
                Texts(json.RootElement, "globalHeaders", required: true, IsHeader, "should be the name of a header, with a text of one line in ASCII."),
                Texts(json.RootElement, "mimeTypes", required: false, IsType, "should be an extension such as .html, with a type such as text/html."));
        }
        // InvalidOperationException is for half of a surrogate pair.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{file} cannot be used: {exception.Message} The site is not served without its headers: put the folder web back as it was delivered.", exception);
        }
    }

    private static Dictionary<string, string> Texts(JsonElement root, string name, bool required, Func<string, string, bool> isSound, string expected)
    {
        var texts = new Dictionary<string, string>();
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
