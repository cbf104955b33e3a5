using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Figures;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

internal sealed class Devil(Fitting fitting) : Costume(fitting)
{
    private readonly string red = fitting.Random.Pick("#c4182c", "#b51f4a", "#d63a1e");

    public override string Skin => Colour.Mix(Fitting.Sitter.Skin, red, 0.22);

    public override Expression Expression => Fitting.Mood(Mouth.Fangs, Mouth.Smirk) with { Gaze = Gaze.Sly, Eyes = "#e0761e" };

    public override void Behind()
    {
        Cape("#2b0f1c", red);
        Line("M204 480L196-20", "#3a2430", 13);
        Path("M190-10V-60Q150-60 148-150L138-132L128-150Q130-30 186-30ZM202-10V-60Q242-60 244-150L254-132L264-150Q262-30 206-30ZM186-20L188-150L178-146" +
            "L196-196L214-146L204-150L206-20Z", Art.Down("#ffcf5e", "#c2571a"));
        Path("M-60 190L-150 10Q-106 44-42 104ZM60 190L150 10Q106 44 42 104Z", red);
    }

    public override void Body()
    {
        Clothe("#3a1220");
        Path("M-44 120L0 260L44 120Q0 160-44 120Z", Colour.Mix(Skin, Head.Shade(Skin), 0.35));
        Path("M-46 118L-110 190L-10 400V480H-60L-140 210ZM46 118L110 190L10 400V480H60L140 210Z", Art.Down(red, Colour.Darker(red, 0.5)));
        Path("M0 226Q-26 258 0 292Q26 258 0 226Z", Art.Down("#ffe27a", "#ff6a1e"));
        Line("M-60 120Q-30 196 0 226Q30 196 60 120", "#e9b44a", 4);
    }

    public override void Over()
    {
        Arm("#3a1220");
        foreach (var side in new[] { -1, 1 })
        {
            Path($"M{side * 34}-106Q{side * 50}-170 {side * 118}-206Q{side * 112}-130 {side * 78}-84Q{side * 54}-86 {side * 34}-106" +
                $"Z", Art.Linear("x1='0' y1='1' x2='0' y2='0'", (0, Colour.Darker(red, 0.3), 1), (0.6, red, 1), (1, "#ffb08a", 1)));
            Line($"M{side * 48}-124Q{side * 68}-120 {side * 84}-108M{side * 64}-150Q{side * 80}-148 {side * 94}-136", Colour.Darker(red, 0.4), 4);
        }

        Path("M-9 94Q0 90 9 94Q6 114 0 132Q-6 114-9 94Z", Colour.Darker(Fitting.Sitter.Hair, 0.4));
    }
}
