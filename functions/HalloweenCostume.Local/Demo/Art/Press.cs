using System.Text;
using NetVips;

namespace HalloweenCostume.Local.Demo.Art;

/// <summary>SVG to pixels to a file.</summary>
internal static class Press
{
    private const int JpegQuality = 86;

    /// <summary>Standard deviation in steps of 255: enough to break up the bands of a dark sky.</summary>
    private const double Grain = 2.2;

    /// <summary>In pixels; the pattern repeats, and nobody sees it.</summary>
    private const int GrainTile = 256;

    public static byte[] Print(string svg, int width, int height, PictureFormat format)
    {
        using var drawn = Image.SvgloadBuffer(Encoding.UTF8.GetBytes(svg));
        using var flat = drawn.Flatten();
        // One fixed pattern: noise by the clock would end "the same input, the same bytes".
        using var noise = Image.Gaussnoise(GrainTile, GrainTile, sigma: Grain, mean: 0, seed: 1031);
        using var rounded = noise.Rint();
        using var steps = rounded.Cast(Enums.BandFormat.Short);
        using var tile = steps.CopyMemory();
        using var tiled = tile.Replicate((width / GrainTile) + 1, (height / GrainTile) + 1);
        using var grain = tiled.Crop(0, 0, width, height);
        using var grained = flat + grain;
        using var pixels = grained.Cast(Enums.BandFormat.Uchar);
        return format == PictureFormat.Png
            ? pixels.PngsaveBuffer(compression: 6, keep: Enums.ForeignKeep.None)
            : pixels.JpegsaveBuffer(q: JpegQuality, optimizeCoding: true, keep: Enums.ForeignKeep.None);
    }
}
