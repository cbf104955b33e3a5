using HalloweenCostume.Settings;

namespace HalloweenCostume.Rates;

/// <summary>How many images may be asked for, by one key and for one profile.</summary>
/// <param name="PerHour">Null: any number.</param>
/// <param name="PerDay">Null: any number.</param>
public sealed record RateOptions(int? PerHour, int? PerDay)
{
    /// <param name="open">Only this machine can ask for any, and it is its owner who pays: then there is no limit, unless one is set.</param>
    public static RateOptions From(SettingsReader settings, bool open) => new(
        Limit(settings, "RATE_IMAGES_PER_HOUR", 60, open),
        Limit(settings, "RATE_IMAGES_PER_DAY", 300, open));

    private static int? Limit(SettingsReader settings, string name, int otherwise, bool open) =>
        open && !settings.Has(name) ? null : settings.Whole(name, otherwise, 1, 1_000_000);
}
