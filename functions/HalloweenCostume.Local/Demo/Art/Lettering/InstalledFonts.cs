using System.Security;
using System.Text;
using NetVips;

namespace HalloweenCostume.Local.Demo.Art.Lettering;

/// <summary>The fonts of the machine: for scripts that the fonts brought along lack, such as Chinese, Japanese, Korean, Hindi or Thai.</summary>
internal static class InstalledFonts
{
    private const int MaxProbes = 12;
    private const string Unassigned = "\u0378";

    // Without its configuration fontconfig complains on stderr, and there is nothing to find.
    private static readonly bool Configured =
        !OperatingSystem.IsLinux() || File.Exists("/etc/fonts/fonts.conf") || Environment.GetEnvironmentVariable("FONTCONFIG_FILE") is { Length: > 0 };

    private static readonly Lazy<(int, int)> Box = new(() => Size(Unassigned));

    /// <summary>Whether most of the letters come out as letters; the others are boxes, all of one size, as an unassigned character is.</summary>
    public static bool CanDraw(string text)
    {
        if (!Configured)
            return false;
        var letters = text.EnumerateRunes().Where(rune => Rune.IsLetter(rune) && rune.Value < 0x10000).Distinct().Take(MaxProbes).ToArray();
        return letters.Count(letter => Size(letter.ToString()) == Box.Value) * 2 < letters.Length;
    }

    /// <summary>A guess at the width in ems: ideographs and their like fill a square.</summary>
    public static double Measure(string text) =>
        text.EnumerateRunes().Sum(rune => rune.Value is >= 0x1100 and < 0x1200 or >= 0x2E80 and < 0xFB00 or >= 0xFF00 ? 1.0 : 0.6);

    private static (int, int) Size(string character)
    {
        try
        {
            using var image = Image.Text(SecurityElement.Escape(character), font: "serif 24");
            return (image.Width, image.Height);
        }
        catch (VipsException)
        {
            return Box.IsValueCreated ? Box.Value : (0, 0);
        }
    }
}
