using HalloweenCostume.Fal;
using NetVips;

namespace HalloweenCostume.Pictures;

/// <summary>Looks into a picture's file and makes what belongs beside it.</summary>
public static class PictureReader
{
    public const int MaxPixelsASide = 4096;
    public const int ThumbnailWidth = 384;
    private const int HashSide = 100;

    // Pictures are decoded on so many threads at once as there are processors; more would only cost memory.
    private static readonly SemaphoreSlim _decoders = new(Environment.ProcessorCount, Environment.ProcessorCount);

    static PictureReader()
    {
        // Each picture is read once: libvips' memory of earlier operations holds nothing that comes back.
        Cache.Max = 0;
        NetVips.NetVips.Concurrency = 1;
        // It writes what it finds wrong with a picture to the error stream, beside our own log; the exception says it too.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, (_, _, _) => { });
    }

    /// <returns>What the picture is, and its thumbnail as WebP.</returns>
    /// <exception cref="FalException">Senseless: no jpeg, png or webp, too large, or broken.</exception>
    public static async Task<(PictureFacts Facts, byte[] Thumbnail)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await _decoders.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Read(path), cancellationToken);
        }
        catch (VipsException exception)
        {
            throw new FalException(FalFailure.Senseless, "The result's picture cannot be decoded.", innerException: exception);
        }
        finally
        {
            _decoders.Release();
        }
    }

    private static (PictureFacts Facts, byte[] Thumbnail) Read(string path)
    {
        var (contentType, extension) = Sniff(path) ?? throw new FalException(FalFailure.Senseless, "The result is no jpeg, png or webp.");
        int width, height;
        using (var header = Image.NewFromFile(path, access: Enums.Access.Sequential))
            (width, height) = (header.Width, header.Height);
        if (width > MaxPixelsASide || height > MaxPixelsASide)
            throw new FalException(FalFailure.Senseless, $"The result's picture has {width} × {height} pixels.");

        // Reads the whole file: one that was cut off fails here.
        using var thumbnail = Image.Thumbnail(path, ThumbnailWidth, height: 4 * ThumbnailWidth, failOn: Enums.FailOn.Truncated);
        using var memory = thumbnail.CopyMemory();
        var webp = memory.WebpsaveBuffer(q: 78, keep: Enums.ForeignKeep.None);
        using var small = memory.ThumbnailImage(HashSide, height: HashSide);
        using var colour = small.Colourspace(Enums.Interpretation.Srgb);
        using var rgba = colour.HasAlpha() ? colour.Copy() : colour.Bandjoin(255);
        using var bytes = rgba.Cast(Enums.BandFormat.Uchar);
        var hash = ThumbHash.Encode(bytes.Width, bytes.Height, bytes.WriteToMemory<byte>());
        return (new(width, height, contentType, extension, Convert.ToBase64String(hash)), webp);
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
