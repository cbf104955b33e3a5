using HalloweenCostume.Fal;
using NetVips;

namespace HalloweenCostume.Pictures;

/// <summary>What a picture's first bytes say.</summary>
/// <param name="Turned">Its EXIF has viewers turn or mirror it.</param>
internal sealed record PictureHead(int Width, int Height, string ContentType, string Extension, bool Turned)
{
    /// <exception cref="FalException">Senseless: no jpeg, png or webp, or too large.</exception>
    public static PictureHead Read(string path)
    {
        var (contentType, extension) = Sniff(path) ?? throw new FalException(FalFailure.Senseless, "The result is no jpeg, png or webp.");
        using var header = Image.NewFromFile(path, access: Enums.Access.Sequential);
        if (header.Width > PictureReader.MaxPixelsASide || header.Height > PictureReader.MaxPixelsASide)
            throw new FalException(FalFailure.Senseless, $"The result's picture has {header.Width} × {header.Height} pixels.");
        return new(header.Width, header.Height, contentType, extension, header.Contains("orientation") && (int)header.Get("orientation") is > 1 and <= 8);
    }

    private static (string ContentType, string Extension)? Sniff(string path)
    {
        Span<byte> head = stackalloc byte[12];
        using var file = File.OpenRead(path);
        var length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return head[..length] switch
        {
            [0xFF, 0xD8, 0xFF, ..] => ("image/jpeg", "jpg"),
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => ("image/png", "png"),
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P'] => ("image/webp", "webp"),
            _ => null,
        };
    }
}
