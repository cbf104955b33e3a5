using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

/// <summary>A hooded wanderer with a lantern.</summary>
internal sealed class Hooded(Fitting fitting) : Costume(fitting)
{
    private readonly string cloth = fitting.Random.Pick(fitting.Palette.Cloth, "#8c2638", "#3f4f8c", "#3d6b4f", "#6a3f7a");

    public override bool ShowsEars => false;

    public override void Behind() =>
        Path("M0-186C92-176 146-108 140 0C138 70 150 120 190 200C216 260 226 400 230 480H-230C-226 400-216 260-190 200C-150 120-138 70-140 0" +
            "C-146-108-92-176 0-186Z", Art.Down(Colour.Darker(cloth, 0.25), Colour.Darker(cloth, 0.6)));

    public override void Body()
    {
        Clothe(Colour.Darker(cloth, 0.35));
        Path("M-100 100Q0 196 100 100Q180 160 206 300Q120 260 0 262Q-120 260-206 300Q-180 160-100 100" +
            "Z", Art.Linear("x1='0.1' y1='0' x2='0.9' y2='1'", (0, Colour.Lighter(cloth, 0.2), 1), (0.5, cloth, 1), (1, Colour.Darker(cloth, 0.4), 1)));
        Line("M-196 284Q-110 246 0 248Q110 246 196 284", Fitting.Palette.Trim, 6);
        Dot(0, 176, 19, Art.Ball("#fff3c4", Fitting.Palette.Trim));
        Dot(0, 176, 9, Colour.Darker(cloth, 0.3));
    }

    public override void Over()
    {
        Path("M0-190C96-178 150-108 142 4C138 62 120 104 96 130Q118 60 104-30C94-90 52-116 0-116C-52-116-94-90-104-30Q-118 60-96 130" +
            "C-120 104-138 62-142 4C-150-108-96-178 0-190Z", Art.Linear("x1='0.1' y1='0' x2='0.9' y2='1'", (0, Colour.Lighter(cloth, 0.3), 1), (0.5, cloth, 1), (1, Colour.Darker(cloth, 0.4), 1)));
        Line("M-96 122Q-112 60-102-30C-92-88-52-112 0-112C52-112 92-88 102-30Q112 60 96 122", Fitting.Palette.Trim, 5);
        Lantern();
        Arm(Colour.Darker(cloth, 0.2));
    }

    /// <summary>On a crook, high enough to be seen over the pumpkins.</summary>
    private void Lantern()
    {
        Dot(244, 20, 190, Art.Glow(Fitting.Palette.Light, 0.75));
        Line("M206 480L192-40Q190-96 226-92Q246-88 244-58", "#4a2f1f", 14);
        Line("M203 480L189-40", "#8a5d39", 5);
        Line("M244-60V-36", "#2b1f2c", 6);
        Path("M212-14L244-42L276-14Z", "#2b1f2c");
        Path("M214-14H274L280 52H208Z", Art.Radial("cx='0.5' cy='0.55' r='0.6'", (0, "#fffbe0", 1), (0.5, Fitting.Palette.Light, 1), (1, "#d9801e", 1)));
        Line("M214-14L208 52M274-14L280 52M244-14V52", "#2b1f2c", 5);
        Path("M200 50H288V68H200Z", "#2b1f2c");
    }
}
