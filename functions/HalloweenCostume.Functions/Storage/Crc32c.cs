using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace HalloweenCostume.Functions.Storage;

/// <summary>The checksum that Google keeps of every object.</summary>
internal static class Crc32c
{
    private const int BufferBytes = 80 * 1024;

    /// <returns>Of what is left in the stream, as Google writes it: the big-endian bytes in base64.</returns>
    public static async Task<string> OfAsync(Stream content, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var crc = uint.MaxValue;
            for (int length; (length = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)) > 0;)
                crc = Add(crc, buffer.AsSpan(0, length));
            var bytes = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, ~crc);
            return Convert.ToBase64String(bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var one in bytes)
            crc = BitOperations.Crc32C(crc, one);
        return crc;
    }
}
