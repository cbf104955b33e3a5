using System.Globalization;
using System.Text;

namespace HalloweenCostume.Local.Demo.Art.Lettering;

/// <summary>Puts a line's characters into the order in which they stand from left to right: runs of one direction, no nesting.</summary>
internal static class Direction
{
    private enum Side { Left, Right, Neutral }

    public static bool IsRightToLeft(string text) =>
        text.EnumerateRunes().Select(SideOf).FirstOrDefault(side => side != Side.Neutral, Side.Left) == Side.Right;

    public static string Visual(string line, bool rightToLeft)
    {
        var runes = line.EnumerateRunes().ToArray();
        var sides = runes.Select(SideOf).ToArray();
        if (!sides.Contains(Side.Right))
            return line;
        Settle(sides, rightToLeft ? Side.Right : Side.Left);
        var runs = new List<string>();
        for (int start = 0, end; start < runes.Length; start = end)
        {
            end = start;
            while (end < runes.Length && sides[end] == sides[start])
                end++;
            var run = runes[start..end];
            runs.Add(string.Concat(sides[start] == Side.Right ? run.Reverse().Select(Mirror) : run));
        }

        if (rightToLeft)
            runs.Reverse();
        return string.Concat(runs);
    }

    /// <summary>A neutral between two of one side is theirs; any other takes the line's direction.</summary>
    private static void Settle(Side[] sides, Side line)
    {
        for (int start = 0, end; start < sides.Length; start = end)
        {
            end = start + 1;
            if (sides[start] != Side.Neutral)
                continue;
            while (end < sides.Length && sides[end] == Side.Neutral)
                end++;
            var before = start > 0 ? sides[start - 1] : line;
            var after = end < sides.Length ? sides[end] : line;
            sides.AsSpan(start..end).Fill(before == after ? before : line);
        }
    }

    private static Side SideOf(Rune rune) => rune.Value switch
    {
        >= 0x590 and <= 0x8FF or >= 0xFB1D and <= 0xFDFF or >= 0xFE70 and <= 0xFEFF => Rune.IsDigit(rune) ? Side.Left : Side.Right,
        _ => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpacingCombiningMark ? Side.Left : Side.Neutral,
    };

    private static Rune Mirror(Rune rune) => rune.Value switch
    {
        '(' => new(')'),
        ')' => new('('),
        '[' => new(']'),
        ']' => new('['),
        '«' => new('»'),
        '»' => new('«'),
        '<' => new('>'),
        '>' => new('<'),
        _ => rune,
    };
}
