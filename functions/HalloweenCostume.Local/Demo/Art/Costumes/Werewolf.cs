using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Figures;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

internal sealed class Werewolf(Fitting fitting) : Costume(fitting)
{
    private readonly string fur = fitting.Random.Pick("#6b5140", "#5a5a6b", "#84644a", "#45404f", "#9a8f88");

    private readonly string shirt = fitting.Random.Pick("#a83240", "#3c64a0", "#3f7a52", "#b5702a");

    public override bool ShowsEars => false;

    public override bool ShowsHair => false;

    public override Expression Expression => new(Mouth.None, Gaze.Sly, Fitting.Random.Between(-5, 5), "#f2b62e", Nose: false, Brows: false, Cheeks: false, White: "#fff3c4");

    public override void Behind()
    {
        Path("M-60-90L-128-200L-146-60L-164-40L-142-22L-168 14L-140 28L-158 70L-126 76L-132 120L-92 112L-60 156H60L92 112L132 120L126 76L158 70L140 28" +
            "L168 14L142-22L164-40L146-60L128-200L60-90Z", Art.Radial("cx='0.45' cy='0.4' r='0.7'", (0, Colour.Lighter(fur, 0.2), 1), (1, Colour.Darker(fur, 0.4), 1)), "stroke-linejoin='round'");
        Path("M-80-96L-120-168L-128-78ZM80-96L120-168L128-78Z", "#c98a84");
    }

    public override void Body()
    {
        Clothe(shirt);
        Art.Add($"<g {Art.Clip(Torso)} stroke='{Colour.Darker(shirt, 0.5)}' stroke-width='15' opacity='.55'>");
        for (var i = -3; i <= 3; i++)
            Art.Add($"<path d='M{i * 54} 120V480M-180 {290 + (i * 54)}H180'/>");
        Art.Add($"</g>");
        Path("M-52 112L-72 176L-46 190L-54 232L-26 226L-14 286L0 250L14 286L26 226L54 232L46 190L72 176L52 112Q0 150-52 112" +
            "Z", Art.Down(Colour.Lighter(fur, 0.15), Colour.Darker(fur, 0.2)));
        Path("M-140 300L-96 316L-128 330L-92 352L-134 352ZM140 320L100 330L126 344L96 366L136 370Z", fur);
    }

    public override void Makeup()
    {
        Path(Head.Outline, Art.Radial("cx='0.45' cy='0.4' r='0.7'", (0, Colour.Lighter(fur, 0.25), 1), (1, Colour.Darker(fur, 0.15), 1)));
        Path("M-98-8L-80 0L-92 24L-68 26L-76 54L-48 50L-46 80L-22 66L0 104L22 66L46 80L48 50L76 54L68 26L92 24L80 0L98-8Q110 60 60 112Q0 140-60 112" +
            "Q-110 60-98-8Z", Art.Down(fur, Colour.Darker(fur, 0.25)));
        Art.Add($"<ellipse cy='56' rx='52' ry='44' fill='{Art.Down(Colour.Lighter(fur, 0.5), Colour.Lighter(fur, 0.25))}'/>");
    }

    public override void Over()
    {
        Path("M-19 26Q0 18 19 26Q20 44 0 52Q-20 44-19 26Z", "#20141c");
        Art.Add($"<ellipse cx='-6' cy='30' rx='6' ry='3.5' fill='#fff' opacity='.6'/>");
        Path("M-40 66Q-20 76 0 64Q20 76 40 66Q36 98 0 100Q-36 98-40 66Z", "#5a1424");
        Path("M-30 71L-24 92L-15 73ZM30 71L24 92L15 73Z", "#fff");
        Path("M-66-44L-30-40L-14-22L-36-26ZM66-44L30-40L14-22L36-26Z", Colour.Darker(fur, 0.6));
        Path("M-46-112L-28-76L-14-100L0-68L14-100L28-76L46-112Q0-142-46-112Z", Art.Down(Colour.Lighter(fur, 0.15), fur));
    }
}
