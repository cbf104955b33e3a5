using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Figures;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

internal sealed class Vampire(Fitting fitting) : Costume(fitting)
{
    private readonly string lining = fitting.Random.Pick("#b3142c", "#b3142c", "#7a1fa0", "#a8431a");

    public override string Skin => Colour.Mix(Fitting.Sitter.Skin, "#efe9f4", 0.38);

    public override bool ShowsHair => Fitting.Sitter.Style is HairStyle.Long or HairStyle.Parted or HairStyle.Bob;

    public override Expression Expression => Fitting.Mood(Mouth.Fangs) with { Eyes = "#b3202f", Gaze = Gaze.Sly };

    public override void Behind()
    {
        Cape("#241a33", lining);
        Path("M-56 190L-176-34Q-150-20-128-36Q-104 50-40 104ZM56 190L176-34Q150-20 128-36Q104 50 40 104Z", "#1b1226");
        Path("M-52 180L-160-20Q-136-12-122-22Q-100 56-40 110ZM52 180L160-20Q136-12 122-22Q100 56 40 110" +
            "Z", Art.Down(Colour.Lighter(lining, 0.12), Colour.Darker(lining, 0.4)));
    }

    public override void Body()
    {
        Clothe("#2a2036");
        Path("M-40 130L0 400L40 130Q0 166-40 130Z", Art.Down("#ffffff", "#c9c4dd"));
        Path("M-44 128L-100 250L-16 440H-70L-130 300ZM44 128L100 250L16 440H70L130 300Z", "#191022");
        Path("M-14 200L-34 480H34L14 200Z", Art.Down(lining, Colour.Darker(lining, 0.5)));
        Path("M0 168L-46 146V196ZM0 168L46 146V196Z", Art.Down(lining, Colour.Darker(lining, 0.3)));
        Dot(0, 168, 13, Fitting.Palette.Trim);
        Dot(0, 168, 7, lining);
        Dot(0, 270, 6, Fitting.Palette.Trim);
        Dot(0, 310, 6, Fitting.Palette.Trim);
    }

    public override void Over()
    {
        if (!ShowsHair)
            Path("M-97 12C-110-90-60-132 0-130C60-132 110-90 97 12C90-28 84-50 70-64C40-74 18-66 0-34C-18-66-40-74-70-64C-84-50-90-28-97 12" +
                "Z", Art.Linear("x1='0.2' y1='0' x2='0.7' y2='1'", (0, "#5b4d78", 1), (0.4, "#1c1426", 1), (1, "#120c1a", 1)));
        if (Fitting.Random.Chance(0.5))
            Line("M22 80Q25 90 22 98", "#c4122d", 5);
    }
}
