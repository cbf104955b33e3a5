using System.Text;
using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Scenery;

internal static class Clouds
{
    public static void Paint(Scene scene, SeededRandom random)
    {
        var count = scene.Place == Place.Space ? 2 : random.Whole(4, 7);
        for (var i = 0; i < count; i++)
        {
            var y = random.Between(0.08, 0.66) * scene.Floor;
            var colour = Colour.Mix(scene.Palette.SkyTop, scene.Palette.SkyLow, random.Between(0.35, 0.95));
            Band(scene, random, random.Between(-0.1, 1.1) * scene.Width, y, random.Between(260, 560) * scene.Unit, colour, random.Between(0.35, 0.7));
        }
    }

    /// <summary>Long and flat below, heaped above.</summary>
    private static void Band(Scene scene, SeededRandom random, double x, double y, double width, string colour, double opacity)
    {
        var path = new StringBuilder(Drawing.Text($"M{x - (width / 2)} {y}"));
        var heaps = random.Whole(4, 7);
        for (var i = 0; i < heaps; i++)
        {
            var end = x - (width / 2) + (width * (i + 1) / heaps);
            var lift = width * random.Between(0.025, 0.085) * Math.Sin(Math.PI * (i + 0.6) / (heaps + 0.4));
            path.Append(Drawing.Text($"C{end - (width / heaps)} {y - (lift * 2)} {end} {y - (lift * 2)} {end} {y - (i == heaps - 1 ? 0 : lift * 0.5)}"));
        }

        path.Append(Drawing.Text($"C{x + (width * 0.4)} {y + (width * 0.05)} {x - (width * 0.4)} {y + (width * 0.04)} {x - (width / 2)} {y}Z"));
        scene.Art.Add($"<path d='{path.ToString()}'" +
            $" fill='{scene.Art.Linear(Drawing.Downwards, (0, Colour.Lighter(colour, 0.22), 1), (0.55, colour, 0.75), (1, colour, 0.05))}'" +
            $" opacity='{opacity}'/>");
    }
}
