using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Figures;
using HalloweenCostume.Local.Demo.Art.Lettering;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

/// <summary>Wears the sitter's initial on the chest.</summary>
internal sealed class Superhero(Fitting fitting) : Costume(fitting)
{
    private readonly string suit = fitting.Random.Pick("#2c4fc0", "#1f8a6a", "#5a2fa0", "#2b2b3a", "#c4283c");

    private readonly string cape = fitting.Random.Pick("#d62839", "#f2b01e", "#e0562a", "#7a3fd0");

    public override bool ShowsGlasses => false;

    public override Expression Expression => Fitting.Mood(Mouth.Smirk, Mouth.Grin) with { Gaze = Gaze.Open, Brows = false };

    public override void Behind()
    {
        Path("M-90 130C-170 150-270 260-316 400L-270 390L-260 440L-210 420L-196 480H196L190 430L236 440L246 388L300 396C262 260 170 150 90 130" +
            "Z", Art.Down(cape, Colour.Darker(cape, 0.45)));
    }

    public override void Body()
    {
        Clothe(suit);
        Path("M-34 120Q-110 130-124 154Q-60 178 0 178Q60 178 124 154Q110 130 34 120Q0 150-34 120Z", Art.Down(Colour.Lighter(cape, 0.15), cape));
        Path("M-66 214H66L84 244L0 346L-84 244Z", "#ffe27a", $"stroke='{cape}' stroke-width='11' stroke-linejoin='round'");
        var initial = Words.Clean(Fitting.Sitter.Name, 1).ToUpperInvariant();
        if (initial.Length == 1 && char.IsLetter(initial[0]) && Typeface.Display.Covers(initial))
            Path(Typeface.Display.Outline(initial, -Typeface.Display.Measure(initial) * 52, 308, 104), cape);
        else
            Star(0, 270, 40, cape);
        Path("M-170 400H170V436H-170Z", cape);
        Dot(0, 418, 26, "#ffe27a");
    }

    public override void Makeup() =>
        Path("M-98-18Q-60-54 0-26Q60-54 98-18Q96 34 50 38Q18 38 0 16Q-18 38-50 38Q-96 34-98-18" +
            "Z", Art.Down(Colour.Lighter(cape, 0.1), Colour.Darker(cape, 0.3)));
}
