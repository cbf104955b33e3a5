using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace HalloweenCostume.Tests.Properties;

/// <summary>Text that no keyboard types: halves of characters, marks without letters, controls, directions, joiners, any plane.</summary>
/// <param name="Text">Not always well-formed UTF-16.</param>
public sealed record Unicode(string Text)
{
    private static readonly string[] _odd =
    [
        " ", "\t", "\r\n", "\u00A0", "\u2028", "\u3000", "\u0085", "\0", "\u0007", "\u001B", "\u007F", "\uFEFF", "\uFFFE", "\uFFFF", "\uFDD0", "\U0001FFFE",
        "\u202A", "\u202E", "\u202C", "\u2066", "\u2069", "\u200E", "\u200F", "\u061C", "\u200B", "\u200C", "\u200D", "\u2060", "\u00AD", "\uFE0F", "\u0301", "\u20E3",
        "\uD83C", "\uDF83", "\uDBFF", "\uDFFF", "🎃", "👩🏽‍🚀", "🏳️‍🌈", "e\u0301", "ﷺ", "ساحرة", "עם", "ß", "İ", "ﬀ", "\U000E0041", "\U0010FFFD", "a", "Z", "7",
    ];

    public static Arbitrary<Unicode> Any()
    {
        var rune = Gen.Choose(0, 0x10FFFF).Where(Rune.IsValid).Select(value => new Rune(value).ToString());
        var unit = Gen.Choose(0, 0xFFFF).Select(value => ((char)value).ToString());
        return Arb.From(
            Gen.Frequency((4, Gen.Elements(_odd)), (2, rune), (1, unit)).ListOf().Select(parts => new Unicode(string.Concat(parts))),
            text => Enumerable.Range(0, text.Text.Length).Select(at => new Unicode(text.Text.Remove(at, 1))));
    }

    // What is printed when it fails has to be read.
    public override string ToString() => string.Concat(Text.Select(unit => unit is > ' ' and < '\u007F' ? unit.ToString() : $"\\u{(int)unit:X4}"));
}
