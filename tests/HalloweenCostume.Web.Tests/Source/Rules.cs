using System.Text.RegularExpressions;

namespace HalloweenCostume.Web.Tests.Source;

/// <summary>What this site has promised beyond what the field's tools look for.</summary>
internal static partial class Rules
{
    /// <returns>How many bytes each file of JavaScript and CSS is on the wire, gzipped at level 9; those of the admin page do not count.</returns>
    public static IEnumerable<(string Name, long Bytes)> Sizes(SiteSource site) => site.Read(".js", ".css")
        .Where(file => !file.Name.StartsWith("admin/", StringComparison.Ordinal))
        .Select(file => (file.Name, Weight.Gzipped(file.Text)));

    /// <returns>A line for each address of another host, but for what only looks like one: namespaces, schemas, and links in comments that have a line of their own.</returns>
    public static IEnumerable<string> OtherHosts(SiteSource site) =>
        from file in site.Read()
        let own = NameOnly().Replace(PolicyText().Replace(file.Text, policy => policy.Value.Replace("https://storage.googleapis.com", "", StringComparison.Ordinal)), "")
        from address in Address().Matches(own)
        select $"{file.Name}: {address.Value}";

    /// <returns>A line for each place where text could become markup or code.</returns>
    public static IEnumerable<string> Injections(SiteSource site)
    {
        var words = from file in site.Read(".js", ".html", ".svg") from word in Injection().Matches(file.Text) select $"{file.Name}: {word.Value}";
        var attributes =
            from file in site.Read(".html", ".svg")
            from element in Html.Elements(file.Text)
            from attribute in element.Attributes.Keys
            where attribute == "style" || attribute.StartsWith("on", StringComparison.Ordinal)
            select $"{file.Name}: <{element.Tag} {attribute}>";
        return words.Concat(attributes);
    }

    // With a scheme anywhere, without one where a value begins.
    [GeneratedRegex("""(?:\b(?:https?|wss?):|(?<=["'`(=]))//[^\s/"'`<>()\\;?#]+""", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex("""
        "[^"]*-src\ [^"]*"
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex PolicyText();

    [GeneratedRegex("""
        http://www\.w3\.org/ | "\$schema":\s*"[^"]*" | "@context":\s*"https://schema\.org/?" | ^\s*(?://|/\*|\*|<!--).*$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.Multiline)]
    private static partial Regex NameOnly();

    [GeneratedRegex("""
        \b (?: innerHTML | outerHTML | insertAdjacentHTML | setHTMLUnsafe | parseHTMLUnsafe | document\s*\.\s*write(?:ln)? | eval | new\s+Function ) \b
        | \bsetAttribute\(\s*["'`](?:style|on)
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Injection();
}
