using System.Globalization;
using System.Text;

namespace HalloweenCostume.Generations;

public static class Prompts
{
    /// <summary>Unicode code points after clean-up, as JSON Schema counts a string's length.</summary>
    public const int MaxLength = 1000;

    /// <summary>
    /// Keeps what a person can see: control characters, unpaired surrogates, noncharacters and direction overrides go,
    /// white space of any kind becomes single spaces. Right-to-left text, emoji and their joiners stay. Never longer than before;
    /// cleaning twice changes nothing.
    /// </summary>
    public static string Clean(string prompt)
    {
        var clean = new StringBuilder(prompt.Length);
        var pendingSpace = false;
        for (var i = 0; i < prompt.Length;)
        {
            if (!Rune.TryGetRuneAt(prompt, i, out var rune))
            {
                i++;
                continue;
            }

            i += rune.Utf16SequenceLength;
            if (Rune.IsWhiteSpace(rune))
            {
                pendingSpace = clean.Length > 0;
            }
            else if (!IsUnseen(rune))
            {
                if (pendingSpace)
                    clean.Append(' ');
                pendingSpace = false;
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString();
    }

    /// <summary>Whether there is anything to see: joiners, variation selectors and accents without a letter are nothing.</summary>
    public static bool HasVisible(string prompt) =>
        prompt.EnumerateRunes().Any(rune => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.NonSpacingMark));

    public static int Length(string prompt) => prompt.EnumerateRunes().Count();

    /// <summary>The prompt as fal gets it: with the trigger word in front, unless it is there already as a word.</summary>
    public static string WithTrigger(string prompt, string trigger) => HasWord(prompt, trigger) ? prompt : $"{trigger} {prompt}";

    private static bool HasWord(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                return true;
        }

        return false;
    }

    private static bool IsUnseen(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control
        || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF
        || (rune.Value & 0xFFFE) == 0xFFFE
        || rune.Value is >= 0xFDD0 and <= 0xFDEF;
}
