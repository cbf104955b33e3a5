using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Scenery;

/// <summary>What moves between the land and the person: mist, bats, ghosts.</summary>
internal static class Air
{
    private const string Bat =
        "M0-6C4-14 6-14 8-8C20-24 38-28 50-20C42-14 40-6 41 2C34-4 26-3 22 6C16 0 8 2 0 14C-8 2-16 0-22 6C-26-3-34-4-41 2C-40-6-42-14-50-20" +
        "C-38-28-20-24-8-8C-6-14-4-14 0-6Z";

    private const string Sheet = "M-30 60C-34 0-30-48 0-48C30-48 34 0 30 60C22 48 16 66 8 54C2 68-6 66-10 54C-16 68-24 50-30 60Z";

    public static void Paint(Scene scene)
    {
        Mist(scene, scene.Random.Fork());
        var random = scene.Random.Fork();
        if (scene.Place != Place.Space)
            Bats(scene, random);
        if (random.Chance(scene.Place is Place.Graveyard or Place.House ? 0.75 : 0.25))
            Ghosts(scene, random);
    }

    public static void Mist(Scene scene, SeededRandom random)
    {
        for (var i = 0; i < 6; i++)
        {
            var (x, y) = (random.Unit() * scene.Width, scene.Horizon + (random.Between(-0.06, 0.16) * scene.Floor));
            scene.Art.Add($"""
                <ellipse cx='{x}' cy='{y}' rx='{scene.Width * random.Between(0.3, 0.6)}' ry='{random.Between(26, 60) * scene.Unit}'
                fill='{scene.Art.Glow(scene.Palette.Fog, 0.34)}'/>
                """);
        }
    }

    private static void Bats(Scene scene, SeededRandom random)
    {
        for (var i = random.Whole(4, 9); i > 0; i--)
        {
            var side = random.Sign();
            var x = scene.Middle + (side * random.Between(150 * scene.Unit, scene.Width * 0.5));
            var (y, size) = (random.Between(0.04, 0.5) * scene.Floor, random.Between(0.3, 1.05) * scene.Unit);
            scene.Art.Add($"""
                <path d='{Bat}' transform='translate({x} {y}) rotate({random.Between(-24, 24)}) scale({size} {size * random.Between(0.75, 1.1)})'
                fill='{Colour.Darker(scene.Palette.SkyTop, 0.3)}'/>
                """);
        }
    }

    private static void Ghosts(Scene scene, SeededRandom random)
    {
        var art = scene.Art;
        for (var i = random.Whole(1, 2); i > 0; i--)
        {
            var x = scene.Middle + (random.Sign() * random.Between(245 * scene.Unit, scene.Width * 0.44));
            var (y, size) = (random.Between(0.36, 0.62) * scene.Floor, random.Between(0.6, 1) * scene.Unit);
            art.Add($"<g transform='translate({x} {y}) rotate({random.Between(-14, 14)}) scale({size})' opacity='.88'>");
            art.Add($"<circle r='105' fill='{art.Glow("#eaf4ff", 0.4)}'/>");
            art.Add($"<path d='{Sheet}' fill='{art.Linear(Drawing.Downwards, (0, "#ffffff", 0.98), (0.6, "#e6ecff", 0.85), (1, "#cfd8ff", 0.15))}'/>");
            art.Add($"<g fill='#2a2140'><ellipse cx='-10' cy='-18' rx='5' ry='7.5'/><ellipse cx='11' cy='-18' rx='5' ry='7.5'/>" +
                $"<ellipse cx='0' cy='0' rx='4.5' ry='6'/></g>");
            art.Add($"<g fill='#ff9fb5' opacity='.6'><circle cx='-18' cy='-6' r='4'/><circle cx='19' cy='-6' r='4'/></g></g>");
        }
    }
}
