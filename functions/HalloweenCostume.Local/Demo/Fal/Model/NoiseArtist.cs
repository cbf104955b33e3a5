using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NetVips;

namespace HalloweenCostume.Local.Demo.Fal.Model;

/// <summary>Noise in a colour that follows from prompt and seed: the same input gives the same bytes.</summary>
internal static class NoiseArtist
{
    public static byte[] Draw(FalPictureRequest request)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Seed}\n{request.PersonName}\n{request.Prompt}"));
        var noise = BinaryPrimitives.ReadInt32LittleEndian(hash.AsSpan(4)) & int.MaxValue;
        using var grain = Image.Gaussnoise(request.Width, request.Height, sigma: 12, mean: 0, seed: noise);
        using var colour = grain.Linear([1.0, 1.0, 1.0], [hash[0], (double)hash[1], hash[2]]);
        using var picture = colour.Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        return Encode(picture, request.Format);
    }

    /// <summary>All black, as fal returns a picture that its safety checker flagged.</summary>
    public static byte[] DrawBlack(FalPictureRequest request)
    {
        using var black = Image.Black(request.Width, request.Height, bands: 3).Copy(interpretation: Enums.Interpretation.Srgb);
        return Encode(black, request.Format);
    }

    private static byte[] Encode(Image picture, string format) =>
        format == "png" ? picture.PngsaveBuffer() : picture.JpegsaveBuffer(q: 90);
}
