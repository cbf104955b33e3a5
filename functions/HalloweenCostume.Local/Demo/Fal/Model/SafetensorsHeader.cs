using System.Buffers.Binary;
using System.Text.Json;

namespace HalloweenCostume.Local.Demo.Fal.Model;

/// <summary>The start of a safetensors file: the header's length in 8 bytes, little-endian, then the header in JSON.</summary>
internal static class SafetensorsHeader
{
    private const int MaxHeaderBytes = 4 << 20;

    /// <returns><c>__metadata__.name</c>; null when the file has none or is of another kind.</returns>
    public static async Task<string?> ReadPersonNameAsync(Stream file, CancellationToken cancellationToken)
    {
        try
        {
            var length = new byte[sizeof(ulong)];
            await file.ReadExactlyAsync(length, cancellationToken);
            if (BinaryPrimitives.ReadUInt64LittleEndian(length) is not (> 1 and <= MaxHeaderBytes and var bytes))
                return null;
            var header = new byte[bytes];
            await file.ReadExactlyAsync(header, cancellationToken);
            using var json = JsonDocument.Parse(header);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("__metadata__", out var metadata)
                && metadata.ValueKind == JsonValueKind.Object
                && metadata.TryGetProperty("name", out var name)
                && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        }
        catch (Exception exception) when (exception is EndOfStreamException or JsonException or IOException or OperationCanceledException)
        {
            return null;
        }
    }
}
