using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Figures;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

internal sealed class Clown(Fitting fitting) : Costume(fitting)
{
    private readonly string wig = fitting.Random.Pick("#e0374f", "#ff8c2e", "#2fb5d0", "#8d4bff", "#5fbf3a");

    private readonly string suit = fitting.Random.Pick("#f2c230", "#2fb5a0", "#d6428f", "#4d6be0");

    public override bool ShowsHair => false;

    public override string Skin => Colour.Mix(Fitting.Sitter.Skin, "#fff3ea", 0.3);

    public override Expression Expression => new(Mouth.None, Fitting.Random.Pick(Gaze.Wide, Gaze.Open), Fitting.Random.Between(-6, 6), Nose: false);

    public override void Behind()
    {
        foreach (var (x, y, radius) in new[] { (-118, -52, 50), (-146, 4, 48), (-122, 56, 44), (118, -52, 50), (146, 4, 48), (122, 56, 44), (-92, -92, 38), (92, -92, 38) })
            Dot(x, y, radius, Art.Ball(Colour.Lighter(wig, 0.35), Colour.Darker(wig, 0.3)));
    }

    public override void Body()
    {
        Clothe(suit);
        Art.Add($"<g {Art.Clip(Torso)}><rect x='0' y='90' width='180' height='400' fill='{wig}' opacity='.85'/></g>");
        foreach (var y in new[] { 256, 330, 404 })
            Dot(0, y, 23, Art.Ball("#ffffff", y == 330 ? wig : "#e0374f"));
        for (var i = 0; i < 2; i++)
        {
            for (var angle = 200 - (i * 8); angle >= -20; angle -= 20)
            {
                var (x, y) = (Math.Cos(angle * Math.PI / 180) * (128 - (i * 34)), 126 + (Math.Sin(angle * Math.PI / 180) * (62 - (i * 16))));
                Dot(x, y, 30, Art.Ball("#ffffff", i == 0 ? "#c9c4e6" : "#f4d3e0"));
            }
        }
    }

    public override void Makeup()
    {
        Path("M-37-62L-52-6L-37 60L-22-6ZM37-62L52-6L37 60L22-6Z", suit, "opacity='.8'");
        Path("M-66 52Q-30 70 0 62Q30 70 66 52Q66 104 0 104Q-66 104-66 52Z", "#ffffff");
        Path("M-56 60Q0 84 56 60Q48 96 0 96Q-48 96-56 60Z", "#d62839");
        Path("M-46 66Q0 86 46 66Q40 82 0 84Q-40 82-46 66Z", "#ffffff");
        Line("M-30 70V80M-15 73V83M0 75V84M15 73V83M30 70V80", "#8f2238", 2.5);
    }

    public override void Over()
    {
        Dot(0, 34, 25, Art.Radial("cx='0.35' cy='0.3' r='0.8'", (0, "#ffb3a8", 1), (0.4, "#f0394a", 1), (1, "#8f1026", 1)));
        Path("M-10-236L-64-108Q-6-92 52-112Z", Art.Across(Colour.Lighter(suit, 0.2), Colour.Darker(suit, 0.25)));
        Dot(-10, -238, 22, Art.Ball("#ffffff", wig));
        Dot(-22, -138, 12, wig);
        Dot(16, -140, 10, "#ffffff");
        Dot(-6, -180, 9, wig);
    }
}
