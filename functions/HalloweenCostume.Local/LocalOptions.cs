using HalloweenCostume.Settings;

namespace HalloweenCostume.Local;

/// <param name="Urls">Where the host listens.</param>
/// <param name="Demo">Without a key for fal the pictures are drawn.</param>
/// <param name="Open">Whoever reaches the host, which is this machine alone then, may do everything.</param>
/// <param name="InTheClear">It is reached over a network, and without https.</param>
/// <param name="FinishWithin">How long a server that is stopped goes on with what is under way.</param>
internal sealed record LocalOptions(string[] Urls, bool Demo, bool Open, bool InTheClear, TimeSpan FinishWithin)
{
    public const int MaxFinishSeconds = 60;

    // With what else an end takes it is less than the ten seconds that service managers and containers give before they kill.
    private const int DefaultFinishSeconds = 8;

    public const string DefaultUrl = "http://localhost:7071";

    public static LocalOptions From(SettingsReader settings)
    {
        var urls = settings.Text("ASPNETCORE_URLS", DefaultUrl).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var loopback = true;
        foreach (var url in urls)
        {
            if (!Uri.TryCreate(url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var address)
                || address.Scheme != Uri.UriSchemeHttp || address.PathAndQuery != "/")
                settings.Refuse("ASPNETCORE_URLS", $"'{url}' should be an http address such as http://localhost:7071.");
            else
                loopback &= address.IsLoopback;
        }

        var access = settings.OneOf("ACCESS", loopback ? "open" : "keys", "open", "keys");
        if (access == "open" && !loopback)
            settings.Refuse("ACCESS", "'open' is for this machine alone: let ASPNETCORE_URLS name a loopback address such as http://localhost:7071, or use 'keys'.");

        var demo = !settings.Has("FAL_KEY");
        if (demo && settings.Has("FAL_QUEUE_URL"))
            settings.Refuse("FAL_KEY", "is missing although FAL_QUEUE_URL is set: set both, or neither for the demo.");
        return new(urls, demo, access == "open", !loopback, settings.Duration("STOP_SECONDS", TimeSpan.FromSeconds(1), DefaultFinishSeconds, 0, MaxFinishSeconds));
    }
}
