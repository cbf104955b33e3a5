using System.Globalization;

namespace HalloweenCostume.Local.Demo.Art.Brush;

/// <summary>Arithmetic on colours written as <c>#rrggbb</c>.</summary>
internal static class Colour
{
    public static string Mix(string from, string to, double share)
    {
        var (a, b) = (Parse(from), Parse(to));
        return string.Create(CultureInfo.InvariantCulture, $"#{Blend(a, b, 16, share):x2}{Blend(a, b, 8, share):x2}{Blend(a, b, 0, share):x2}");
    }

    public static string Lighter(string colour, double share = 0.25) => Mix(colour, "#ffffff", share);

    public static string Darker(string colour, double share = 0.35) => Mix(colour, "#0a0612", share);

    private static int Blend(int a, int b, int shift, double share) =>
        (int)Math.Round(((a >> shift) & 255) + ((((b >> shift) & 255) - ((a >> shift) & 255)) * share));

    private static int Parse(string colour) => int.Parse(colour.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
