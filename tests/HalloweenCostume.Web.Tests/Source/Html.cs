using System.Text.RegularExpressions;

namespace HalloweenCostume.Web.Tests.Source;

/// <summary>Reads elements out of HTML and SVG as this site writes them: sound, and without scripts in the page.</summary>
internal static partial class Html
{
    public static IEnumerable<(string Tag, IReadOnlyDictionary<string, string> Attributes)> Elements(string text) =>
        from element in Element().Matches(Comment().Replace(text, ""))
        let names = element.Groups["name"].Captures
        let values = element.Groups["value"].Captures
        select (
            element.Groups["tag"].Value.ToLowerInvariant(),
            (IReadOnlyDictionary<string, string>)names.Zip(values).ToDictionary(pair => pair.First.Value.ToLowerInvariant(), pair => pair.Second.Value));

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex("""
        <(?<tag>[a-z][^\s/>]*)
        (?: \s+ (?<name>[^\s=>/"']+) (?: \s*=\s* (?: "(?<value>[^"]*)" | '(?<value>[^']*)' | (?<value>[^\s>"']+) ) | (?<value>) ) )*
        \s*/?>
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase)]
    private static partial Regex Element();
}
