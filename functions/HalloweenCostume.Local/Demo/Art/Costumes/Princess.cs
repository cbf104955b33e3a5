using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Figures;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

internal sealed class Princess(Fitting fitting) : Costume(fitting)
{
    private readonly string gown = fitting.Random.Pick("#d6428f", "#7b5fd0", "#3f9fc4", "#b83a6a", "#4fae86");

    private readonly bool wings = fitting.Random.Chance(0.5);

    public override Expression Expression => Fitting.Mood(Mouth.Smile, Mouth.Grin) with { Gaze = Fitting.Random.Pick(Gaze.Open, Gaze.Wide, Gaze.Happy) };

    public override void Behind()
    {
        if (wings)
            Wings();
        Line("M204 420L192 60", "#f2d28a", 9);
        Dot(190, 30, 80, Art.Glow("#fff3b0", 0.9));
        Star(190, 30, 40, "#ffe27a", 8);
        Star(190, 30, 22, "#fff8d8", 8);
    }

    public override void Body()
    {
        Path(Torso, Art.Down(Skin, Colour.Mix(Skin, Head.Shade(Skin), 0.5)));
        Path("M-126 210Q-60 176 0 232Q60 176 126 210Q150 300 170 480H-170Q-150 300-126 210" +
            "Z", Art.Linear("x1='0.2' y1='0' x2='0.8' y2='1'", (0, Colour.Lighter(gown, 0.35), 1), (0.5, gown, 1), (1, Colour.Darker(gown, 0.35), 1)));
        Art.Add($"<g fill='{Art.Ball(Colour.Lighter(gown, 0.5), gown)}'><ellipse cx='-132' cy='206' rx='54' ry='50'/>" +
            $"<ellipse cx='132' cy='206' rx='54' ry='50'/></g>");
        Line("M-126 212Q-60 178 0 234Q60 178 126 212", "#ffe9a8", 7);
        Line("M0 240V470M-50 260Q-60 360-84 470M50 260Q60 360 84 470", Colour.Lighter(gown, 0.5), 4, "opacity='.6'");
        for (var i = -4; i <= 4; i++)
            Dot(i * 13, 166 - (i * i * 1.6), 6.5, Art.Ball("#ffffff", "#d9c7e8"));
        Dot(0, 186, 12, Art.Ball("#ffb3d1", gown));
    }

    public override void Over()
    {
        Arm(Colour.Mix(Skin, Head.Shade(Skin), 0.1));
        Art.Add($"<ellipse cx='132' cy='206' rx='54' ry='50' fill='{Art.Ball(Colour.Lighter(gown, 0.5), gown)}'/>");
        var gold = Art.Down("#fff1a8", "#e0982a");
        Path("M-66-98L-84-176L-40-138L0-206L40-138L84-176L66-98Q0-78-66-98Z", gold, "stroke='#a8651a' stroke-width='3' stroke-linejoin='round'");
        foreach (var (x, y, colour) in new[] { (-84, -178, "#ff6fa5"), (0, -208, "#7de0ff"), (84, -178, "#ff6fa5"), (0, -120, gown), (-38, -118, "#7de0ff"), (38, -118, "#7de0ff") })
            Dot(x, y, 10, Art.Ball("#ffffff", colour));
    }

    private void Wings()
    {
        var gauze = Art.Linear("x1='0.5' y1='0' x2='0.5' y2='1'", (0, "#ffffff", 0.85), (1, Colour.Lighter(gown, 0.5), 0.35));
        foreach (var side in new[] { -1, 1 })
        {
            Path($"M{side * 70} 200C{side * 120} 40 {side * 240}-60 {side * 270}-20C{side * 300} 60 {side * 230} 180 {side * 90} 220" +
                $"Z", gauze, "stroke='#ffffff' stroke-opacity='.7' stroke-width='3'");
            Path($"M{side * 80} 230C{side * 170} 210 {side * 260} 260 {side * 240} 330C{side * 210} 380 {side * 120} 330 {side * 80} 250" +
                $"Z", gauze, "stroke='#ffffff' stroke-opacity='.7' stroke-width='3'");
            Line($"M{side * 80} 205Q{side * 170} 90 {side * 250} 10M{side * 90} 238Q{side * 160} 260 {side * 220} 320", "#ffffff", 2.5, "opacity='.6'");
        }
    }
}
