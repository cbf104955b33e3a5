using HalloweenCostume.Settings;

namespace HalloweenCostume.Functions;

internal static class HostAccess
{
    /// <summary>Whether whoever can reach the host may do everything, without a key.</summary>
    public static bool IsOpen(SettingsReader settings)
    {
        // Core Tools on somebody's own machine listen on a loopback address.
        var own = !RunsInAzure(settings);
        var access = settings.OneOf("ACCESS", own ? "open" : "keys", "open", "keys");
        if (access == "open" && !own)
            settings.Refuse("ACCESS", "'open' is for one's own machine alone: in Azure the pictures would be everybody's.");
        return access == "open";
    }

    /// <summary>Azure names the site to its workers.</summary>
    public static bool RunsInAzure(SettingsReader settings) => settings.Has("WEBSITE_SITE_NAME");
}
