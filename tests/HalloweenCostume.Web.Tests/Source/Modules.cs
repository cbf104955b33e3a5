using System.Text.RegularExpressions;

namespace HalloweenCostume.Web.Tests.Source;

/// <summary>The modules that a page loads, by the import statements in them. What <c>import()</c> brings later is not among them.</summary>
internal static partial class Modules
{
    private static readonly Uri Root = new("http://site/");

    /// <returns>A line for each module that the browser would find only by reading another, and for each preload that nothing imports.</returns>
    /// <param name="page">Its name, such as <c>index.html</c>.</param>
    public static IEnumerable<string> PreloadFaults(SiteSource site, string page)
    {
        var files = site.Read(".html", ".js").ToDictionary(file => file.Name, file => file.Text);
        var elements = Html.Elements(files[page]).Select(element => element.Attributes).ToList();
        var entries = elements.Where(element => element.GetValueOrDefault("type") == "module").Select(element => Resolve(page, element["src"])).ToList();
        var preloads = elements.Where(element => element.GetValueOrDefault("rel") == "modulepreload").Select(element => Resolve(page, element["href"])).ToList();
        var imported = ReachedFrom(entries, files).Except(entries).ToList();
        return
        [
            .. entries.Count == 0 ? [$"{page} has no module"] : Array.Empty<string>(),
            .. imported.Except(preloads).Select(name => $"{name} has no modulepreload"),
            .. preloads.Except(imported).Select(name => $"{name} is preloaded, but no module imports it"),
            .. preloads.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => $"{group.Key} is preloaded {group.Count()} times"),
        ];
    }

    private static HashSet<string> ReachedFrom(IEnumerable<string> entries, Dictionary<string, string> files)
    {
        var reached = new HashSet<string>();
        var left = new Stack<string>(entries);
        while (left.TryPop(out var module))
        {
            if (!reached.Add(module))
                continue;
            Assert.True(files.ContainsKey(module), $"{module} is imported, but is not there.");
            foreach (Match import in Import().Matches(files[module]))
                left.Push(Resolve(module, import.Groups["module"].Value));
        }

        return reached;
    }

    /// <summary>A browser resolves a module's name as it does a link's, if it begins with a dot or a slash.</summary>
    private static string Resolve(string from, string name) => new Uri(new Uri(Root, from), name).AbsolutePath[1..];

    [GeneratedRegex("""(?:^|;)\s*(?:import|export)\b(?:[^'";]*?\bfrom)?\s*(['"])(?<module>[^'"]+)\1""", RegexOptions.Multiline)]
    private static partial Regex Import();
}
