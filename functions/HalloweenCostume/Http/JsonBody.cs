using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HalloweenCostume.Http;

/// <summary>Reads a request's body as one JSON object, bounded in size and time, and its fields with errors that name them.</summary>
public static class JsonBody
{
    public const int MaxBytes = 16 * 1024;

    // A form of 16 KiB takes less on any line that shows pictures.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);

    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <returns>The object, or the problem to answer with: 400, 408, 413 or 415.</returns>
    public static Task<(JsonDocument? Json, IResult? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken) =>
        ReadAsync(request, TimeProvider.System, cancellationToken);

    internal static async Task<(JsonDocument? Json, IResult? Problem)> ReadAsync(HttpRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!IsJson(request))
            return (null, Problems.Of(StatusCodes.Status415UnsupportedMediaType, "Send the body as application/json, in UTF-8 and not compressed."));
        var (bytes, problem) = await RawBody.ReadAsync(request, MaxBytes, _patience, time, cancellationToken);
        if (problem is not null)
            return (null, problem);
        try
        {
            var json = JsonDocument.Parse(bytes, _strict);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
                return (json, null);
            json.Dispose();
            return (null, BadJson());
        }
        // The other one is for a name with half of a surrogate pair.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (null, BadJson());
        }
    }

    public static string? Text(JsonElement body, string field, FieldErrors errors)
    {
        if (!body.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            errors.Add(field, "is missing: it must be a text.");
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            errors.Add(field, "must be a text.");
            return null;
        }

        var text = Text(value);
        if (text is null)
            errors.Add(field, "has an escape sequence that is half of a character: write both halves of a surrogate pair, or the character itself.");
        return text;
    }

    /// <returns>Null for what is no text, or one with half of a surrogate pair.</returns>
    public static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <returns>The number; null when it is absent, or when it is no whole number of 64 bits, which <paramref name="errors"/> then says.</returns>
    public static long? WholeNumber(JsonElement body, string field, string expected, bool required, FieldErrors errors)
    {
        if (!body.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            if (required)
                errors.Add(field, $"is missing: it {expected}.");
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number)
        {
            if (value.TryGetInt64(out var number))
                return number;
            // 3.0 and 3e0 are whole numbers too.
            if (value.TryGetDecimal(out var written) && decimal.IsInteger(written) && written is >= long.MinValue and <= long.MaxValue)
                return (long)written;
        }

        errors.Add(field, $"{expected}.");
        return null;
    }

    /// <summary>Whether a field is there, and not null.</summary>
    public static bool Has(JsonElement body, string field) => body.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <returns>Null when it is absent, or when it is neither true nor false, which <paramref name="errors"/> then says.</returns>
    public static bool? Flag(JsonElement body, string field, FieldErrors errors)
    {
        if (!Has(body, field))
            return null;
        var kind = body.GetProperty(field).ValueKind;
        if (kind is JsonValueKind.True or JsonValueKind.False)
            return kind == JsonValueKind.True;
        errors.Add(field, "must be true or false.");
        return null;
    }

    private static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        && request.Headers.ContentEncoding.Count == 0;

    private static IResult BadJson() =>
        Problems.Of(StatusCodes.Status400BadRequest, "The body must be one JSON object in UTF-8 without repeated names, such as {\"prompt\": \"…\"}.");
}
