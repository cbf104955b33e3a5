using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Scenery;

/// <summary>Large behind the head, as a halo to the portrait; at times a sickle higher up.</summary>
internal static class Moon
{
    public static void Paint(Scene scene, SeededRandom random)
    {
        var sickle = random.Chance(0.22);
        var radius = (sickle ? random.Between(85, 115) : random.Between(205, 290)) * scene.Unit;
        var side = random.Sign();
        var x = scene.Middle + (side * (sickle ? 225 : random.Between(10, 110)) * scene.Unit);
        var y = sickle ? 175 * scene.Unit : scene.Head - (random.Between(-20, 60) * scene.Unit);
        var (art, colours) = (scene.Art, scene.Palette);

        art.Add($"<circle cx='{x}' cy='{y}' r='{radius * 2.3}' fill='{art.Glow(colours.Moon, 0.5)}'/>");
        if (sickle)
        {
            var hollow = radius * 1.25;
            art.Add($"""
                <path transform='translate({x} {y}) rotate({side * -24}) scale({side} 1)' fill='{art.Down("#ffffff", colours.Moon)}'
                d='M0 {-radius}A{radius} {radius} 0 0 1 0 {radius}A{hollow} {hollow} 0 0 0 0 {-radius}Z'/>
                """);
            return;
        }

        var disc = Drawing.Text($"M{x - radius} {y}a{radius} {radius} 0 1 0 {radius * 2} 0a{radius} {radius} 0 1 0 {-radius * 2} 0Z");
        var shade = Colour.Mix(colours.Moon, colours.SkyLow, 0.55);
        art.Add($"<path d='{disc}' fill='{art.Radial("cx='0.42' cy='0.38' r='0.72'", (0, "#ffffff", 1), (0.45, colours.Moon, 1), (1, shade, 1))}'/>");
        art.Add($"<g {art.Clip(disc)} fill='{shade}'>");
        for (var i = random.Whole(9, 14); i > 0; i--)
        {
            var (angle, reach, size) = (random.Between(0, Math.Tau), Math.Sqrt(random.Unit()) * radius * 0.92, radius * random.Between(0.04, 0.17));
            var (cx, cy) = (x + (Math.Cos(angle) * reach), y + (Math.Sin(angle) * reach));
            art.Add($"<ellipse cx='{cx}' cy='{cy}' rx='{size}' ry='{size * 0.9}' opacity='.32'/>");
            art.Add($"<ellipse cx='{cx + (size * 0.12)}' cy='{cy + (size * 0.14)}' rx='{size * 0.84}' ry='{size * 0.74}' fill='{colours.Moon}' opacity='.5'/>");
        }

        art.Add($"</g>");
    }
}
