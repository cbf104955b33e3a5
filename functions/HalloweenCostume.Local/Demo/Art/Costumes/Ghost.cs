using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Figures;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

/// <summary>A bed sheet with two holes.</summary>
internal sealed class Ghost(Fitting fitting) : Costume(fitting)
{
    private readonly string sheet = fitting.Random.Pick("#ffffff", "#f4f0ff", "#eaf6ff", "#fff4e6");

    private readonly int print = fitting.Random.Whole(0, 3);

    private readonly string pattern = fitting.Random.Pick("#ff8fa3", "#8fb8ff", "#b79cff", "#ffb45e");

    public override bool ShowsHead => false;

    public override bool ShowsHair => false;

    public override void Behind() => Dot(0, 60, 320, Art.Glow("#dfe9ff", 0.55));

    public override void Body()
    {
        const string Cloth = "M0-138C76-138 108-84 112-14C116 50 150 130 178 220C200 300 214 400 220 490H-220C-214 400-200 300-178 220" +
            "C-150 130-116 50-112-14C-108-84-76-138 0-138Z";
        Path(Cloth, Art.Linear("x1='0.1' y1='0' x2='0.9' y2='1'", (0, sheet, 1), (0.45, Colour.Mix(sheet, "#d8d8f4", 0.5), 1), (1, Colour.Mix(sheet, "#8f8fc4", 0.75), 1)));
        Art.Add($"<g {Art.Clip(Cloth)}>");
        Print();
        Line("M-96 60Q-120 240-150 480M-40 140Q-60 300-66 480M56 130Q70 300 78 480M102 70Q126 240 152 480", "#7d7db4", 9, "opacity='.28'");
        Art.Add($"</g>");
    }

    public override void Over()
    {
        Path("M-62 0A26 30 0 1 1-10 0A26 30 0 1 1-62 0ZM10 0A26 30 0 1 1 62 0A26 30 0 1 1 10 0Z", "#2a2038");
        Face.Paint(Art, Fitting.Sitter.Skin, new(Mouth.None, Gaze.Open, Fitting.Random.Between(-4, 4), Nose: false, Brows: false, Cheeks: false), Fitting.Sitter);
        if (Fitting.Sitter.Glasses)
            Face.Glasses(Art);
        Line("M-24 66Q0 88 24 66", "#6d5a86", 7);
        Art.Add($"<g fill='#ff8fa3' opacity='.55'><ellipse cx='-66' cy='48' rx='18' ry='12'/><ellipse cx='66' cy='48' rx='18' ry='12'/></g>");
        Bow();
    }

    private void Bow()
    {
        Path("M0 168Q-70 118-76 168Q-70 216 0 172ZM0 168Q70 118 76 168Q70 216 0 172Z", Art.Down(pattern, Colour.Darker(pattern, 0.35)));
        Dot(0, 169, 17, Colour.Darker(pattern, 0.15));
    }

    private void Print()
    {
        if (print == 0)
            return;
        for (var row = 0; row < 8; row++)
        {
            for (var column = -5; column <= 5; column++)
            {
                var (x, y) = ((column * 50) + (row % 2 * 25), -100 + (row * 76));
                if (y is > -60 and < 100 && Math.Abs(x) < 90)
                    continue;
                if (print == 1)
                    Star(x, y, 13, pattern, row * 20);
                else if (print == 2)
                    Dot(x, y, 9, pattern);
                else
                    Path($"M{x} {y + 10}q-16-14-8-21q7-4 8 5q1-9 8-5q8 7-8 21Z", pattern);
            }
        }
    }
}
