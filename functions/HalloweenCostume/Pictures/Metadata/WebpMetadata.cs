using System.Buffers.Binary;
using System.Text;

namespace HalloweenCostume.Pictures.Metadata;

/// <summary>Copies a WebP file with the chunks that make up how it looks, and no others. Source: RFC 9649, section 2.</summary>
internal static class WebpMetadata
{
    private const int HeadBytes = 8, FrameBytes = 16;
    private const byte XmpAndExif = 0x0C;

    private static readonly HashSet<string> _kept = ["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"];
    private static readonly HashSet<string> _keptInFrames = ["VP8 ", "VP8L", "ALPH"];

    /// <param name="target">Sizes are written when they are known: it can seek.</param>
    public static void Remove(PictureBytes source, Stream target)
    {
        var end = HeadBytes + (long)BinaryPrimitives.ReadUInt32LittleEndian(source.Take(HeadBytes)[4..]);
        var start = Begin("RIFF", target);
        source.CopyTo(target, 4);
        CopyChunks(source, target, end, _kept);
        End(start, target);
    }

    private static void CopyChunks(PictureBytes source, Stream target, long end, HashSet<string> kept)
    {
        while (source.Position < end)
        {
            var head = source.Take(HeadBytes);
            var (type, size) = (Encoding.Latin1.GetString(head[..4]), BinaryPrimitives.ReadUInt32LittleEndian(head[4..]));
            if (source.Position + size > end)
                throw PictureBytes.Broken("has a chunk that is larger than itself");
            if (kept.Contains(type))
                CopyChunk(type, source, target, size);
            else
                source.Skip(size);
            if (size % 2 == 1 && source.Position < end)
                source.Skip(1);
        }
    }

    private static void CopyChunk(string type, PictureBytes source, Stream target, uint size)
    {
        var end = source.Position + size;
        var start = Begin(type, target);
        switch (type)
        {
            case "VP8X" when size > 0:
                target.WriteByte((byte)(source.Next() & ~XmpAndExif));
                source.CopyTo(target, size - 1);
                break;
            // A frame of an animation has chunks of its own.
            case "ANMF" when size >= FrameBytes:
                source.CopyTo(target, FrameBytes);
                CopyChunks(source, target, end, _keptInFrames);
                break;
            default:
                source.CopyTo(target, size);
                break;
        }

        End(start, target);
    }

    private static long Begin(string type, Stream target)
    {
        target.Write(Encoding.Latin1.GetBytes(type));
        target.Write([0, 0, 0, 0]);
        return target.Position;
    }

    private static void End(long start, Stream target)
    {
        var size = target.Position - start;
        Span<byte> written = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(written, (uint)size);
        target.Position = start - written.Length;
        target.Write(written);
        target.Position = start + size;
        if (size % 2 == 1)
            target.WriteByte(0);
    }
}
