using HalloweenCostume.Local.Demo.Art;
using HalloweenCostume.Local.Demo.Art.Lettering;

namespace HalloweenCostume.Tests.Demo;

public sealed class LetteringTests
{
    [Theory]
    [InlineData("  a\t\n b\0 \u0007", "a b")]
    [InlineData("ghost 👻🏽 boo\ufe0f", "ghost boo")]
    [InlineData("e\u0301\u0336\u0334\u0335\u0337", "é\u0336\u0334")]
    [InlineData("\u202eabc\u200d\u2066", "abc")]
    [InlineData(null, "")]
    public void Words_are_cleaned_for_drawing(string? text, string expected) => Assert.Equal(expected, Words.Clean(text, 100));

    [Fact]
    public void Unpaired_surrogates_are_dropped() => Assert.Equal("lone", Words.Clean("\ud83c lone \udf83", 100));

    [Fact]
    public void Lines_break_between_words_and_the_last_ends_in_an_ellipsis_if_words_are_left()
    {
        Assert.Equal(["one two", "three…"], Wrap("one two three four", 7, 2));
        Assert.Equal(["one two", "three"], Wrap("one two three", 7, 2));
        Assert.Equal(["abcd", "ef g"], Wrap("abcdef g", 4, 3));
    }

    [Fact]
    public void Right_to_left_words_are_put_into_the_order_of_the_eye()
    {
        Assert.Equal("1897 ת(בא)", Direction.Visual("(אב)ת 1897", rightToLeft: true));
        Assert.Equal("a ג בא b", Direction.Visual("a אב ג b", rightToLeft: false));
        Assert.Equal("plain", Direction.Visual("plain", rightToLeft: false));
    }

    [Theory]
    [InlineData("بيت", "\ufe91\ufef4\ufe96")]
    [InlineData("لا", "\ufefb")]
    [InlineData("دار", "\ufea9\ufe8d\ufead")]
    public void Arabic_letters_are_joined(string word, string forms) => Assert.Equal(forms, Arabic.Join(word));

    [Theory]
    [InlineData("johndoe as vampires in castles", "Vampire", "Castle")]
    [InlineData("Вампир. Лес!", "Vampire", "Forest")]
    [InlineData("🏴\u200d☠️ at sea", "Pirate", "Sea")]
    [InlineData("holding a lantern", null, null)]
    public void A_prompt_is_read_word_by_word(string prompt, string? disguise, string? place) =>
        Assert.Equal((disguise, place), (Reading.Of(prompt).Disguise?.ToString(), Reading.Of(prompt).Place?.ToString()));

    private static List<string> Wrap(string text, double width, int lines) => Paragraph.Wrap(text, width, lines, line => line.Length);
}
