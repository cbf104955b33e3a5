using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Figures;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

internal sealed class Skeleton(Fitting fitting) : Costume(fitting)
{
    private readonly bool festive = fitting.Random.Chance(0.5);

    private readonly string glow = fitting.Random.Pick("#f6f4ea", "#f6f4ea", "#d8ffe8", "#ffe9d0");

    public override bool ShowsGlasses => false;

    public override string Skin => Colour.Mix(Fitting.Sitter.Skin, "#fbf8ee", 0.86);

    public override Expression Expression => new(Mouth.None, Gaze.Open, Fitting.Random.Between(-5, 5), Nose: false, Brows: false, Cheeks: false);

    public override void Body()
    {
        Clothe("#231b2c");
        var bone = Art.Down(glow, Colour.Mix(glow, "#9a8fb4", 0.4));
        Line("M0 152V470", glow, 20);
        for (var i = 0; i < 5; i++)
        {
            var (y, reach) = (198 + (48 * i), 112 - (6 * Math.Abs(i - 1)));
            Art.Add($"<path d='M-8 {y}C{-reach * 0.6} {y - 26} {-reach} {y - 6} {-reach} {y + 34}" +
                $"C{-reach * 0.9} {y + 10} {-reach * 0.5} {y + 6} -8 {y + 20}ZM8 {y}C{reach * 0.6} {y - 26} {reach} {y - 6} {reach} {y + 34}" +
                $"C{reach * 0.9} {y + 10} {reach * 0.5} {y + 6} 8 {y + 20}Z' fill='{bone}'/>");
        }

        Path("M-10 158Q-60 140-124 166Q-70 160-10 178ZM10 158Q60 140 124 166Q70 160 10 178Z", bone);
    }

    public override void Makeup()
    {
        Art.Add($"<g fill='#1d1526'><ellipse cx='-38' cy='3' rx='34' ry='35'/><ellipse cx='38' cy='3' rx='34' ry='35'/></g>");
        if (festive)
            Petals();
        Path("M0 24Q-14 40-10 50Q-4 50 0 42Q4 50 10 50Q14 40 0 24Z", "#1d1526");
        Path("M-62 70Q0 82 62 70Q0 96-62 70Z", "#1d1526");
        Line("M-56 72Q0 86 56 72", "#1d1526", 5);
        Line("M-40 64V88M-27 67V92M-13 68V94M0 69V95M13 68V94M27 67V92M40 64V88", "#1d1526", 4);
        Path("M-88 30Q-70 44-66 64Q-84 56-88 30ZM88 30Q70 44 66 64Q84 56 88 30Z", "#1d1526", "opacity='.55'");
    }

    public override void Over()
    {
        if (!festive)
            return;
        foreach (var (x, y, colour) in new[] { (-74, -94, "#e0374f"), (-34, -116, "#ff9a2e"), (8, -122, "#d6428f"), (48, -112, "#ffcf4d"), (82, -88, "#e0374f") })
        {
            for (var i = 0; i < 6; i++)
                Art.Add($"<ellipse cx='{x}' cy='{y - 15}' rx='12' ry='16' fill='{Art.Down(Colour.Lighter(colour, 0.25), colour)}'" +
                    $" transform='rotate({60 * i} {x} {y})'/>");
            Dot(x, y, 8, "#5d1f3a");
        }
    }

    private void Petals()
    {
        foreach (var x in new[] { -38, 38 })
        {
            for (var i = 0; i < 12; i++)
                Art.Add($"<circle cx='{x + (Math.Cos(i * Math.PI / 6) * 38)}' cy='{3 + (Math.Sin(i * Math.PI / 6) * 39)}' r='6'" +
                    $" fill='{(i % 2 == 0 ? "#e0374f" : "#2fb5a0")}'/>");
        }

        Path("M0-66Q-12-84 0-96Q12-84 0-66Z", "#d6428f");
        Dot(-20, -68, 5, "#ff9a2e");
        Dot(20, -68, 5, "#ff9a2e");
    }
}
