using System.Text;
using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Places;

/// <summary>The moon on the water and a ship with torn sails.</summary>
internal static class Sea
{
    public static void Paint(Scene scene, SeededRandom random)
    {
        var (art, colours, top) = (scene.Art, scene.Palette, scene.Horizon - (scene.Floor * 0.12));
        var water = art.Linear(Drawing.Downwards, (0, Colour.Mix(colours.SkyLow, colours.Far, 0.45), 1), (0.35, colours.Near, 1), (1, colours.Ground, 1));
        art.Add($"<rect y='{top}' width='{scene.Width}' height='{scene.Height - top}' fill='{water}'/>");
        for (var i = 0; i < 46; i++)
        {
            var depth = random.Unit();
            var (y, length) = (top + (depth * scene.Floor * 0.26), random.Between(14, 90) * (0.4 + depth) * scene.Unit);
            var x = random.Chance(0.5) ? scene.Middle + (random.Between(-1, 1) * scene.Width * (0.1 + (0.25 * depth))) : random.Unit() * scene.Width;
            art.Add($"<path d='M{x - length} {y}q{length} {-3 * scene.Unit} {length * 2} 0q{-length} {3 * scene.Unit} {-length * 2} 0" +
                $"Z' fill='{colours.Moon}' opacity='{random.Between(0.12, 0.5)}'/>");
        }

        var side = random.Sign();
        Ship(scene, Land.Beside(scene, side), top + (scene.Floor * 0.03), random.Between(1.05, 1.3) * scene.Unit, side);
        for (var i = 0; i < 3; i++)
            Wave(scene, random, top + (scene.Floor * (0.1 + (0.07 * i))), Colour.Mix(Colour.Mix(colours.Far, colours.Near, 0.3 + (0.3 * i)), colours.Ground, 0.2 * i));
    }

    private static void Ship(Scene scene, double x, double y, double size, double side)
    {
        var (art, colours) = (scene.Art, scene.Palette);
        var (hull, sail) = (Colour.Darker(colours.Near, 0.3), art.Down(Colour.Mix(colours.Fog, colours.Far, 0.35), Colour.Mix(colours.Far, colours.Near, 0.5)));
        art.Add($"<g transform='translate({x} {y}) scale({size * side} {size}) rotate(-3)'>");
        art.Add($"<path d='M-62-20V-210M8-20V-262M74-20V-196M-130-42L-84-24' stroke='{hull}' stroke-width='6' stroke-linecap='round'/>");
        art.Add($"<g fill='{sail}'><path d='M-96-190Q-60-176-28-190Q-16-140-30-96L-44-104L-58-92L-72-104L-98-94Q-82-140-96-190Z'/><path d='M-34-240" +
            $"Q8-224 48-240Q62-190 48-150Q8-138-32-150Q-20-190-34-240Z'/>");
        art.Add($"<path d='M-42-142Q8-128 56-142Q70-90 52-50L36-62L22-48L6-60L-14-48L-40-56Q-26-90-42-142Z'/><path d='M46-182Q76-170 104-182" +
            $"Q114-130 102-84L90-94L74-82L48-90Q60-130 46-182Z'/></g>");
        art.Add($"<path d='M-112-30L118-40L128-66L146-66Q140 10 92 26L-66 26Q-104 12-112-30Z' fill='{hull}'/>");
        art.Add($"<path d='M8-262l34 9l-34 12Z' fill='{colours.Trim}'/><g fill='{colours.Light}'><circle cx='-60' cy='-6' r='7'/>" +
            $"<circle cx='-24' cy='-8' r='7'/><circle cx='12' cy='-9' r='7'/><circle cx='48' cy='-10' r='7'/>" +
            $"<rect x='104' y='-34' width='18' height='16' rx='3'/></g></g>");
    }

    private static void Wave(Scene scene, SeededRandom random, double y, string colour)
    {
        var (length, start) = (random.Between(90, 130) * scene.Unit, random.Between(-120, 0) * scene.Unit);
        var path = new StringBuilder(Drawing.Text($"M{start} {scene.Height}V{y}"));
        for (var x = start; x < scene.Width; x += length)
            path.Append(Drawing.Text($"q{length * 0.3} {-26 * scene.Unit} {length * 0.62} {-14 * scene.Unit}" +
                $"q{-length * 0.08} {20 * scene.Unit} {length * 0.38} {14 * scene.Unit}"));
        scene.Art.Add($"<path d='{path.ToString()}V{scene.Height}Z' fill='{scene.Art.Down(Colour.Lighter(colour, 0.12), colour)}'/>");
    }
}
