using System.Security;
using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Lettering;

/// <summary>The foot of the picture: the person's name on a ribbon, the prompt's words, and the remark that no model made this.</summary>
internal sealed class Caption
{
    private const int MaxLines = 4;
    private const string Remark = "demo · drawn, not generated";

    private readonly string name;
    private readonly List<string> lines;
    private readonly bool rightToLeft;
    private readonly double width, height, unit, size;

    public Caption(string name, string words, double width, double height)
    {
        (this.name, this.width, this.height) = (Drawable(name), width, height);
        words = Drawable(words);
        unit = Math.Min(width / 768, height / 1024) * (width > height ? 1.12 : 1);
        size = (words.Length > 110 ? 27 : 31) * unit;
        rightToLeft = Direction.IsRightToLeft(words);
        lines = Paragraph.Wrap(words, Math.Min(width * 0.86, 900 * unit), MaxLines, text => Measure(Typeface.Text, text) * size);
        var ribbon = this.name.Length > 0 ? 98 : 16;
        Top = height - (((ribbon * 0.55) + 46) * unit) - (lines.Count * size * 1.22);
    }

    /// <summary>Where the picture above ends; the ribbon reaches over this line.</summary>
    public double Top { get; }

    public void Paint(Drawing art, Palette palette)
    {
        var dark = Colour.Darker(palette.Ground, 0.55);
        var from = Top - (70 * unit);
        var shade = art.Linear(Drawing.Downwards, (0, dark, 0), (0.35, dark, 0.86), (0.6, dark, 1), (1, dark, 1));
        art.Add($"<rect y='{from}' width='{width}' height='{height - from}' fill='{shade}'/>");
        if (name.Length > 0)
            Ribbon(art, palette);
        var baseline = height - (38 * unit) - ((lines.Count - 1) * size * 1.22);
        foreach (var line in lines)
        {
            Write(art, Typeface.Text, line, baseline, size, "#fff4e0", "");
            baseline += size * 1.22;
        }

        Write(art, Typeface.Text, Remark, height - (13 * unit), 14.5 * unit, palette.Fog, "opacity='.72'");
    }

    private void Ribbon(Drawing art, Palette palette)
    {
        var face = Typeface.Display.Covers(name) ? Typeface.Display : Typeface.Text;
        var letters = (face == Typeface.Display ? 68 : 54) * unit;
        var room = Math.Min(width * 0.74, 760 * unit);
        letters = Math.Clamp(room / Math.Max(Measure(face, name), 0.1), letters * 0.45, letters);
        var title = Paragraph.Fit(name, room, text => Measure(face, text) * letters);
        var half = Math.Max((Measure(face, title) * letters / 2) + (44 * unit), 120 * unit);
        var (x, y, tall, tail) = (width / 2, Top, 44 * unit, 46 * unit);
        var cloth = Colour.Mix(palette.Cloth, "#1a0b1e", 0.12);
        var back = Colour.Darker(cloth, 0.45);
        foreach (var side in new[] { -1, 1 })
        {
            var edge = x + (side * (half - (26 * unit)));
            art.Add($"<path d='M{edge} {y - (tall * 0.62)}H{edge + (side * (tail + (30 * unit)))}l{-side * 22 * unit} {tall * 0.98}" +
                $"l{side * 22 * unit} {tall * 0.98}H{edge}Z' fill='{art.Down(Colour.Darker(cloth, 0.2), back)}'/>");
            art.Add($"<path d='M{x + (side * half)} {y + tall}L{edge} {y + (tall * 1.34)}V{y + tall}Z' fill='{Colour.Darker(cloth, 0.7)}'/>");
        }

        var (top, bottom, sag) = (y - tall, y + tall, 9 * unit);
        art.Add($"<path d='M{x - half} {top}Q{x} {top - sag} {x + half} {top}V{bottom}Q{x} {bottom - sag} {x - half} {bottom}" +
            $"Z' fill='{art.Linear(Drawing.Downwards, (0, Colour.Lighter(cloth, 0.3), 1), (0.45, cloth, 1), (1, Colour.Darker(cloth, 0.3), 1))}'/>");
        art.Add($"<path d='M{x - half} {top + (7 * unit)}Q{x} {top - sag + (7 * unit)} {x + half} {top + (7 * unit)}M{x - half} {bottom - (7 * unit)}" +
            $"Q{x} {bottom - sag - (7 * unit)} {x + half} {bottom - (7 * unit)}' fill='none'" +
            $" stroke='{palette.Trim}' stroke-width='{2.4 * unit}' stroke-dasharray='{9 * unit} {5 * unit}'/>");
        var baseline = y + (letters * 0.3);
        Write(art, face, title, baseline, letters, "#1a0716", $"transform='translate(0 {Drawing.Text($"{3.5 * unit}")})' opacity='.6'");
        Write(art, face, title, baseline, letters, art.Down("#fffdf2", "#ffd98a"), "");
    }

    /// <summary>One line, centred. What the fonts brought along lack is left to those of the machine.</summary>
    private void Write(Drawing art, Typeface face, string line, double baseline, double letters, string fill, string more)
    {
        if (face.Covers(line))
        {
            var visual = Direction.Visual(Arabic.Join(line), rightToLeft);
            art.Add($"<path d='{face.Outline(visual, (width - (face.Measure(line) * letters)) / 2, baseline, letters)}' fill='{fill}' {more}/>");
        }
        else
        {
            art.Add($"<text x='{width / 2}' y='{baseline}' font-size='{letters * 0.9}' font-weight='bold' font-family='serif' text-anchor='middle'" +
                $" fill='{fill}' {more}>{SecurityElement.Escape(line)}" +
                $"</text>");
        }
    }

    private static string Drawable(string text) => Typeface.Text.Covers(text) || InstalledFonts.CanDraw(text) ? text : "";

    private static double Measure(Typeface face, string text) => face.Covers(text) ? face.Measure(text) : InstalledFonts.Measure(text);
}
