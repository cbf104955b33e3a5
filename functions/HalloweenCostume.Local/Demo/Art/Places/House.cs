using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Scenery;

namespace HalloweenCostume.Local.Demo.Art.Places;

/// <summary>A crooked house on a hill with light in its windows.</summary>
internal static class House
{
    public static void Paint(Scene scene, SeededRandom random, Ridge hill)
    {
        var (art, colours, side) = (scene.Art, scene.Palette, random.Sign());
        var x = Land.Beside(scene, side);
        Trees.Bare(scene, random, scene.Middle - (side * scene.Width * 0.38), hill.At(scene.Middle - (side * scene.Width * 0.38)) + (20 * scene.Unit), 300 * scene.Unit, colours.Near);
        var size = scene.Unit * random.Between(1.02, 1.2);
        var wall = Colour.Darker(colours.Near, 0.25);
        art.Add($"<circle cx='{x}' cy='{hill.At(x) - (150 * size)}' r='{270 * size}' fill='{art.Glow(colours.Light, 0.24)}'/>");
        art.Add($"<g transform='translate({x} {hill.At(x) + (26 * size)}) scale({size * side} {size})'>");
        art.Add($"<g fill='{art.Down(Colour.Mix(wall, colours.Far, 0.35), wall)}'>");
        art.Add($"<path d='M-84 0L-92-168L70-164L62 0Z'/><path d='M-112-160Q-60-196-46-262L36-262Q44-196 92-158Z'/>");
        art.Add($"<path d='M20 0L28-300L104-304L112 0Z'/><path d='M10-292Q54-326 66-428Q76-330 124-296Z'/><path d='M64-424" +
            $"L66-468' stroke='{wall}' stroke-width='4'/>");
        art.Add($"<path d='M-78-190L-84-286L-58-288L-52-190Z'/><path d='M-90-280L-50-284L-52-296L-88-292Z'/>");
        art.Add($"<path d='M-46-196L-48-240L-16-268L14-240L12-196Z'/></g>");
        art.Add($"<path d='M66-466L98-458L67-448Z' fill='{colours.Trim}'/>");
        Windows(scene, random, wall);
        art.Add($"</g>");
    }

    private static void Windows(Scene scene, SeededRandom random, string wall)
    {
        var light = scene.Art.Down(Colour.Lighter(scene.Palette.Light, 0.35), scene.Palette.Light);
        foreach (var (x, y, wide, high) in new[] { (-62, -140, 28, 44), (-18, -140, 28, 44), (-32, -238, 24, 36), (50, -270, 30, 46), (54, -190, 26, 40), (50, -110, 30, 44) })
        {
            var lit = random.Chance(0.8);
            scene.Art.Add($"<path d='M{x} {y + high}L{x} {y + (wide / 2.0)}A{wide / 2.0} {wide / 2.0} 0 0 1 {x + wide} {y + (wide / 2.0)}" +
                $"L{x + wide} {y + high}Z' fill='{(lit ? light : Colour.Darker(wall, 0.5))}'/>");
            scene.Art.Add($"<path d='M{x + (wide / 2.0)} {y}V{y + high}M{x} {y + (high * 0.5)}H{x + wide}' stroke='{wall}' stroke-width='3'/>");
        }

        scene.Art.Add($"<path d='M-38 0L-38-52A19 19 0 0 1 0-52L0 0Z' fill='{light}'/><circle cx='-8' cy='-26' r='3' fill='{wall}'/>");
    }
}
