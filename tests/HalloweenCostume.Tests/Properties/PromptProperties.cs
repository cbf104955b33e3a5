using System.Globalization;
using System.Text;
using FsCheck.Xunit;
using HalloweenCostume.Generations;

namespace HalloweenCostume.Tests.Properties;

[Properties(Arbitrary = [typeof(Unicode)], MaxTest = 2_000, QuietOnSuccess = true)]
public sealed class PromptProperties
{
    [Property]
    public bool Cleaning_twice_changes_nothing(Unicode prompt) => Prompts.Clean(Prompts.Clean(prompt.Text)) == Prompts.Clean(prompt.Text);

    [Property]
    public bool Cleaning_never_lengthens(Unicode prompt) =>
        Prompts.Clean(prompt.Text).Length <= prompt.Text.Length && Prompts.Length(Prompts.Clean(prompt.Text)) <= Prompts.Length(prompt.Text);

    [Property]
    public void What_is_clean_is_well_formed_on_one_line_and_without_double_spaces(Unicode prompt)
    {
        var clean = Prompts.Clean(prompt.Text);

        Assert.Equal(clean, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(clean)));
        Assert.Equal(clean.Trim(), clean);
        Assert.DoesNotContain("  ", clean, StringComparison.Ordinal);
        Assert.DoesNotContain(clean.EnumerateRunes(), rune => rune.Value != ' ' && (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune)));
    }

    [Property]
    public void Letters_marks_digits_and_signs_stay_in_their_order(Unicode prompt) => Assert.Equal(Visible(prompt.Text), Visible(Prompts.Clean(prompt.Text)));

    [Property]
    public bool The_trigger_word_is_put_in_front_once(Unicode prompt)
    {
        var once = Prompts.WithTrigger(Prompts.Clean(prompt.Text), "johndoe");
        return Prompts.WithTrigger(once, "johndoe") == once;
    }

    // Halves of characters become the replacement character when text is read as runes: it counts only where somebody wrote it.
    private static string Visible(string text)
    {
        var visible = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune))
            {
                at++;
                continue;
            }

            at += rune.Utf16SequenceLength;
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned))
                visible.Append(rune);
        }

        return visible.ToString();
    }
}
