using HalloweenCostume.Settings;

namespace HalloweenCostume.Fal;

/// <param name="Key">Sent as <c>Authorization: Key …</c> to the queue and REST hosts, and to no other.</param>
/// <param name="Demo">Whether this is the emulator that draws.</param>
public sealed record FalOptions(string Key, Uri QueueUrl, Uri RestUrl, MediaHosts MediaHosts, bool Demo)
{
    // Never with the key: records print their members.
    public override string ToString() => $"fal at {QueueUrl}";

    public static FalOptions From(SettingsReader settings, bool demo)
    {
        var key = settings.Optional("FAL_KEY");
        if (key is null)
            settings.Refuse("FAL_KEY", "is missing: it should be the key from fal's dashboard, such as 0123abcd-…:4567….");
        else if (key.Any(c => c is <= ' ' or > '~'))
            settings.Refuse("FAL_KEY", "should be the key as fal's dashboard shows it, without spaces or line breaks inside.");
        return new(
            key ?? "",
            settings.Address("FAL_QUEUE_URL", "https://queue.fal.run"),
            settings.Address("FAL_REST_URL", "https://rest.fal.ai"),
            MediaHosts.From(settings),
            demo);
    }
}
