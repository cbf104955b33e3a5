using NetVips;

namespace HalloweenCostume.Tests.Resilience;

/// <summary>A picture as fal makes it, 768 × 1024 in some 100 KB, made once: what is tried is what becomes of it.</summary>
internal static class SamplePicture
{
    private static readonly Lazy<byte[]> _jpeg = new(() =>
    {
        using var noise = Image.Gaussnoise(768, 1024, sigma: 12, mean: 128);
        using var soft = noise.Gaussblur(1.5);
        using var picture = soft.Cast(Enums.BandFormat.Uchar);
        return picture.JpegsaveBuffer(q: 85);
    });

    public static byte[] Jpeg => _jpeg.Value;
}
