using System.Text;
using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Scenery;

namespace HalloweenCostume.Local.Demo.Art.Places;

internal static class Castle
{
    public static void Paint(Scene scene, SeededRandom random, Ridge hill)
    {
        var (art, colours, side) = (scene.Art, scene.Palette, random.Sign());
        var x = Land.Beside(scene, side);
        var (size, stone) = (scene.Unit * random.Between(0.95, 1.15), Colour.Mix(colours.Near, colours.Far, 0.3));
        Rock(scene, x, hill.At(x), size, colours.Near);
        art.Add($"<circle cx='{x}' cy='{hill.At(x) - (210 * size)}' r='{280 * size}' fill='{art.Glow(colours.Light, 0.2)}'/>");
        art.Add($"<g transform='translate({x} {hill.At(x) - (64 * size)}) scale({size})'>");
        Wall(scene, -110, 110, 110, stone);
        foreach (var (left, width, height) in new[] { (-132, 50, 190), (-66, 42, 250), (-22, 56, 330), (42, 40, 220), (86, 48, 176) })
            Tower(scene, random, left, width, height + random.Whole(-18, 26), stone);
        art.Add($"<path d='M-18 4V-40A18 20 0 0 1 18-40V4Z' fill='{colours.Light}'/><path d='M-9 4V-54M0 4V-60M9 4V-54M-18-24" +
            $"H18' stroke='{stone}' stroke-width='2.5'/>");
        art.Add($"</g>");
    }

    private static void Rock(Scene scene, double x, double y, double size, string colour) =>
        scene.Art.Add($"""
            <path fill='{colour}' d='M{x - (330 * size)} {y + (70 * size)}L{x - (190 * size)} {y - (10 * size)}L{x - (150 * size)} {y - (62 * size)}
            L{x + (150 * size)} {y - (64 * size)}L{x + (200 * size)} {y}L{x + (340 * size)} {y + (70 * size)}Z'/>
            """);

    private static void Wall(Scene scene, double left, double right, double height, string stone) =>
        scene.Art.Add($"<path d='{Battlements(left, right, 8, height, 12)}' fill='{scene.Art.Down(stone, Colour.Darker(stone))}'/>");

    private static void Tower(Scene scene, SeededRandom random, double left, double width, double height, string stone)
    {
        var (art, middle) = (scene.Art, left + (width / 2));
        art.Add($"<path d='M{left} 6V{-height}H{left + width}V6Z' fill='{art.Across(Colour.Darker(stone, 0.2), Colour.Darker(stone, 0.55))}'/>");
        if (random.Chance(0.6))
        {
            art.Add($"<path d='M{left - 9} {-height + 2}Q{middle - 6} {-height - (width * 0.7)} {middle} {-height - (width * 1.7)}" +
                $"Q{middle + 6} {-height - (width * 0.7)} {left + width + 9} {-height + 2}" +
                $"Z' fill='{art.Across(Colour.Mix(stone, scene.Palette.Cloth, 0.4), Colour.Darker(stone, 0.5))}'/>");
            art.Add($"<path d='M{middle} {-height - (width * 1.7) + 4}v-22l20 6l-20 7' fill='{scene.Palette.Trim}' stroke='{stone}' stroke-width='2'/>");
        }
        else
        {
            art.Add($"<path transform='translate(0 {-height})' d='{Battlements(left - 6, left + width + 6, 4, 14, 12)}' fill='{stone}'/>");
        }

        for (var y = -height + 28; y < -110; y += 58)
            art.Add($"<path d='M{middle - 5} {y + 22}V{y + 6}A5 6 0 0 1 {middle + 5} {y + 6}V{y + 22}" +
                $"Z' fill='{(random.Chance(0.75) ? scene.Palette.Light : Colour.Darker(stone, 0.6))}'/>");
    }

    private static string Battlements(double left, double right, int teeth, double height, double tooth)
    {
        var (path, step) = (new StringBuilder(Drawing.Text($"M{left} 6")), (right - left) / ((2 * teeth) - 1));
        for (var i = 0; i < (2 * teeth) - 1; i++)
        {
            var top = -height - (i % 2 == 0 ? tooth : 0);
            path.Append(Drawing.Text($"L{left + (i * step)} {top}L{left + ((i + 1) * step)} {top}"));
        }

        return path.Append(Drawing.Text($"L{right} 6Z")).ToString();
    }
}
