using System.Text;

namespace HalloweenCostume.Local.Demo.Art.Lettering;

/// <summary>The fonts that come with the program, in the order in which a character is looked for.</summary>
internal sealed class Typeface
{
    private static readonly TrueTypeFont[] TextFonts =
        [new("Fonts/Alegreya-Bold.ttf"), new("Fonts/FrankRuhlLibre-Bold.ttf"), new("Fonts/NotoNaskhArabic-Bold.ttf")];

    private readonly TrueTypeFont[] fonts;

    private Typeface(params TrueTypeFont[] fonts) => this.fonts = fonts;

    /// <summary>Latin, Greek, Cyrillic, Hebrew, Arabic, Persian.</summary>
    public static Typeface Text { get; } = new(TextFonts);

    /// <summary>Western European letters.</summary>
    public static Typeface Display { get; } = new(new TrueTypeFont("Fonts/Creepster-Regular.ttf"));

    public bool Covers(string text) => text.EnumerateRunes().Where(Rune.IsLetterOrDigit).All(rune => fonts.Any(font => font.Has(rune)));

    /// <summary>In ems.</summary>
    public double Measure(string text) => Glyphs(Arabic.Join(text)).Sum(glyph => glyph.Font.Advance(glyph.Index));

    /// <param name="visual">Characters in the order in which they stand from left to right.</param>
    /// <returns>SVG path data.</returns>
    public string Outline(string visual, double x, double y, double size)
    {
        var path = new StringBuilder();
        foreach (var (font, index) in Glyphs(visual))
        {
            font.Outline(index, path, x, y, size);
            x += font.Advance(index) * size;
        }

        return path.ToString();
    }

    private IEnumerable<(TrueTypeFont Font, ushort Index)> Glyphs(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // Marks that did not compose would need positioning tables; without them the letter alone reads better.
            if (!Words.IsMark(Rune.GetUnicodeCategory(rune)) && Array.Find(fonts, font => font.Has(rune)) is { } font)
                yield return (font, font.Glyph(rune));
        }
    }
}
