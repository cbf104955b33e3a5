using System.Buffers.Binary;
using System.Text;
using NetVips;

namespace HalloweenCostume.Tests.Pictures;

/// <summary>Pictures that say where they were taken, in every way that their formats have.</summary>
internal static class TellingPicture
{
    /// <summary>Stands in each kind of metadata, as it is or with a letter after it.</summary>
    public const string Secret = "Elm-Street-13";

    public static readonly string[] Formats = [".jpg", ".png", ".webp"];

    private const int Width = 60, Height = 40;

    /// <summary>Red above, blue below on the left, green on the right: no turn looks like another.</summary>
    public static Image Draw(int width = Width, int height = Height)
    {
        using var red = Image.Black(width, height).NewFromImage(200, 20, 20).Copy(interpretation: Enums.Interpretation.Srgb);
        using var withBlue = red.Insert(Image.Black(width / 2, height / 2).NewFromImage(20, 20, 200), 0, height / 2);
        return withBlue.Insert(Image.Black(width / 2, height / 2).NewFromImage(20, 200, 20), width / 2, height / 2);
    }

    /// <param name="save">More of what libvips takes when it saves, such as <c>interlace</c>.</param>
    /// <param name="change">Of the picture, before it is told of.</param>
    public static byte[] Make(string format, int orientation = 1, VOption? save = null, Func<Image, Image>? change = null)
    {
        using var drawn = Draw();
        using var plain = change is null ? drawn.Copy() : change(drawn);
        using var telling = plain.Mutate(image =>
        {
            image.Set(GValue.GIntType, "orientation", orientation);
            image.Set(GValue.GStrType, "exif-ifd0-ImageDescription", $"{Secret}-exif");
            image.Set(GValue.GStrType, "exif-ifd0-Artist", $"{Secret}-artist");
            image.Set(GValue.GStrType, "exif-ifd3-GPSLatitude", "51/1 30/1 0/1");
            image.Set(GValue.GStrType, "exif-ifd3-GPSAreaInformation", $"{Secret}-gps");
            image.Set(GValue.BlobType, "xmp-data", Encoding.UTF8.GetBytes($"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF>{Secret}-xmp</rdf:RDF></x:xmpmeta>"));
            image.Set(GValue.BlobType, "iptc-data", Encoding.UTF8.GetBytes($"\x1c\x02\x78\0\x12{Secret}-iptc"));
            image.Set(GValue.GStrType, "png-comment-0-Comment", $"{Secret}-comment");
        });
        var bytes = telling.WriteToBuffer(format, save ?? new VOption { { "profile", "srgb" } });
        return format switch
        {
            ".jpg" => OfJpeg(bytes),
            ".png" => OfPng(bytes),
            _ => OfWebp(bytes),
        };
    }

    public static bool Tells(byte[] bytes) => Encoding.Latin1.GetString(bytes).Contains(Secret, StringComparison.Ordinal);

    /// <summary>All frames of an animation, one above the other.</summary>
    public static Image Load(byte[] bytes) =>
        Image.NewFromBuffer(bytes, failOn: Enums.FailOn.Truncated, kwargs: bytes[0] == 'R' ? new VOption { { "n", -1 } } : null);

    // What libvips does not write: a comment, a thumbnail in JFIF, other applications' segments, a second picture after the end.
    private static byte[] OfJpeg(byte[] bytes) =>
    [
        .. bytes[..2],
        .. Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 7, 1, .. Secret.Select(c => (byte)c), .. new byte[8]]),
        .. Segment(0xFE, Encoding.ASCII.GetBytes($"{Secret}-comment")),
        .. Segment(0xE2, Encoding.ASCII.GetBytes($"MPF\0{Secret}-mpf")),
        .. Segment(0xE5, Encoding.ASCII.GetBytes($"{Secret}-app5")),
        .. Segment(0xED, Encoding.ASCII.GetBytes($"Photoshop 3.0\0{Secret}-app13")),
        0xFF, 0xFF, .. bytes[2..],
        .. Encoding.ASCII.GetBytes($"{Secret}-trailer"),
    ];

    private static byte[] OfPng(byte[] bytes) =>
    [
        .. bytes[..^12],
        .. Chunk("eXIf", Encoding.ASCII.GetBytes($"MM\0*\0\0\0\x08\0\0\0\0\0\0{Secret}-exif")),
        .. Chunk("zTXt", [.. "Comment\0\0"u8, .. Encoding.ASCII.GetBytes($"{Secret}-text")]),
        .. Chunk("tIME", [7, 0xE9, 10, 31, 20, 15, 0]),
        .. Chunk("prVt", Encoding.ASCII.GetBytes($"{Secret}-private")),
        .. bytes[^12..],
        .. Encoding.ASCII.GetBytes($"{Secret}-trailer"),
    ];

    private static byte[] OfWebp(byte[] bytes)
    {
        byte[] whole = [.. bytes, .. Riff("PRVT", Encoding.ASCII.GetBytes($"{Secret}-private"))];
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(4), whole.Length - 8);
        return [.. whole, .. Encoding.ASCII.GetBytes($"{Secret}-trailer")];
    }

    private static byte[] Segment(byte marker, byte[] content) => [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    public static byte[] Chunk(string type, byte[] content)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. content], length = new byte[4], crc = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc(named));
        return [.. length, .. named, .. crc];
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        return ~crc;
    }

    private static byte[] Riff(string type, byte[] content)
    {
        var size = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, content.Length);
        return [.. Encoding.ASCII.GetBytes(type), .. size, .. content, .. new byte[content.Length % 2]];
    }
}
