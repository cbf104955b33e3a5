using System.Text;

namespace HalloweenCostume.Local.Demo.Art.Lettering;

/// <summary>Breaks words into lines.</summary>
internal static class Paragraph
{
    private const string Ellipsis = "…";

    /// <param name="measure">The width of a string in the unit of <paramref name="width"/>.</param>
    /// <returns>At most <paramref name="maxLines"/> lines; an ellipsis ends the last one where words are left over.</returns>
    public static List<string> Wrap(string text, double width, int maxLines, Func<string, double> measure)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(word => Pieces(word, width, measure)))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length == 0 || measure(longer) <= width)
            {
                line = longer;
                continue;
            }

            if (lines.Count == maxLines - 1)
            {
                lines.Add(Shorten(line, width, measure));
                return lines;
            }

            lines.Add(line);
            line = word;
        }

        if (line.Length > 0)
            lines.Add(line);
        return lines;
    }

    /// <summary>The text, cut and ended by an ellipsis if it is too wide.</summary>
    public static string Fit(string text, double width, Func<string, double> measure) => measure(text) <= width ? text : Shorten(text, width, measure);

    private static string Shorten(string line, double width, Func<string, double> measure)
    {
        while (line.Length > 1 && measure(line + Ellipsis) > width)
            line = line[..^(char.IsLowSurrogate(line[^1]) ? 2 : 1)];
        return line.TrimEnd(' ', ',', '.', ';', ':') + Ellipsis;
    }

    private static IEnumerable<string> Pieces(string word, double width, Func<string, double> measure)
    {
        if (measure(word) <= width)
            return [word];
        var pieces = new List<string>();
        var piece = new StringBuilder();
        foreach (var rune in word.EnumerateRunes())
        {
            if (piece.Length > 0 && measure($"{piece}{rune}") > width)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }

            piece.Append(rune.ToString());
        }

        return pieces.Append(piece.ToString());
    }
}
