using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Scenery;

internal static class Planets
{
    public static void Paint(Scene scene, SeededRandom random)
    {
        var side = random.Sign();
        Nebula(scene, random);
        Ringed(scene, scene.Middle + (side * scene.Width * 0.34), scene.Floor * random.Between(0.14, 0.24), random.Between(54, 74) * scene.Unit, random.Between(-28, 28));
        Ball(scene, scene.Middle - (side * scene.Width * 0.38), scene.Floor * random.Between(0.2, 0.34), random.Between(20, 34) * scene.Unit, scene.Palette.Trim);
    }

    private static void Nebula(Scene scene, SeededRandom random)
    {
        foreach (var colour in new[] { scene.Palette.Cloth, scene.Palette.SkyLow, scene.Palette.Trim })
        {
            var (x, y) = (random.Unit() * scene.Width, random.Between(0.1, 0.6) * scene.Floor);
            scene.Art.Add($"""
                <ellipse cx='{x}' cy='{y}' rx='{scene.Width * 0.6}' ry='{scene.Floor * 0.22}' transform='rotate({random.Between(-35, 35)} {x} {y})'
                fill='{scene.Art.Glow(colour, 0.5)}'/>
                """);
        }
    }

    private static void Ringed(Scene scene, double x, double y, double radius, double tilt)
    {
        var ring = Colour.Lighter(scene.Palette.Trim, 0.2);
        scene.Art.Add($"<g transform='rotate({tilt} {x} {y})' fill='none' stroke='{ring}' stroke-width='{radius * 0.16}'>");
        scene.Art.Add($"<ellipse cx='{x}' cy='{y}' rx='{radius * 1.75}' ry='{radius * 0.42}' opacity='.7'/>");
        Ball(scene, x, y, radius, scene.Palette.Cloth);
        scene.Art.Add($"<path d='M{x - (radius * 1.75)} {y}A{radius * 1.75} {radius * 0.42} 0 0 0 {x + (radius * 1.75)} {y}'/>");
        scene.Art.Add($"</g>");
    }

    private static void Ball(Scene scene, double x, double y, double radius, string colour)
    {
        scene.Art.Add($"<circle cx='{x}' cy='{y}' r='{radius * 1.5}' stroke='none' fill='{scene.Art.Glow(colour, 0.4)}'/>");
        scene.Art.Add($"<circle cx='{x}' cy='{y}' r='{radius}' stroke='none'" +
            $" fill='{scene.Art.Ball(Colour.Lighter(colour, 0.45), Colour.Darker(colour, 0.5))}'/>");
    }
}
