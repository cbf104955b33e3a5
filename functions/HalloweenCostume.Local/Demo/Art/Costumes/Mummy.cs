using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Figures;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

internal sealed class Mummy(Fitting fitting) : Costume(fitting)
{
    private const string Wrapped = "M-98-20C-100-94-56-124 0-124C56-124 100-94 98-20C98 50 56 114 0 114C-56 114-98 50-98-20Z";

    private readonly string linen = fitting.Random.Pick("#efe3c4", "#e6dcc8", "#dfe0c6", "#f0dcc0");

    public override bool ShowsHair => false;

    public override bool ShowsEars => false;

    public override Expression Expression => Fitting.Mood(Mouth.None) with { Gaze = Gaze.Wide, Cheeks = false, Nose = false, Brows = false };

    public override void Body()
    {
        Path(Torso, Art.Across(Colour.Mix(linen, "#5d4a4a", 0.25), Colour.Mix(linen, "#3d2a3a", 0.6)));
        Art.Add($"<g {Art.Clip(Torso)}>");
        Strips(130, 480, 190, 38);
        Art.Add($"</g>");
        Line("M150 330Q214 344 206 420Q200 450 222 476", Colour.Darker(linen, 0.3), 26);
        Line("M150 328Q212 342 204 420Q198 450 220 476", linen, 20);
    }

    public override void Over()
    {
        Art.Add($"<g {Art.Clip(Wrapped)}>");
        Strips(-126, -36, 110, 26);
        Strips(38, 120, 110, 26);
        Art.Add($"</g>");
        Path("M-100-44L100-24L98-34L-98-60Z", Colour.Darker(linen, 0.2));
        Line("M62 96Q118 120 112 176", Colour.Darker(linen, 0.3), 22);
        Line("M62 94Q116 118 110 174", linen, 16);
        if (Fitting.Random.Chance(0.5))
            Gem();
    }

    private void Gem()
    {
        Dot(0, 212, 30, Art.Ball("#ffe69a", "#b87a1a"));
        Dot(0, 212, 18, Art.Ball("#a8fff0", "#118a86"));
        Line("M-32 206Q-86 184-104 158M32 206Q86 184 104 158", "#e0aa3e", 7);
    }

    /// <summary>Bandages one over the other, each a little askew.</summary>
    private void Strips(double top, double bottom, double reach, double width)
    {
        for (var y = top; y < bottom; y += width * 0.74)
        {
            var (left, right) = (Fitting.Random.Between(-16, 16), Fitting.Random.Between(-16, 16));
            var shade = Colour.Mix(linen, "#7d6450", Fitting.Random.Between(0, 0.22));
            Art.Add($"<path d='M{-reach} {y + left}Q0 {y + 14} {reach} {y + right}V{y + right + width}Q0 {y + width + 16} {-reach} {y + left + width}" +
                $"Z' fill='{Art.Down(Colour.Lighter(shade, 0.2), shade)}' stroke='#7d6450' stroke-opacity='.55' stroke-width='2.5'/>");
        }
    }
}
