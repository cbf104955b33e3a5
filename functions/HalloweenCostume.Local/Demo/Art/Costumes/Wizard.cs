using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

internal sealed class Wizard(Fitting fitting) : Costume(fitting)
{
    private readonly string robe = fitting.Random.Pick("#2d3f9c", "#4b2a8c", "#1f6a74", "#7a2a4a");

    private readonly string orb = fitting.Random.Pick("#7df2ff", "#c88bff", "#a6ff7a", "#ffb35e");

    private readonly string beard = fitting.Random.Pick("#f3f0f7", "#d9d2e6", "#c9b9a6");

    public override void Behind()
    {
        Cape(Colour.Darker(robe, 0.25), Fitting.Palette.Trim);
        Line("M208 480L196-70", "#4a2f1f", 17);
        Line("M205 480L193-70", "#8a5d39", 7);
        Line("M194-60Q150-96 168-136M196-60Q242-92 226-138", "#5d3b26", 11);
        Dot(196, -126, 110, Art.Glow(orb, 0.8));
        Dot(196, -122, 30, Art.Ball("#ffffff", orb));
    }

    public override void Body()
    {
        Clothe(robe);
        Path("M-60 118L-20 480H20L60 118Q0 160-60 118Z", Art.Down(Fitting.Palette.Trim, Colour.Darker(Fitting.Palette.Trim, 0.4)));
        foreach (var (x, y, size) in new[] { (-104, 214, 14), (-74, 300, 10), (108, 222, 12), (86, 318, 15), (-118, 350, 12) })
            Star(x, y, size, "#ffe48a", x);
    }

    public override void Over()
    {
        Arm(robe);
        Path("M-74 44Q-40 66 0 60Q40 66 74 44Q92 130 40 214Q16 250 0 282Q-16 250-40 214Q-92 130-74 44Z", Art.Down(beard, Colour.Mix(beard, "#6c5f8c", 0.55)));
        Path("M0 48Q-30 34-62 66Q-26 80 0 60Q26 80 62 66Q30 34 0 48Z", Colour.Lighter(beard, 0.4));
        Line("M-34 110Q-30 160-8 206M34 110Q30 160 8 206M0 96V180", Colour.Mix(beard, "#6c5f8c", 0.5), 4, "opacity='.6'");
        Path("M-12 78Q0 88 12 78Q0 84-12 78Z", "#8f2238");
        var felt = Art.Linear("x1='0' y1='0' x2='1' y2='0.3'", (0, Colour.Lighter(robe, 0.3), 1), (0.5, robe, 1), (1, Colour.Darker(robe, 0.5), 1));
        Path("M-132-62Q-96-92-86-100Q-50-210-24-284Q-6-330 26-300Q44-200 86-100Q98-92 132-62Q60-34 0-36Q-60-34-132-62Z", felt);
        Path("M-92-96Q0-66 92-96L100-72Q0-40-100-72Z", Fitting.Palette.Trim);
        Star(-22, -150, 18, "#ffe48a", 10);
        Star(28, -124, 12, "#ffe48a", -14);
        Star(-2, -216, 13, "#ffe48a", 20);
        Path("M34-200A20 20 0 1 0 46-166A26 26 0 0 1 34-200Z", "#ffe48a");
    }
}
