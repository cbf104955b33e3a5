using HalloweenCostume.Fal;
using NetVips;

namespace HalloweenCostume.Pictures;

/// <summary>Looks into a picture's file and makes what belongs beside it.</summary>
public static class PictureReader
{
    public const int MaxPixelsASide = 4096;
    public const int ThumbnailWidth = 384;
    private const int HashSide = 100;

    /// <returns>What the picture is, and its thumbnail as WebP.</returns>
    /// <exception cref="FalException">Senseless: no jpeg, png or webp, too large, or broken.</exception>
    public static Task<(PictureFacts Facts, byte[] Thumbnail)> ReadAsync(string path, CancellationToken cancellationToken) =>
        Decoding.RunAsync(() => Read(path), cancellationToken);

    private static (PictureFacts Facts, byte[] Thumbnail) Read(string path)
    {
        var head = PictureHead.Read(path);
        // Reads the whole file: one that was cut off fails here.
        using var thumbnail = Image.Thumbnail(path, ThumbnailWidth, height: 4 * ThumbnailWidth, failOn: Enums.FailOn.Truncated);
        using var memory = thumbnail.CopyMemory();
        var webp = memory.WebpsaveBuffer(q: 78, keep: Enums.ForeignKeep.None);
        using var small = memory.ThumbnailImage(HashSide, height: HashSide);
        using var colour = small.Colourspace(Enums.Interpretation.Srgb);
        using var rgba = colour.HasAlpha() ? colour.Copy() : colour.Bandjoin(255);
        using var bytes = rgba.Cast(Enums.BandFormat.Uchar);
        var hash = ThumbHash.Encode(bytes.Width, bytes.Height, bytes.WriteToMemory<byte>());
        return (new(head.Width, head.Height, head.ContentType, head.Extension, Convert.ToBase64String(hash)), webp);
    }
}
