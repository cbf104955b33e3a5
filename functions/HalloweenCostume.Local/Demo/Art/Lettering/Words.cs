using System.Globalization;
using System.Text;

namespace HalloweenCostume.Local.Demo.Art.Lettering;

/// <summary>Makes of any string one that can be drawn and be written into XML.</summary>
internal static class Words
{
    private const int MaxMarksPerLetter = 2;

    /// <summary>No control or format characters, no lone surrogates, no pictographs; single spaces; at most two marks on a letter.</summary>
    public static string Clean(string? text, int maxCharacters)
    {
        var clean = new StringBuilder();
        var marks = 0;
        foreach (var rune in Composition.Compose(text ?? "").EnumerateRunes())
        {
            if (clean.Length >= maxCharacters)
                break;
            var category = Rune.GetUnicodeCategory(rune);
            if (Rune.IsWhiteSpace(rune))
            {
                if (clean.Length > 0 && clean[^1] != ' ')
                    clean.Append(' ');
                continue;
            }

            marks = IsMark(category) ? marks + 1 : 0;
            if (IsDrawable(rune, category) && marks <= MaxMarksPerLetter)
                clean.Append(rune.ToString());
        }

        return clean.ToString().Trim();
    }

    public static bool IsMark(UnicodeCategory category) =>
        category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool IsDrawable(Rune rune, UnicodeCategory category) => category switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse => false,
        UnicodeCategory.OtherNotAssigned or UnicodeCategory.EnclosingMark => false,
        UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol => rune.Value < 0x2000,
        UnicodeCategory.NonSpacingMark => rune.Value is < 0xFE00 or > 0xFE0F,
        _ => rune != Rune.ReplacementChar,
    };
}
