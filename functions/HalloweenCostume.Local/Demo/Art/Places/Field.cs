using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Scenery;

namespace HalloweenCostume.Local.Demo.Art.Places;

/// <summary>A barn, a scarecrow's cross, and pumpkins in rows to the horizon.</summary>
internal static class Field
{
    public static void Paint(Scene scene, SeededRandom random, Ridge hill)
    {
        var (art, colours, side) = (scene.Art, scene.Palette, random.Sign());
        var barn = Land.Beside(scene, side);
        var wall = Colour.Darker(Colour.Mix(colours.Near, colours.Cloth, 0.22), 0.1);
        art.Add($"<g transform='translate({barn} {hill.At(barn) + (14 * scene.Unit)}) scale({1.15 * scene.Unit})'>" +
            $"<circle cy='-90' r='210' fill='{art.Glow(colours.Light, 0.22)}'/>");
        art.Add($"<path d='M-96 0V-108L-62-168L0-204L62-168L96-108V0Z' fill='{art.Down(wall, Colour.Darker(wall))}'/><path d='M-108-102L-70-172L0-214" +
            $"L70-172L108-102L98-98L62-162L0-198L-62-162L-98-98Z' fill='{Colour.Darker(wall, 0.5)}'/>");
        art.Add($"<path d='M-34 0V-72H34V0Z' fill='{colours.Light}'/><path d='M-34 0L34-72M34 0L-34-72M0 0V-72M-34 0V-72H34" +
            $"V0' stroke='{wall}' stroke-width='5' fill='none'/><path d='M-14-116H14V-146H-14Z' fill='{colours.Light}'/><path d='M0-116V-146M-14-131" +
            $"H14' stroke='{wall}' stroke-width='4'/></g>");
        var tree = scene.Middle - (side * scene.Width * 0.36);
        Trees.Bare(scene, random, tree, hill.At(tree) + (20 * scene.Unit), 380 * scene.Unit, colours.Near);
        hill.Paint(colours.Far, colours.Near);
        for (var row = 0; row < 4; row++)
        {
            for (var i = 0; i < 13 - (2 * row); i++)
            {
                var x = scene.Width * (i + random.Between(0.1, 0.9)) / (13 - (2 * row));
                Pumpkin.Plain(scene, random, x, hill.At(x) + ((10 + (26 * row)) * scene.Unit), (9 + (7 * row)) * scene.Unit);
            }
        }
    }
}
