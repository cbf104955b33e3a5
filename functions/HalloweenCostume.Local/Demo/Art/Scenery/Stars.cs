using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Scenery;

internal static class Stars
{
    public static void Paint(Scene scene, SeededRandom random)
    {
        var (art, unit) = (scene.Art, scene.Unit);
        var count = (int)((scene.Place == Place.Space ? 260 : 120) * scene.Width * scene.Floor / (unit * unit * 768 * 830));
        var colours = new[] { "#ffffff", scene.Palette.Moon, Colour.Lighter(scene.Palette.Fog, 0.5) };
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (random.Unit() * scene.Width, Math.Pow(random.Unit(), 1.4) * scene.Floor * 0.75);
            var opacity = random.Between(0.35, 1) * (1 - (y / scene.Floor));
            art.Add($"<circle cx='{x}' cy='{y}' r='{random.Between(0.6, 1.9) * unit}' fill='{random.Pick<string>(colours)}' opacity='{opacity}'/>");
        }

        for (var i = random.Whole(4, 9); i > 0; i--)
            Sparkle(scene, random.Unit() * scene.Width, random.Between(0.02, 0.45) * scene.Floor, random.Between(6, 15) * unit, random.Between(0.5, 0.95));
    }

    private static void Sparkle(Scene scene, double x, double y, double size, double opacity)
    {
        var (art, waist) = (scene.Art, size * 0.1);
        art.Add($"<circle cx='{x}' cy='{y}' r='{size * 1.3}' fill='{art.Glow(scene.Palette.Moon, 0.35)}'/>");
        art.Add($"""
            <path fill='#fff' opacity='{opacity}' d='M{x} {y - size}Q{x + waist} {y - waist} {x + size} {y}Q{x + waist} {y + waist} {x} {y + size}
            Q{x - waist} {y + waist} {x - size} {y}Q{x - waist} {y - waist} {x} {y - size}Z'/>
            """);
    }
}
