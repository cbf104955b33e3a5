namespace HalloweenCostume.Pictures;

/// <summary>
/// ThumbHash: a picture's average colour and its lowest frequencies in some 25 bytes.
/// Source: the format as described at https://evanw.github.io/thumbhash/ — luminance, two opponent colours and alpha,
/// each a small triangle of DCT coefficients, quantized to four bits. In double precision and in the reference encoder's order,
/// for a sum that lies between two of the sixteen steps must be rounded as it is there.
/// </summary>
public static class ThumbHash
{
    /// <param name="width">At most 100 pixels, as is <paramref name="height"/>.</param>
    /// <param name="rgba">Four bytes a pixel, not premultiplied, rows from the top.</param>
    public static byte[] Encode(int width, int height, ReadOnlySpan<byte> rgba)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, 100);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgba.Length, width * height * 4);
        var (l, p, q, a, hasAlpha) = Channels(rgba);
        var longest = Math.Max(width, height);
        var lumaLimit = hasAlpha ? 5 : 7;
        var lx = Math.Max(1, Round((double)lumaLimit * width / longest));
        var ly = Math.Max(1, Round((double)lumaLimit * height / longest));

        var luma = Transform(l, width, height, Math.Max(3, lx), Math.Max(3, ly));
        var yellowBlue = Transform(p, width, height, 3, 3);
        var redGreen = Transform(q, width, height, 3, 3);
        var landscape = width > height;
        var head = Round(63 * luma.Dc) | (Round(31.5 + (31.5 * yellowBlue.Dc)) << 6) | (Round(31.5 + (31.5 * redGreen.Dc)) << 12)
            | (Round(31 * luma.Scale) << 18) | (hasAlpha ? 1 << 23 : 0);
        var tail = (landscape ? ly : lx) | (Round(63 * yellowBlue.Scale) << 3) | (Round(63 * redGreen.Scale) << 9) | (landscape ? 1 << 15 : 0);
        var hash = new List<byte> { (byte)head, (byte)(head >> 8), (byte)(head >> 16), (byte)tail, (byte)(tail >> 8) };
        List<double> waves = [.. luma.Ac, .. yellowBlue.Ac, .. redGreen.Ac];
        if (hasAlpha)
        {
            var alpha = Transform(a, width, height, 5, 5);
            hash.Add((byte)(Round(15 * alpha.Dc) | (Round(15 * alpha.Scale) << 4)));
            waves.AddRange(alpha.Ac);
        }

        for (var i = 0; i < waves.Count; i += 2)
            hash.Add((byte)(Round(15 * waves[i]) | (i + 1 < waves.Count ? Round(15 * waves[i + 1]) << 4 : 0)));
        return [.. hash];
    }

    // The picture over its own average colour, as luminance, yellow-blue, red-green and alpha, each from 0 (or -1) to 1.
    private static (double[] L, double[] P, double[] Q, double[] A, bool HasAlpha) Channels(ReadOnlySpan<byte> rgba)
    {
        var pixels = rgba.Length / 4;
        double red = 0, green = 0, blue = 0, alphaSum = 0;
        for (var i = 0; i < rgba.Length; i += 4)
        {
            var alpha = rgba[i + 3] / 255.0;
            red += alpha / 255 * rgba[i];
            green += alpha / 255 * rgba[i + 1];
            blue += alpha / 255 * rgba[i + 2];
            alphaSum += alpha;
        }

        if (alphaSum > 0)
            (red, green, blue) = (red / alphaSum, green / alphaSum, blue / alphaSum);
        var (l, p, q, a) = (new double[pixels], new double[pixels], new double[pixels], new double[pixels]);
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            var i = pixel * 4;
            var alpha = rgba[i + 3] / 255.0;
            var r = (red * (1 - alpha)) + (alpha / 255 * rgba[i]);
            var g = (green * (1 - alpha)) + (alpha / 255 * rgba[i + 1]);
            var b = (blue * (1 - alpha)) + (alpha / 255 * rgba[i + 2]);
            (l[pixel], p[pixel], q[pixel], a[pixel]) = ((r + g + b) / 3, ((r + g) / 2) - b, r - g, alpha);
        }

        return (l, p, q, a, alphaSum < pixels);
    }

    // The coefficients of the triangle cx/nx + cy/ny < 1: the constant one, the others scaled to 0…1, and that scale.
    private static (double Dc, List<double> Ac, double Scale) Transform(double[] channel, int width, int height, int nx, int ny)
    {
        double dc = 0, scale = 0;
        var ac = new List<double>();
        var wave = new double[width];
        for (var cy = 0; cy < ny; cy++)
        {
            for (var cx = 0; cx * ny < nx * (ny - cy); cx++)
            {
                for (var x = 0; x < width; x++)
                    wave[x] = Math.Cos(Math.PI / width * cx * (x + 0.5));
                var sum = 0.0;
                for (var y = 0; y < height; y++)
                {
                    var vertical = Math.Cos(Math.PI / height * cy * (y + 0.5));
                    for (var x = 0; x < width; x++)
                        sum += channel[x + (y * width)] * wave[x] * vertical;
                }

                sum /= width * height;
                if (cx == 0 && cy == 0)
                {
                    dc = sum;
                    continue;
                }

                ac.Add(sum);
                scale = Math.Max(scale, Math.Abs(sum));
            }
        }

        if (scale > 0)
        {
            for (var i = 0; i < ac.Count; i++)
                ac[i] = 0.5 + (0.5 / scale * ac[i]);
        }

        return (dc, ac, scale);
    }

    private static int Round(double value) => (int)Math.Floor(value + 0.5);
}
