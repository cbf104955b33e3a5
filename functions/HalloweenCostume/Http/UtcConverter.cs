using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HalloweenCostume.Http;

/// <summary>ISO 8601 in UTC with milliseconds: <c>2026-10-31T20:15:00.000Z</c>.</summary>
public sealed class UtcConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[32];
        value.UtcDateTime.TryFormat(text, out var written, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..written]);
    }
}
