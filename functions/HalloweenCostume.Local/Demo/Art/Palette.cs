using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art;

/// <summary>The colours of one night. Cloth is a costume's usual choice where its kind asks for no colour of its own.</summary>
internal sealed record Palette(
    string SkyTop, string SkyMiddle, string SkyLow, string Moon, string Far, string Near, string Ground, string Fog, string Light, string Cloth, string Trim)
{
    private static readonly Palette VioletDusk = new(
        "#150a33", "#43206f", "#c25b8f", "#fff0cf", "#4b2a70", "#2a1547", "#150a28", "#c9a0e0", "#ffc14d", "#7a3fc4", "#ffb347");

    private static readonly Palette WitchLight = new(
        "#04140f", "#0f4034", "#6fb665", "#f1ffd6", "#1d5343", "#0d2f28", "#061915", "#b6eaa9", "#ffd75a", "#3f8f4f", "#d8f06a");

    private static readonly Palette Harvest = new(
        "#1d0c26", "#6b2438", "#f08a35", "#ffdf93", "#6f2a3a", "#3c1628", "#1c0a18", "#ffbf80", "#ffd25c", "#c8482a", "#ffce5c");

    private static readonly Palette Teal = new(
        "#061722", "#12475a", "#7cc0b5", "#f4fff6", "#22596a", "#103343", "#081c28", "#bfe9e2", "#ffb554", "#237f8f", "#ff9d5c");

    private static readonly Palette Crimson = new(
        "#17060f", "#631027", "#dd5044", "#ffe2c4", "#64182c", "#370c1d", "#1a0610", "#f3a79a", "#ffc857", "#b3202f", "#ffd27a");

    private static readonly Palette Midnight = new(
        "#050a22", "#1b2f6d", "#7d8ddb", "#f6f5ff", "#2b3d80", "#16214f", "#0a1030", "#b9c6ff", "#ffcb5e", "#3c55c9", "#ffd166");

    private static readonly Palette Candy = new(
        "#200b33", "#6e2268", "#ff8a9c", "#fff3e0", "#74306f", "#431a4c", "#210c2b", "#ffc0d0", "#ffe07a", "#d6428f", "#7fe3d2");

    private static readonly Palette Amber = new(
        "#130d12", "#4f2e2a", "#e2a552", "#fff1c4", "#5a3730", "#33201f", "#170e10", "#f0cf9a", "#ffc94d", "#8a4b2d", "#ffe08a");

    public static Palette Choose(Reading reading, SeededRandom random) => reading.Mood switch
    {
        Mood.Green => random.Pick(WitchLight, WitchLight, Teal),
        Mood.Red => random.Pick(Crimson, Crimson, Harvest),
        Mood.Orange => random.Pick(Harvest, Harvest, Amber),
        Mood.Blue => random.Pick(Midnight, Midnight, Teal),
        Mood.Purple => VioletDusk,
        Mood.Pink => Candy,
        Mood.Gold => Amber,
        _ => random.Pick(VioletDusk, WitchLight, Harvest, Teal, Crimson, Midnight, Candy, Amber),
    };
}
