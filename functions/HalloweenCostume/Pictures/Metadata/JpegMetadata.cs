using System.Buffers.Binary;

namespace HalloweenCostume.Pictures.Metadata;

/// <summary>
/// Copies a JPEG file without EXIF, XMP, IPTC, comments, thumbnails, other segments of applications and what stands after its end.
/// Source: ITU-T T.81, annex B; T.871 for JFIF.
/// </summary>
internal static class JpegMetadata
{
    private const byte Mark = 0xFF, Soi = 0xD8, Eoi = 0xD9, Sos = 0xDA;
    private const int AdobeBytes = 12, JfifBytes = 12;

    public static void Remove(PictureBytes source, Stream target)
    {
        source.Skip(2);
        target.Write([Mark, Soi]);
        for (var marker = NextMarker(source); marker != Eoi;)
        {
            if (marker is 0x01 or (>= 0xD0 and <= 0xD7))
            {
                // TEM and a restart where none belongs stand alone and say nothing.
                marker = NextMarker(source);
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(source.Take(2));
            if (marker == Soi || length < 2)
                throw PictureBytes.Broken("has a segment that cannot be");
            CopySegment(marker, source.Take(length - 2), target);
            marker = marker == Sos ? CopyScan(source, target) : NextMarker(source);
        }

        target.Write([Mark, Eoi]);
    }

    private static void CopySegment(byte marker, ReadOnlySpan<byte> content, Stream target)
    {
        switch (marker)
        {
            // A thumbnail may follow the density: it shows what the picture was before somebody changed it.
            case 0xE0 when content.StartsWith("JFIF\0"u8) && content.Length >= JfifBytes:
                Write(marker, [.. content[..JfifBytes], 0, 0], target);
                break;
            case 0xE2 when content.StartsWith("ICC_PROFILE\0"u8):
                Write(marker, content, target);
                break;
            // How the colours are encoded.
            case 0xEE when content.StartsWith("Adobe"u8) && content.Length >= AdobeBytes:
                Write(marker, content[..AdobeBytes], target);
                break;
            // Frames, tables, scans, restart intervals and the number of lines.
            case (>= 0xC0 and <= 0xCF) or (>= Sos and <= 0xDD):
                Write(marker, content, target);
                break;
        }
    }

    private static void Write(byte marker, ReadOnlySpan<byte> content, Stream target)
    {
        var length = content.Length + 2;
        target.Write([Mark, marker, (byte)(length >> 8), (byte)length]);
        target.Write(content);
    }

    // Entropy-coded data: a mark in it is followed by zero, or belongs to a restart.
    private static byte CopyScan(PictureBytes source, Stream target)
    {
        while (true)
        {
            source.CopyUntil(Mark, target);
            var marker = AfterMark(source);
            if (marker is not (0x00 or (>= 0xD0 and <= 0xD7)))
                return marker;
            target.Write([Mark, marker]);
        }
    }

    // Stray bytes are passed over, as decoders do.
    private static byte NextMarker(PictureBytes source)
    {
        while (true)
        {
            source.CopyUntil(Mark, Stream.Null);
            if (AfterMark(source) is not 0 and var marker)
                return marker;
        }
    }

    private static byte AfterMark(PictureBytes source)
    {
        byte marker;
        do
            marker = source.Next();
        while (marker == Mark);
        return marker;
    }
}
