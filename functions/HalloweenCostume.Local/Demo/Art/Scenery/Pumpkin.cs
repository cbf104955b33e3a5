using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Scenery;

internal static class Pumpkin
{
    private static readonly string[] Eyes =
    [
        "M-46-8L-30-40L-12-8ZM46-8L30-40L12-8Z",
        "M-50-30L-12-12Q-20 4-34 0Q-48-6-50-30ZM50-30L12-12Q20 4 34 0Q48-6 50-30Z",
        "M-46-20A16 18 0 1 0-14-20A16 18 0 1 0-46-20ZM14-20A16 18 0 1 0 46-20A16 18 0 1 0 14-20Z",
        "M-50-10Q-32-46-12-10Q-32-22-50-10ZM50-10Q32-46 12-10Q32-22 50-10Z",
        "M-46-40L-14-22L-14-6L-46-14ZM46-40L14-22L14-6L46-14Z",
    ];

    private static readonly string[] Noses = ["M-8 14L0-2L8 14Z", "M-7 8Q0-4 7 8Q0 16-7 8Z", ""];

    private static readonly string[] Mouths =
    [
        "M-52 22Q0 46 52 22Q44 62 20 66L20 54L6 56L6 68Q-30 68-52 22Z",
        "M-54 18L-38 32L-26 22L-12 38L0 26L12 38L26 22L38 32L54 18Q44 66 0 68Q-44 66-54 18Z",
        "M-44 26Q0 60 44 26Q30 74 0 74Q-30 74-44 26Z",
        "M-50 50L-34 32L-18 46L0 30L18 46L34 32L50 50L34 60L18 52L0 64L-18 52L-34 60Z",
        "M-18 46A18 20 0 1 0 18 46A18 20 0 1 0-18 46Z",
    ];

    /// <summary>Carved, with a candle inside; <paramref name="radius"/> is half its width, and it stands on (x, y).</summary>
    public static void Carved(Scene scene, SeededRandom random, double x, double y, double radius)
    {
        var art = scene.Art;
        art.Add($"<circle cx='{x}' cy='{y - (radius * 0.7)}' r='{radius * 2.1}' fill='{art.Glow("#ff9a2e", 0.42)}'/>");
        Plain(scene, random, x, y, radius);
        Face(scene, random, x, y - (radius * 0.74), radius * 0.0098);
    }

    /// <summary>A carved face of about 100 units wide around (x, y).</summary>
    public static void Face(Scene scene, SeededRandom random, double x, double y, double scale)
    {
        var art = scene.Art;
        var face = random.Pick<string>(Eyes) + random.Pick<string>(Noses) + random.Pick<string>(Mouths);
        art.Add($"<g transform='translate({x} {y}) scale({scale * random.Sign()} {scale})'>");
        art.Add($"<path d='{face}' fill='#6b1d06' stroke='#6b1d06' stroke-width='7' stroke-linejoin='round'/>");
        art.Add($"<path d='{face}' fill='{art.Radial("cx='0.5' cy='0.75' r='0.75'", (0, "#fffbd0", 1), (0.45, "#ffdf5c", 1), (1, "#ff9d1f", 1))}'/></g>");
    }

    public static void Plain(Scene scene, SeededRandom random, double x, double y, double radius)
    {
        var (art, squash) = (scene.Art, random.Between(0.72, 0.86));
        var skin = random.Pick("#f27a1a", "#ec6a1c", "#f58e2a", "#e55b17");
        var (lit, dark) = (Colour.Lighter(skin, 0.28), Colour.Mix(skin, "#4a0f14", 0.6));
        art.Add($"<g transform='translate({x} {y}) scale({radius})'><g transform='translate(0 {-squash})'>");
        art.Add($"<path d='M-.1-.74Q-.1-1.05.12-1.16L.24-1.08Q.1-1 .12-.72" +
            $"Z' transform='translate(0 {0.82 - squash})' fill='{art.Across("#7d8a3a", "#39421c")}'/>");
        foreach (var (offset, width) in new[] { (-0.62, 0.4), (0.62, 0.4), (-0.34, 0.44), (0.34, 0.44), (0, 0.42) })
            art.Add($"<ellipse cx='{offset}' rx='{width}' ry='{squash * (offset == 0 ? 1 : 0.97)}'" +
                $" fill='{art.Radial("cx='0.45' cy='0.28' r='0.85'", (0, lit, 1), (0.45, skin, 1), (1, dark, 1))}'/>");
        art.Add($"</g></g>");
    }
}
