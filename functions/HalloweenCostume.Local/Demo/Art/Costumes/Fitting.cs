using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Figures;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

/// <summary>What a costume is cut from. Its random numbers are this picture's own; the sitter is the same in all.</summary>
internal sealed record Fitting(Scene Scene, Sitter Sitter, SeededRandom Random)
{
    public Drawing Art => Scene.Art;

    public Palette Palette => Scene.Palette;

    public Expression Mood(params ReadOnlySpan<Mouth> mouths) => new(Random.Pick(mouths), Random.Pick(Gaze.Open, Gaze.Open, Gaze.Sly, Gaze.Wide), Random.Between(-5, 5));
}
