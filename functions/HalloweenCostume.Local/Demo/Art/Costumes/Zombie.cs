using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Figures;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

internal sealed class Zombie(Fitting fitting) : Costume(fitting)
{
    private readonly string shirt = fitting.Random.Pick("#5b6d8c", "#8c5b4a", "#6a5a80", "#7d7a4c");

    private readonly bool bolts = fitting.Random.Chance(0.55);

    public override string Skin => Colour.Mix(Fitting.Sitter.Skin, "#86b46a", 0.72);

    public override string HairColour => Colour.Mix(Fitting.Sitter.Hair, "#2c3a2c", 0.5);

    public override Expression Expression => new(Mouth.Wonky, Gaze.Open, Fitting.Random.Between(-6, 6), "#c9c34a", White: "#fbf7d0");

    public override void Body()
    {
        Clothe(shirt);
        Path("M-44 118L-60 176L-30 166L-14 214L4 170L34 182L44 118Q0 160-44 118Z", Colour.Mix(Skin, Head.Shade(Skin), 0.3));
        Path("M-46 116Q-98 134-104 150L-44 216L-22 158ZM46 116Q98 134 104 150L44 216L22 158" +
            "Z", Colour.Lighter(shirt, 0.12), $"stroke='{Colour.Darker(shirt, 0.4)}' stroke-width='4' stroke-linejoin='round'");
        Path("M60 286L112 272L104 310L124 336L76 344L84 316Z", Colour.Mix(Skin, Head.Shade(Skin), 0.3), $"stroke='{Colour.Darker(shirt, 0.5)}' stroke-width='4'");
        Path("M-96 270L-60 262L-66 300L-104 306Z", Colour.Lighter(shirt, 0.2));
        Line("M-98 264L-92 274M-82 258L-78 270M-68 296L-62 304M-90 300L-86 312M-108 282L-98 286", "#2b1f2c", 4);
        if (bolts)
            Art.Add($"<g fill='{Art.Down("#d6dbe4", "#6a7080")}'><rect x='-76' y='112' width='40' height='18' rx='4'/>" +
                $"<rect x='-84' y='104' width='14' height='34' rx='4'/><rect x='36' y='112' width='40' height='18' rx='4'/>" +
                $"<rect x='70' y='104' width='14' height='34' rx='4'/></g>");
    }

    public override void Makeup() =>
        Art.Add($"<g fill='{Colour.Mix(Skin, "#3a1f4a", 0.5)}' opacity='.75'><ellipse cx='-37' cy='8' rx='31' ry='32'/>" +
            $"<ellipse cx='37' cy='8' rx='31' ry='32'/></g>");

    public override void Over()
    {
        Line("M30-78Q52-60 70-62", "#5b1f33", 5);
        Line("M36-86L32-66M50-78L46-60M64-74L62-54", "#3a1526", 4);
        Line("M-74 56Q-60 66-44 90", "#5b1f33", 5);
        Line("M-76 68L-62 58M-66 80L-52 70M-56 92L-42 82", "#3a1526", 4);
    }
}
