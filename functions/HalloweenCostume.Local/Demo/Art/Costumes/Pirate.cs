using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Figures;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

internal sealed class Pirate(Fitting fitting) : Costume(fitting)
{
    private readonly string coat = fitting.Random.Pick("#9c2330", "#23406e", "#2d5a45", "#5b2a5e");

    public override bool ShowsGlasses => false;

    public override Expression Expression => Fitting.Mood(Mouth.Grin, Mouth.Smirk) with { Gaze = Gaze.Open };

    public override void Behind()
    {
        Path("M190 244Q236 60 232-140Q286-20 218 250Z", Art.Across("#f6f9ff", "#7e889c"));
        Line("M176 214Q206 232 240 222", "#f2c14e", 14);
    }

    public override void Body()
    {
        Clothe(coat);
        const string Shirt = "M-44 124L-70 480H70L44 124Q0 170-44 124Z";
        Path(Shirt, "#f6efe0");
        Art.Add($"<g {Art.Clip(Shirt)}>");
        for (var y = 178; y < 470; y += 44)
            Path($"M-66 {y}Q0 {y + 18} 66 {y}V{y + 20}Q0 {y + 38}-66 {y + 20}Z", "#b3313f");
        Art.Add($"</g>");
        Path("M-46 118Q-104 132-116 156L-52 480H-96L-150 200ZM46 118Q104 132 116 156L52 480H96L150 200" +
            "Z", Art.Down(Colour.Lighter(coat, 0.15), Colour.Darker(coat, 0.4)));
        Line("M-106 170L-54 470M106 170L54 470", Fitting.Palette.Trim, 5);
        Path("M-166 352H166V392H-166Z", "#3a2416");
        Path("M-30 344H30V400H-30Z", "none", "stroke='#f2c14e' stroke-width='10' stroke-linejoin='round'");
        Path("M-50 112Q0 172 50 112L26 178L0 150L-26 178Z", "#e9b44a");
    }

    public override void Over()
    {
        Arm(coat);
        Line("M178 222Q210 200 232 232Q236 262 222 276", "#f2c14e", 9);
        Path("M14-12Q38-34 64-12Q66 22 38 30Q12 22 14-12Z", "#17101c");
        Line("M-92-52Q-20-40 20-8M62-8Q82-26 94-44", "#17101c", 7);
        Path("M-100-24Q0-76 100-24L108-66Q0-130-108-66Z", Art.Down("#8f2230", "#c23a48"));
        Art.Add($"<g transform='translate(0 26)'>");
        var felt = Art.Down("#3a2c44", "#150e1c");
        Path("M-182-70Q-150-178-64-162Q-40-216 0-216Q40-216 64-162Q150-178 182-70Q90-112 0-112Q-90-112-182-70Z", felt);
        Line("M-180-72Q-90-114 0-114Q90-114 180-72", "#f2c14e", 8);
        Dot(0, -158, 21, "#f4efe4");
        Path("M-11-146H11V-130H-11Z", "#f4efe4");
        Line("M-34-128L34-186M34-128L-34-186", "#f4efe4", 7, "opacity='.9'");
        Dot(0, -158, 20, "#f4efe4");
        Dot(-8, -158, 5.5, "#150e1c");
        Dot(8, -158, 5.5, "#150e1c");
        Art.Add($"</g>");
        Dot(-94, 40, 10, "#f2c14e");
        Dot(-94, 40, 5, Fitting.Sitter.Skin);
    }
}
