using System.Buffers.Binary;
using System.Text.Json;

namespace HalloweenCostume.Loras;

/// <summary>
/// The file format of LoRA weights: 8 bytes little-endian header length, a JSON object that says where each tensor lies, then the tensors.
/// Source: the format's description in huggingface/safetensors.
/// </summary>
public static class Safetensors
{
    // The limit that the format's own reader has.
    private const long MaxHeaderBytes = 100_000_000;

    /// <returns>What is wrong with the file, or null when header and size fit together.</returns>
    /// <param name="file">Read from its beginning; need not be seekable.</param>
    /// <param name="length">Of the whole file, in bytes.</param>
    public static async Task<string?> CheckAsync(Stream file, long length, CancellationToken cancellationToken)
    {
        var prefix = new byte[8];
        if (await file.ReadAtLeastAsync(prefix, 8, throwOnEndOfStream: false, cancellationToken) < 8)
            return "is shorter than a safetensors header";
        var headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerBytes is 0 or > MaxHeaderBytes || 8 + headerBytes > (ulong)length)
            return "does not begin with a safetensors header";
        var header = new byte[headerBytes];
        await file.ReadExactlyAsync(header, cancellationToken);
        return CheckHeader(header, length - 8 - header.Length);
    }

    private static string? CheckHeader(byte[] header, long dataBytes)
    {
        try
        {
            using var json = JsonDocument.Parse(header);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                return "has a header that is no JSON object";
            var end = json.RootElement.EnumerateObject()
                .Where(tensor => tensor.Name != "__metadata__")
                .Select(tensor => tensor.Value.GetProperty("data_offsets")[1].GetInt64())
                .DefaultIfEmpty(0).Max();
            return end == dataBytes ? null : $"should have {end} bytes of tensors and has {dataBytes}: it was cut off or added to";
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            return "has a header that cannot be read";
        }
    }
}
