using HalloweenCostume.Settings;

namespace HalloweenCostume.Access;

/// <param name="Open">No keys: whoever reaches the host may do everything. For loopback addresses alone, which the hosts see to.</param>
/// <param name="AdminKeyHash">SHA-256, in lower-case hex, of a first admin's key: the one that issues the others where nobody has a command line.</param>
/// <param name="SiteUrl">Where people open the site, for invite links; without a slash at the end.</param>
/// <param name="SessionLifetime">How long a browser stays signed in.</param>
/// <param name="RunningPerKey">How many generations of one key run at a time; the others wait for their turn.</param>
public sealed record AccessOptions(bool Open, string? AdminKeyHash, string? SiteUrl, TimeSpan SessionLifetime, int RunningPerKey)
{
    public static AccessOptions From(SettingsReader settings, bool open) => new(
        open,
        HashOf(settings),
        settings.Has("SITE_URL") ? settings.Address("SITE_URL", "https://party.example").AbsoluteUri.TrimEnd('/') : null,
        settings.Duration("SESSION_DAYS", TimeSpan.FromDays(1), 30, 0.0001, 400),
        settings.Whole("RUNNING_PER_KEY", 4, 1, 1000));

    private static string? HashOf(SettingsReader settings)
    {
        const string name = "ADMIN_KEY_SHA256";
        if (settings.Optional(name)?.ToLowerInvariant() is not { } hash)
            return null;
        if (hash.Length == 64 && hash.All(char.IsAsciiHexDigit))
            return hash;
        settings.Refuse(name, "should be the SHA-256 of an admin's key, as 64 hex digits: printf %s \"$KEY\" | sha256sum.");
        return null;
    }
}
