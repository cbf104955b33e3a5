using HalloweenCostume.Generations;

namespace HalloweenCostume.Tests.Rules;

public sealed class PromptsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(" \t\r\n\u00A0\u2003\u3000\u2028 ", "")]
    [InlineData("  a   witch\r\n\r\non a\tbroom  ", "a witch on a broom")]
    [InlineData("a\u0000 w\u0007itch\u001B\u007F\u0085", "a witch")]
    [InlineData("\uFEFFa \u202Ewitch\u202C \u2066and\u2069 a cat\uFFFE\uFDD0", "a witch and a cat")]
    [InlineData("👩🏽‍🚀 🏳️‍🌈 e\u0301 ساحرة עם\u200F \u200Dx", "👩🏽‍🚀 🏳️‍🌈 e\u0301 ساحرة עם\u200F \u200Dx")]
    public void Clean_up_keeps_what_a_person_can_see(string prompt, string clean)
    {
        Assert.Equal(clean, Prompts.Clean(prompt));
        Assert.Equal(clean, Prompts.Clean(clean));
    }

    [Fact]
    public void Clean_up_drops_halves_of_characters() => Assert.Equal("a b", Prompts.Clean("\uDF83a\uD83C b\uD83C"));

    [Fact]
    public void Clean_up_of_anything_changes_nothing_the_second_time_and_makes_nothing_longer()
    {
        var random = new Random(31);
        for (var i = 0; i < 2_000; i++)
        {
            var prompt = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => (char)random.Next(random.Next(3) == 0 ? 0x10000 : 0x100)));
            var clean = Prompts.Clean(prompt);
            Assert.Equal(clean, Prompts.Clean(clean));
            Assert.True(clean.Length <= prompt.Length);
            Assert.DoesNotContain(clean, character => char.IsControl(character));
        }
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("🎃", true)]
    [InlineData("\u200Ba", true)]
    [InlineData("e\u0301", true)]
    [InlineData("", false)]
    [InlineData("\u200B\u200D\u2060\u00AD", false)]
    [InlineData("\uFE0F\u0301", false)]
    public void Only_what_can_be_seen_is_a_prompt(string prompt, bool visible) => Assert.Equal(visible, Prompts.HasVisible(prompt));

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("🎃🎃", 2)]
    [InlineData("👩🏽‍🚀", 4)]
    public void The_length_is_counted_in_code_points(string prompt, int length) => Assert.Equal(length, Prompts.Length(prompt));

    [Theory]
    [InlineData("a witch", "johndoe", "johndoe a witch")]
    [InlineData("johndoe as a witch", "johndoe", "johndoe as a witch")]
    [InlineData("a witch: JOHNDOE!", "johndoe", "a witch: JOHNDOE!")]
    [InlineData("johndoejohndoe johndoe2 xjohndoe", "johndoe", "johndoe johndoejohndoe johndoe2 xjohndoe")]
    [InlineData("johndoe2 and johndoe", "johndoe", "johndoe2 and johndoe")]
    [InlineData("éjohndoe", "johndoe", "johndoe éjohndoe")]
    [InlineData("a sks_x.1 person", "sks_x.1", "a sks_x.1 person")]
    [InlineData("johndoe", "johndoe", "johndoe")]
    public void The_trigger_word_comes_in_front_unless_it_is_there_as_a_word(string prompt, string trigger, string sent) =>
        Assert.Equal(sent, Prompts.WithTrigger(prompt, trigger));
}
