using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Scenery;

namespace HalloweenCostume.Local.Demo.Art.Places;

/// <summary>The ground of another world, with a rocket on it.</summary>
internal static class Crater
{
    public static void Paint(Scene scene, SeededRandom random)
    {
        var (art, colours) = (scene.Art, scene.Palette);
        var back = new Ridge(scene, random, scene.Horizon - (scene.Floor * 0.02), scene.Floor * 0.045);
        back.Paint(Colour.Mix(colours.Cloth, colours.SkyLow, 0.4), colours.Far);
        var side = random.Sign();
        Rocket(scene, Land.Beside(scene, side), back.At(Land.Beside(scene, side)), random.Between(1, 1.2) * scene.Unit);
        new Ridge(scene, random, scene.Horizon + (scene.Floor * 0.06), scene.Floor * 0.02).Paint(Colour.Mix(colours.Far, colours.Cloth, 0.3), colours.Ground);
        for (var i = 0; i < 9; i++)
        {
            var (x, y, radius) = (random.Unit() * scene.Width, scene.Horizon + (random.Between(0.07, 0.2) * scene.Floor), random.Between(18, 52) * scene.Unit);
            art.Add($"<ellipse cx='{x}' cy='{y}' rx='{radius}' ry='{radius * 0.3}' fill='{Colour.Mix(colours.Near, colours.Ground, 0.5)}'/>");
            art.Add($"<path d='M{x - radius} {y}a{radius} {radius * 0.3} 0 0 0 {radius * 2} 0a{radius} {radius * 0.22} 0 0 1 {-radius * 2} 0" +
                $"Z' fill='{Colour.Mix(colours.Far, colours.Fog, 0.3)}'/>");
        }
    }

    private static void Rocket(Scene scene, double x, double y, double size)
    {
        var (art, colours) = (scene.Art, scene.Palette);
        art.Add($"<g transform='translate({x} {y}) scale({size})'><circle cy='-120' r='190' fill='{art.Glow(colours.Light, 0.22)}'/>");
        art.Add($"<path d='M-34-40L-74 14L-34-2ZM34-40L74 14L34-2Z' fill='{art.Down(colours.Trim, Colour.Darker(colours.Cloth))}'/>");
        art.Add($"<path d='M-36 0Q-58-140 0-270Q58-140 36 0Z' fill='{art.Across("#f4f1ff", "#8f8aa8")}'/><path d='M-24-190Q-14-236 0-270Q14-236 24-190" +
            $"Z' fill='{colours.Cloth}'/>");
        art.Add($"<circle cy='-142' r='19' fill='{Colour.Darker(colours.Near, 0.2)}'/>" +
            $"<circle cy='-142' r='14' fill='{art.Ball(Colour.Lighter(colours.Light, 0.4), colours.Light)}'/><path d='M-8-44V16H8V-44" +
            $"Z' fill='{colours.Cloth}'/></g>");
    }
}
