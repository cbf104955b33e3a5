using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Figures;

internal enum HairStyle { Tousled, Bob, Long, Curls, Cropped, Bun, Spikes, Parted }

/// <summary>The person under the costume: the same for the same name in every picture.</summary>
internal sealed record Sitter(string Name, string Skin, string Hair, string Eyes, HairStyle Style, bool Glasses, bool Freckles)
{
    public static Sitter Named(string name)
    {
        var random = SeededRandom.From("sitter", name.ToUpperInvariant());
        return new(
            name,
            random.Pick("#ffdfc8", "#f6cfae", "#eab98f", "#d39c6e", "#a9744c", "#7d5236"),
            random.Pick("#2b1b1a", "#3d2619", "#5f3a21", "#8b5a2b", "#c58f45", "#b5482a", "#d9c27a", "#4a4456"),
            random.Pick("#5a3a22", "#3d7a55", "#3c6fb0", "#6b5a2e", "#4c8f96"),
            random.Pick(Enum.GetValues<HairStyle>()),
            random.Chance(0.25),
            random.Chance(0.3));
    }
}
