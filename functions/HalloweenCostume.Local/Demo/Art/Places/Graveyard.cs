using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Scenery;

namespace HalloweenCostume.Local.Demo.Art.Places;

internal static class Graveyard
{
    public static void Paint(Scene scene, SeededRandom random, Ridge hill)
    {
        var colours = scene.Palette;
        var side = random.Sign();
        var tree = Land.Beside(scene, side) + (side * 30 * scene.Unit);
        Trees.Bare(scene, random, tree, hill.At(tree) + (30 * scene.Unit), 430 * scene.Unit, Colour.Darker(colours.Near, 0.2));
        hill.Paint(colours.Far, colours.Near);
        for (var row = 0; row < 3; row++)
        {
            var stone = Colour.Mix(Colour.Mix(colours.Fog, colours.Far, 0.55), colours.Near, 0.12 * row);
            for (var i = 0; i < 7; i++)
            {
                var x = scene.Width * (i + random.Between(0.15, 0.85)) / 7;
                var size = scene.Unit * (0.6 + (0.25 * row)) * random.Between(0.85, 1.15);
                Stone(scene, random, x, hill.At(x) + ((12 + (40 * row)) * scene.Unit), size, stone);
            }
        }
    }

    private static void Stone(Scene scene, SeededRandom random, double x, double y, double size, string stone)
    {
        var art = scene.Art;
        var (face, mark) = (art.Down(Colour.Lighter(stone, 0.12), Colour.Darker(stone, 0.45)), Colour.Darker(stone, 0.5));
        art.Add($"<g transform='translate({x} {y}) rotate({random.Between(-9, 9)}) scale({size})'>");
        switch (random.Whole(0, 3))
        {
            case 0:
                art.Add($"<path d='M-10 4V-48H-36V-66H-10V-100H10V-66H36V-48H10V4Z' fill='{face}'/>");
                break;
            case 1:
                art.Add($"<path d='M-34 4V-50L0-92L34-50V4Z' fill='{face}'/><path d='M0-70V-34M-12-56H12' stroke='{mark}' stroke-width='6'/>");
                break;
            default:
                art.Add($"<path d='M-34 4V-56A34 34 0 0 1 34-56V4Z' fill='{face}'/><path d='M-18-54H18M-18-40H18M-12-26" +
                    $"H12' stroke='{mark}' stroke-width='5' stroke-linecap='round'/>");
                break;
        }

        art.Add($"<path d='M-46 6Q-30-12-22 4Q-8-8 0 5Q16-12 24 4Q36-8 46 6Z' fill='{Colour.Darker(scene.Palette.Near, 0.2)}'/></g>");
    }
}
