using System.Text;
using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Scenery;

/// <summary>At the person's feet: a fence, grass, carved pumpkins, and mist over all of it.</summary>
internal static class Foreground
{
    public static void Paint(Scene scene)
    {
        var random = scene.Random.Fork();
        if (scene.Place is not (Place.Sea or Place.Space or Place.City))
            Grass(scene, random);
        Pumpkins(scene, random);
        for (var i = 0; i < 4; i++)
            scene.Art.Add($"<ellipse cx='{random.Unit() * scene.Width}' cy='{scene.Floor - (random.Between(-10, 50) * scene.Unit)}'" +
                $" rx='{scene.Width * random.Between(0.3, 0.5)}' ry='{random.Between(30, 54) * scene.Unit}' fill='{scene.Art.Glow(scene.Palette.Fog, 0.3)}'/>");
    }

    private static void Pumpkins(Scene scene, SeededRandom random)
    {
        var (unit, floor) = (scene.Unit, scene.Floor);
        var first = random.Sign();
        // From the person outwards, as far as the picture is wide.
        for (var (step, away) = (0, 225.0 * unit); away < (scene.Width / 2) + (20 * unit); step++, away += random.Between(120, 175) * unit)
        {
            foreach (var side in new[] { first, -first })
            {
                var radius = (step == 0 ? random.Between(62, 92) : random.Between(42, 74)) * unit;
                var (x, y) = (scene.Middle + (side * (away + (random.Between(-14, 34) * unit))), floor - (random.Between(18, 42) * unit));
                if (step > 0 && random.Chance(0.25))
                    continue;
                if (random.Chance(0.5))
                    Pumpkin.Plain(scene, random, x + (side * radius * 0.95), y - (6 * unit), radius * random.Between(0.45, 0.6));
                Pumpkin.Carved(scene, random, x, y, radius);
            }
        }
    }

    /// <summary>Behind the person.</summary>
    public static void Fence(Scene scene)
    {
        var random = scene.Random.Fork();
        if (scene.Place is Place.Sea or Place.Space || random.Chance(0.45))
            return;
        var (unit, y, colour) = (scene.Unit, scene.Floor - (10 * scene.Unit), Colour.Darker(scene.Palette.Ground, 0.35));
        var path = new StringBuilder(Drawing.Text($"M-5 {y - (88 * unit)}H{scene.Width + 5}v{9 * unit}H-5ZM-5 {y - (22 * unit)}H{scene.Width + 5}" +
            $"v{9 * unit}H-5Z"));
        for (var x = -10 * unit; x < scene.Width; x += 38 * unit)
            path.Append(Drawing.Text($"M{x} {y + (30 * unit)}V{y - (random.Between(112, 128) * unit)}l{5 * unit} {-18 * unit}l{5 * unit} {18 * unit}" +
                $"V{y + (30 * unit)}Z"));
        scene.Art.Add($"<path d='{path.ToString()}' fill='{colour}'/>");
    }

    private static void Grass(Scene scene, SeededRandom random)
    {
        var path = new StringBuilder();
        for (var x = 0.0; x < scene.Width; x += random.Between(5, 14) * scene.Unit)
        {
            var (height, lean, y) = (random.Between(14, 46) * scene.Unit, random.Between(-14, 14) * scene.Unit, scene.Floor + (14 * scene.Unit));
            path.Append(Drawing.Text($"M{x} {y}Q{x + (lean * 0.2)} {y - (height * 0.6)} {x + lean} {y - height}" +
                $"Q{x + (lean * 0.5)} {y - (height * 0.5)} {x + (6 * scene.Unit)} {y}Z"));
        }

        scene.Art.Add($"<path d='{path.ToString()}' fill='{Colour.Darker(scene.Palette.Ground, 0.2)}'/>");
    }
}
