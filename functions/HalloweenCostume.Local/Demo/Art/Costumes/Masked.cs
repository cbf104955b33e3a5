using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Figures;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

/// <summary>A guest at a masked ball, in the night's own colours.</summary>
internal sealed class Masked(Fitting fitting) : Costume(fitting)
{
    private readonly string cloth = fitting.Random.Pick(fitting.Palette.Cloth, "#5a2fa0", "#1f6a74", "#9c2350", "#2b3f8c");

    private readonly string mask = fitting.Random.Pick("#e8b84a", "#d9d6e6", "#2a2036", "#c4283c", fitting.Palette.Trim);

    private readonly bool ruff = fitting.Random.Chance(0.45);

    public override bool ShowsGlasses => false;

    public override Expression Expression => Fitting.Mood(Mouth.Smirk, Mouth.Smile, Mouth.Grin) with { Brows = false };

    public override void Behind()
    {
        Cape("#221a30", cloth);
        Path("M-52 190L-150 20Q-110 40-42 104ZM52 190L150 20Q110 40 42 104Z", cloth);
    }

    public override void Body()
    {
        Clothe(Colour.Darker(cloth, 0.3));
        if (ruff)
            Doublet();
        else
            Jabot();
    }

    private void Jabot()
    {
        Path("M-34 128Q-70 150-44 178Q-84 196-46 222Q-74 250-30 268Q-40 296 0 306Q40 296 30 268Q74 250 46 222Q84 196 44 178Q70 150 34 128Q0 152-34 128" +
            "Z", Art.Down("#ffffff", "#c9c0dd"));
        Line("M-44 178Q0 196 44 178M-46 222Q0 240 46 222M-30 268Q0 280 30 268", "#a89cc4", 4);
        Path("M-48 120L-116 160L-50 480H-96L-150 210ZM48 120L116 160L50 480H96L150 210Z", Art.Down(Colour.Lighter(cloth, 0.12), Colour.Darker(cloth, 0.45)));
        Line("M-112 166L-52 470M112 166L52 470", Fitting.Palette.Trim, 5);
        Dot(0, 160, 15, Art.Ball("#ffffff", mask));
    }

    private void Doublet()
    {
        Path("M-26 130L-40 480H40L26 130Z", Art.Down(Colour.Lighter(cloth, 0.3), Colour.Darker(cloth, 0.3)));
        for (var y = 214; y < 480; y += 44)
            Line($"M-110 {y - 16}Q-60 {y + 10}-34 {y + 4}M110 {y - 16}Q60 {y + 10} 34 {y + 4}", Fitting.Palette.Trim, 5);
        for (var y = 218; y < 480; y += 44)
            Dot(0, y, 10, Art.Ball("#ffffff", mask));
        for (var angle = 196; angle >= -16; angle -= 21)
        {
            var (x, y) = (Math.Cos(angle * Math.PI / 180) * 104, 118 + (Math.Sin(angle * Math.PI / 180) * 54));
            Dot(x, y, 27, Art.Ball("#ffffff", "#b9b0d4"));
        }
    }

    public override void Makeup()
    {
        Path("M-116-50Q-60-58 0-26Q60-58 116-50Q108 40 56 44Q18 44 0 18Q-18 44-56 44Q-108 40-116-50" +
            "Z", Art.Down(Colour.Lighter(mask, 0.25), Colour.Darker(mask, 0.25)), $"stroke='{Colour.Darker(mask, 0.5)}' stroke-width='3'");
        Line("M-106-44Q-56-48 0-16Q56-48 106-44", Fitting.Palette.Light, 4, "stroke-dasharray='1 10'");
    }

    public override void Over()
    {
        switch (Fitting.Random.Whole(0, 4))
        {
            case 0:
                Feathers();
                break;
            case 1:
                TopHat();
                break;
            case 2:
                Antlers();
                break;
            case 3:
                Diadem();
                break;
            default:
                Flowers();
                break;
        }
    }

    private void Feathers()
    {
        for (var i = 0; i < 5; i++)
        {
            Art.Add($"<g transform='translate(96 -48) rotate({-22 + (20 * i)}) scale({1 - (0.06 * Math.Abs(i - 2))})'>");
            Path("M0 0Q-34-80 0-164Q34-80 0 0Z", Art.Down(Colour.Lighter(cloth, 0.45), cloth));
            Line("M0 0V-140", Colour.Darker(cloth, 0.3), 3);
            Dot(0, -118, 13, Fitting.Palette.Trim);
            Dot(0, -118, 6, Colour.Darker(cloth, 0.4));
            Art.Add($"</g>");
        }

        Dot(94, -46, 15, Art.Ball("#ffffff", mask));
    }

    private void TopHat()
    {
        Path("M-132-74Q0-120 132-74Q70-48 0-52Q-70-48-132-74Z", "#1b1426");
        Path("M-80-84L-92-236Q0-262 92-236L80-84Q0-112-80-84Z", Art.Across("#463660", "#140e1d"));
        Path("M-84-122Q0-150 84-122L80-86Q0-114-80-86Z", cloth);
        Star(48, -108, 17, Fitting.Palette.Trim);
    }

    private void Antlers()
    {
        foreach (var side in new[] { -1, 1 })
        {
            Line($"M{side * 46}-108C{side * 60}-170 {side * 130}-160 {side * 128}-252M{side * 76}-150Q{side * 66}-196 {side * 78}-226M{side * 112}-176" +
                $"Q{side * 150}-190 {side * 168}-228", "#5b3a28", 17);
            Line($"M{side * 46}-108C{side * 60}-170 {side * 130}-160 {side * 128}-252M{side * 76}-150Q{side * 66}-196 {side * 78}-226M{side * 112}-176" +
                $"Q{side * 150}-190 {side * 168}-228", "#b98a58", 9);
            Path($"M{side * 40}-116Q{side * 70}-140 {side * 92}-104Q{side * 62}-90 {side * 40}-116Z", "#5f8a3e");
        }

        for (var i = -3; i <= 3; i++)
            Path($"M{i * 24} {-110 + (i * i * 3)}q-12-16 4-30q16 12-4 30Z", i % 2 == 0 ? "#d9622b" : "#e8a63a");
    }

    private void Diadem()
    {
        Line("M-92-58Q0-124 92-58", Fitting.Palette.Trim, 8);
        Path("M-30-150A34 34 0 1 0 30-150A33 27 0 0 1-30-150Z", Art.Down("#ffffff", Fitting.Palette.Trim));
        foreach (var (x, y) in new[] { (-62, -84), (62, -84), (0, -92) })
            Dot(x, y, 9, Art.Ball("#ffffff", cloth));
    }

    private void Flowers()
    {
        foreach (var (x, y, size) in new[] { (-82, -78, 0.9), (-46, -106, 1.1), (0, -118, 1.25), (46, -106, 1.1), (82, -78, 0.9) })
        {
            Path(Drawing.Text($"M{x - 26} {y + 14}Q{x - 44} {y - 10} {x - 26} {y - 30}Q{x - 8} {y - 8} {x - 26} {y + 14}Z"), "#4d7a3e");
            for (var i = 0; i < 5; i++)
                Art.Add($"<ellipse cx='{x}' cy='{y - (15 * size)}' rx='{13 * size}' ry='{16 * size}' fill='{Art.Down(Colour.Lighter(cloth, 0.55), cloth)}'" +
                    $" transform='rotate({72 * i} {x} {y})'/>");
            Dot(x, y, 8 * size, Fitting.Palette.Trim);
        }
    }
}
