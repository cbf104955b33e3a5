using System.Text;

namespace HalloweenCostume.Local.Demo.Art.Lettering;

/// <summary>Joins Arabic and Persian letters by way of Unicode's presentation forms.</summary>
internal static class Arabic
{
    private const int Lam = 0x644, Tatweel = 0x640;

    // Letter, its isolated form (final, initial and medial follow it), and how many forms there are: 2 joins only to the right.
    private static readonly Dictionary<int, (int Isolated, int Forms)> Letters = Table();

    /// <param name="text">In logical order; stays in it.</param>
    public static string Join(string text)
    {
        if (!text.Any(character => character is >= '\u0620' and <= '\u06FF'))
            return text;
        var letters = text.EnumerateRunes().Select(rune => rune.Value).ToArray();
        var joined = new StringBuilder();
        for (var i = 0; i < letters.Length; i++)
        {
            var before = i > 0 && JoinsLeft(letters[i - 1]) && JoinsRight(letters[i]);
            if (letters[i] == Lam && i + 1 < letters.Length && LamAlef(letters[i + 1]) is { } ligature)
            {
                joined.Append((char)(ligature + (before ? 1 : 0)));
                i++;
                continue;
            }

            var after = i + 1 < letters.Length && JoinsLeft(letters[i]) && JoinsRight(letters[i + 1]);
            if (Letters.TryGetValue(letters[i], out var letter))
                joined.Append((char)(letter.Isolated + (after ? (before ? 3 : 2) : (before ? 1 : 0))));
            else
                joined.Append(new Rune(letters[i]).ToString());
        }

        return joined.ToString();
    }

    private static bool JoinsLeft(int letter) => letter == Tatweel || (Letters.TryGetValue(letter, out var forms) && forms.Forms == 4);

    private static bool JoinsRight(int letter) => letter == Tatweel || (Letters.TryGetValue(letter, out var forms) && forms.Forms >= 2);

    private static int? LamAlef(int letter) => letter switch { 0x622 => 0xFEF5, 0x623 => 0xFEF7, 0x625 => 0xFEF9, 0x627 => 0xFEFB, _ => null };

    private static Dictionary<int, (int Isolated, int Forms)> Table()
    {
        var table = new Dictionary<int, (int, int)>
        {
            [0x67E] = (0xFB56, 4), [0x686] = (0xFB7A, 4), [0x698] = (0xFB8A, 2), [0x6A9] = (0xFB8E, 4), [0x6AF] = (0xFB92, 4), [0x6CC] = (0xFBFC, 4),
        };
        var isolated = 0xFE80;
        foreach (var letter in Enumerable.Range(0x621, 0x63A - 0x621 + 1).Concat(Enumerable.Range(0x641, 0x64A - 0x641 + 1)))
        {
            var forms = letter switch
            {
                0x621 => 1,
                0x622 or 0x623 or 0x624 or 0x625 or 0x627 or 0x629 or 0x62F or 0x630 or 0x631 or 0x632 or 0x648 or 0x649 => 2,
                _ => 4,
            };
            table[letter] = (isolated, forms);
            isolated += forms;
        }

        return table;
    }
}
