using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

internal sealed class Knight(Fitting fitting) : Costume(fitting)
{
    private readonly string plume = fitting.Random.Pick("#c4283c", "#3c64c9", "#e8a020", "#6b3fb5", "#2f9a6a");

    private readonly string steel = fitting.Random.Pick("#aab4c8", "#b8b0a6", "#c9ab6a", "#8f96a8");

    public override bool ShowsHair => false;

    public override bool ShowsEars => false;

    public override void Behind()
    {
        Cape(plume, Colour.Darker(plume, 0.4));
        Path("M-20-116Q-40-230 60-262Q150-270 178-190Q196-120 160-70Q166-150 110-176Q60-180 20-110" +
            "Z", Art.Linear("x1='0' y1='0' x2='1' y2='1'", (0, Colour.Lighter(plume, 0.35), 1), (1, Colour.Darker(plume, 0.3), 1)));
        Path("M186 236L188-90L200-124L212-90L214 236Z", Art.Across("#ffffff", "#8a93a8"));
        Path("M148 222H252V240H148Z", "#d9a63a");
    }

    public override void Body()
    {
        Path(Torso, Colour.Darker(steel, 0.5));
        Path("M-98-20H98L104 150Q0 190-104 150Z", Art.Down("#3a3648", "#5d586c"));
        Path("M-98 150Q0 196 98 150Q124 250 104 360Q0 420-104 360Q-124 250-98 150Z", Metal());
        Line("M0 178V392", Colour.Darker(steel, 0.4), 4);
        Path("M-116 380Q0 430 116 380L126 480H-126Z", plume);
        foreach (var side in new[] { -1, 1 })
        {
            Art.Add($"<ellipse cx='{side * 130}' cy='192' rx='60' ry='52' fill='{Metal()}' stroke='{Colour.Darker(steel, 0.5)}' stroke-width='4'/>");
            Line($"M{side * 82} 204Q{side * 132} 172 {side * 182} 212", Colour.Darker(steel, 0.4), 4);
        }

        Path("M-30 232H30V286Q30 318 0 334Q-30 318-30 286Z", plume, "stroke='#f2d27a' stroke-width='5'");
        Path("M-6 240H6V268H24V280H6V322H-6V280H-24V268H-6Z", "#f2d27a");
        Path("M-84 104Q0 158 84 104L92 148Q0 196-92 148Z", Metal(), $"stroke='{Colour.Darker(steel, 0.5)}' stroke-width='4'");
    }

    public override void Over()
    {
        Path("M-112 96Q-128-30-104-84Q-66-146 0-146Q66-146 104-84Q128-30 112 96Q92 128 72 128Q84 84 82 20Q84-30 78-48Q0-72-78-48Q-84-30-82 20" +
            "Q-84 84-72 128Q-92 128-112 96Z", Metal(), $"stroke='{Colour.Darker(steel, 0.5)}' stroke-width='4'");
        Path("M-114-44Q-116-106-70-136Q0-168 70-136Q116-106 114-44Q0-96-114-44Z", Metal(), $"stroke='{Colour.Darker(steel, 0.55)}' stroke-width='5'");
        Line("M-66-98H-28M-62-112H-26M66-98H28M62-112H26", Colour.Darker(steel, 0.65), 6);
        foreach (var side in new[] { -1, 1 })
            Dot(side * 108, -44, 13, Art.Ball("#fff6cf", "#c28c2e"));
        Dot(-96, 70, 5, Colour.Darker(steel, 0.5));
        Dot(96, 70, 5, Colour.Darker(steel, 0.5));
        Arm(steel, Colour.Darker(steel, 0.15));
        Line("M200 276V306", "#5d3a22", 15);
        Dot(200, 312, 13, "#d9a63a");
    }

    private string Metal() => Art.Linear("x1='0' y1='0' x2='1' y2='0.6'", (0, Colour.Lighter(steel, 0.15), 1), (0.25, Colour.Lighter(steel, 0.7), 1), (0.5, steel, 1), (1, Colour.Darker(steel, 0.5), 1));
}
