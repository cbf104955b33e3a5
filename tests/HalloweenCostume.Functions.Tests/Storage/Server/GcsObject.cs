namespace HalloweenCostume.Functions.Tests.Storage.Server;

internal sealed record GcsObject(byte[] Bytes, string ContentType, string CacheControl, string ContentDisposition, long Generation)
{
    public DateTimeOffset CreatedAt { get; init; }

    public string Crc32c => Checksum(Bytes);

    // Bit by bit, from the polynomial: nothing of how the product does it.
    public static string Checksum(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78u);
        }

        crc = ~crc;
        return Convert.ToBase64String([(byte)(crc >> 24), (byte)(crc >> 16), (byte)(crc >> 8), (byte)crc]);
    }
}
