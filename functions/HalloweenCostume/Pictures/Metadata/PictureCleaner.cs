using NetVips;

namespace HalloweenCostume.Pictures.Metadata;

/// <summary>
/// Makes a picture's copy that says nothing about where, when, by whom and with what it was made: without EXIF, GPS, XMP, IPTC, comments
/// and thumbnails. The pixels and their colour profile stay as they are, bit for bit.
/// </summary>
public static class PictureCleaner
{
    private const int Quality = 95;

    /// <summary>A picture that its EXIF has viewers turn is turned and written anew at a high quality, for the EXIF goes.</summary>
    /// <param name="path">A jpeg, png or webp.</param>
    /// <param name="cleanPath">Where the copy is written, over what may be there.</param>
    /// <exception cref="Fal.FalException">Senseless: no jpeg, png or webp, too large, or broken.</exception>
    public static Task CleanAsync(string path, string cleanPath, CancellationToken cancellationToken) => Decoding.RunAsync(() =>
    {
        var head = PictureHead.Read(path);
        if (head.Turned)
            Turn(path, cleanPath, head.ContentType);
        else
            Copy(path, cleanPath, head.ContentType);
        return true;
    }, cancellationToken);

    private static void Copy(string path, string cleanPath, string contentType)
    {
        using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var target = new FileStream(cleanPath, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 64 * 1024);
        Action<PictureBytes, Stream> remove = contentType switch
        {
            "image/jpeg" => JpegMetadata.Remove,
            "image/png" => PngMetadata.Remove,
            _ => WebpMetadata.Remove,
        };
        remove(new(source), target);
    }

    private static void Turn(string path, string cleanPath, string contentType)
    {
        const Enums.ForeignKeep keep = Enums.ForeignKeep.Icc;
        using var picture = Image.NewFromFile(path, failOn: Enums.FailOn.Truncated);
        using var turned = picture.Autorot();
        using var target = new FileStream(cleanPath, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 64 * 1024);
        switch (contentType)
        {
            case "image/jpeg":
                turned.JpegsaveStream(target, q: Quality, optimizeCoding: true, keep: keep);
                break;
            case "image/png":
                turned.PngsaveStream(target, keep: keep);
                break;
            default:
                turned.WebpsaveStream(target, q: Quality, keep: keep);
                break;
        }
    }
}
