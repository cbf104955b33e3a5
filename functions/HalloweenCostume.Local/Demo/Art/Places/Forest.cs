using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Scenery;

namespace HalloweenCostume.Local.Demo.Art.Places;

/// <summary>Rows of firs fading into the haze, and bare trees at the sides; at times something looks out of the dark.</summary>
internal static class Forest
{
    public static void Paint(Scene scene, SeededRandom random, Ridge far, Ridge middle)
    {
        var colours = scene.Palette;
        Row(scene, random, far, 30, 130, Colour.Mix(colours.Far, colours.SkyLow, 0.35));
        Row(scene, random, middle, 20, 220, Colour.Mix(colours.Far, colours.Near, 0.4));
        middle.Paint(colours.Far, colours.Near);
        foreach (var side in new[] { -1, 1 })
        {
            for (var i = 0; i < 3; i++)
            {
                var x = scene.Middle + (side * scene.Width * random.Between(0.3, 0.52));
                Trees.Fir(scene, random, x, scene.Horizon + (scene.Floor * 0.09), random.Between(260, 430) * scene.Unit, Colour.Mix(colours.Near, colours.Ground, 0.3 * i));
            }

            var edge = scene.Middle + (side * scene.Width * random.Between(0.4, 0.48));
            Trees.Bare(scene, random, edge, scene.Horizon + (scene.Floor * 0.12), random.Between(500, 640) * scene.Unit, Colour.Darker(colours.Ground, 0.1));
            Eyes(scene, random, side);
        }
    }

    private static void Row(Scene scene, SeededRandom random, Ridge ridge, int count, double height, string colour)
    {
        for (var i = 0; i <= count; i++)
        {
            var x = scene.Width * (i + random.Between(-0.4, 0.4)) / count;
            Trees.Fir(scene, random, x, ridge.At(x) + (scene.Floor * 0.02), height * random.Between(0.55, 1.15) * scene.Unit, colour);
        }
    }

    private static void Eyes(Scene scene, SeededRandom random, int side)
    {
        for (var i = random.Whole(1, 2); i > 0; i--)
        {
            var (x, y) = (scene.Middle + (side * scene.Width * random.Between(0.3, 0.46)), scene.Horizon - (random.Between(-0.02, 0.1) * scene.Floor));
            scene.Art.Add($"""
                <g transform='translate({x} {y}) scale({scene.Unit})'><circle r='30' fill='{scene.Art.Glow(scene.Palette.Light, 0.5)}'/><g
                fill='{scene.Palette.Light}'><path d='M-15-3Q-8-11-3 2Q-11 5-15-3Z'/><path d='M15-3Q8-11 3 2Q11 5 15-3Z'/></g></g>
                """);
        }
    }
}
