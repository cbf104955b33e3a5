using System.Buffers.Binary;
using System.Text;

namespace HalloweenCostume.Pictures.Metadata;

/// <summary>Copies a PNG file with the chunks that make up how it looks, and no others. Source: W3C PNG, third edition, sections 5 and 11.</summary>
internal static class PngMetadata
{
    private const int SignatureBytes = 8, CrcBytes = 4;

    private static readonly HashSet<string> _kept =
        ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT", "bKGD", "pHYs"];

    public static void Remove(PictureBytes source, Stream target)
    {
        source.CopyTo(target, SignatureBytes);
        for (var type = ""; type != "IEND";)
        {
            var head = source.Take(8);
            var length = BinaryPrimitives.ReadUInt32BigEndian(head);
            type = Encoding.Latin1.GetString(head[4..]);
            if (length > int.MaxValue || (char.IsAsciiLetterUpper(type[0]) && !_kept.Contains(type)))
                throw PictureBytes.Broken("has a chunk that cannot be");
            if (_kept.Contains(type))
            {
                target.Write(head);
                source.CopyTo(target, length + CrcBytes);
            }
            else
            {
                source.Skip(length + CrcBytes);
            }
        }
    }
}
