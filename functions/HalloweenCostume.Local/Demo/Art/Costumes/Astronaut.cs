using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

internal sealed class Astronaut(Fitting fitting) : Costume(fitting)
{
    private readonly string suit = fitting.Random.Pick("#f2f1f7", "#f2f1f7", "#ff9a4d", "#cfe6f5");

    private readonly string stripe = fitting.Random.Pick("#e0374f", "#3c64c9", "#2fb5a0", fitting.Palette.Cloth);

    private string Shadow => Colour.Mix(suit, "#4a4670", 0.6);

    public override void Behind()
    {
        Path("M-150 130Q-150 96-116 96H116Q150 96 150 130V420H-150Z", Art.Down(Shadow, Colour.Darker(Shadow, 0.4)));
        Dot(0, -6, 152, Shadow);
        Dot(0, -6, 140, Art.Ball("#2e3f6b", "#10152e"));
    }

    public override void Body()
    {
        Path("M-60 110C-70 140-110 138-140 158C-184 184-190 280-192 480H192C190 280 184 184 140 158C110 138 70 140 60 110" +
            "Z", Art.Linear("x1='0.1' y1='0' x2='0.9' y2='1'", (0, Colour.Lighter(suit, 0.5), 1), (0.4, suit, 1), (1, Shadow, 1)));
        Line("M-124 260Q-116 340-122 480M124 260Q116 340 122 480", Shadow, 5);
        Line("M-176 300H-132M176 300H132", stripe, 18);
        Path("M-70 240H70Q82 240 82 252V340Q82 352 70 352H-70Q-82 352-82 340V252Q-82 240-70 240Z", Art.Down("#dfe3ee", "#8d92ac"));
        foreach (var (x, colour) in new[] { (-52, "#ff5f6d"), (-22, "#ffd23f"), (8, "#63e28a") })
            Dot(x, 270, 10, Art.Ball("#ffffff", colour));
        Path("M30 258H68V284H30Z", "#14203a");
        Line("M34 272H42L47 262L53 280L58 272H64", "#68f2c8", 3);
        Line("M-58 310H58M-58 328H30", "#6c7290", 6);
        Line("M-70 340Q-150 400-120 470", stripe, 13);
        Star(-112, 214, 24, stripe, 6);
    }

    public override void Over()
    {
        Path("M-126 92Q0 176 126 92L132 122Q0 206-132 122Z", Art.Across(Colour.Lighter(stripe, 0.25), Colour.Darker(stripe, 0.3)));
        Art.Add($"<circle cy='-6' r='143' fill='{Art.Radial("cx='0.5' cy='0.5' r='0.5'", (0, "#bfe3ff", 0), (0.78, "#bfe3ff", 0.06), (1, "#dff1ff", 0.5))}' stroke='{Colour.Lighter(suit, 0.3)}' stroke-width='11'/>");
        Path("M-112-40Q-92-118-20-128Q-84-104-96-34Q-104-26-112-40Z", "#ffffff", "opacity='.7'");
        Path("M92 62Q112 36 116 4Q128 50 100 78Z", "#ffffff", "opacity='.4'");
        Path("M-166-30H-142V40H-166Q-178 40-178 28V-18Q-178-30-166-30ZM166-30H142V40H166Q178 40 178 28V-18Q178-30 166-30Z", Art.Down(suit, Shadow));
        Line("M168-26V-96", Shadow, 6);
        Dot(168, -102, 34, Art.Glow(stripe, 0.8));
        Dot(168, -102, 9, stripe);
    }
}
