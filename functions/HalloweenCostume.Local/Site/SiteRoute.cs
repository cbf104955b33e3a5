namespace HalloweenCostume.Local.Site;

/// <summary>Headers of some of the site's files.</summary>
/// <param name="Pattern">A path from the site's root on; with a <c>*</c> at its end, all that begin so.</param>
internal sealed record SiteRoute(string Pattern, IReadOnlyDictionary<string, string> Headers)
{
    public static bool IsPattern(string text) => text.StartsWith('/') && text.IndexOf('*', StringComparison.Ordinal) is var star && (star < 0 || star == text.Length - 1);

    public bool Fits(string path) => Pattern.EndsWith('*') ? path.StartsWith(Pattern[..^1], StringComparison.Ordinal) : path == Pattern;
}
