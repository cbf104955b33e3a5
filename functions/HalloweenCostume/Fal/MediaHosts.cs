using System.Globalization;
using HalloweenCostume.Http;
using HalloweenCostume.Settings;

namespace HalloweenCostume.Fal;

/// <summary>The hosts from which a result is taken: names, <c>*.names</c> for all their subdomains, each with a port where it is not the scheme's own.</summary>
public sealed class MediaHosts
{
    private const string Setting = "FAL_MEDIA_HOSTS";
    private readonly IReadOnlyList<Rule> _rules;

    private MediaHosts(IReadOnlyList<Rule> rules) => _rules = rules;

    public static MediaHosts From(SettingsReader settings)
    {
        var rules = new List<Rule>();
        foreach (var text in settings.Text(Setting, "fal.media,*.fal.media").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Parse(text) is { } rule)
                rules.Add(rule);
            else
                settings.Refuse(Setting, $"'{text}' should be a host such as fal.media, *.fal.media or 127.0.0.1:8080.");
        }

        if (rules.Count == 0)
            settings.Refuse(Setting, "should name at least one host such as fal.media: results are taken from nowhere else.");
        return new(rules);
    }

    /// <summary>https from a named host; http only from a named loopback host.</summary>
    public bool Allows(Uri url) =>
        url.IsAbsoluteUri && url.UserInfo.Length == 0
        && WebAddresses.IsSafeToUse(url)
        && _rules.Any(rule => rule.Matches(url));

    private static Rule? Parse(string text)
    {
        var subdomains = text.StartsWith("*.", StringComparison.Ordinal);
        if (!Uri.TryCreate($"https://{(subdomains ? text[2..] : text)}", UriKind.Absolute, out var url)
            || url.HostNameType is UriHostNameType.Unknown or UriHostNameType.Basic || url.PathAndQuery != "/" || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            return null;
        var hasPort = text.EndsWith(":" + url.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return new(url.Host, hasPort ? url.Port : null, subdomains);
    }

    private sealed record Rule(string Host, int? Port, bool Subdomains)
    {
        public bool Matches(Uri url) =>
            (Port is { } port ? url.Port == port : url.IsDefaultPort)
            && (Subdomains ? url.Host.EndsWith("." + Host, StringComparison.OrdinalIgnoreCase) : url.Host.Equals(Host, StringComparison.OrdinalIgnoreCase));
    }
}
