using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

internal sealed class Witch(Fitting fitting) : Costume(fitting)
{
    private readonly string cloth = fitting.Random.Pick("#3b2a55", "#2c2438", "#23443a", "#4a2150", fitting.Palette.Cloth);

    private readonly string ribbon = fitting.Random.Pick("#ff8c2e", "#8ee04e", "#c44dff", fitting.Palette.Trim);

    public override string Skin => Fitting.Scene.Reading.Mood == Mood.Green ? "#9cc46a" : Fitting.Sitter.Skin;

    public override void Behind()
    {
        Cape(Colour.Darker(cloth, 0.2), ribbon);
        Broom();
    }

    public override void Body()
    {
        Clothe(cloth);
        Path("M-70 134Q0 220 70 134L92 168Q0 268-92 168Z", Art.Down(Colour.Lighter(cloth, 0.14), Colour.Darker(cloth, 0.4)));
        Line("M-88 166Q0 262 88 166", ribbon, 5);
        Path("M-104 330Q0 364 104 330L102 372Q0 406-102 372Z", ribbon);
        Star(0, 236, 26, Fitting.Palette.Trim);
    }

    public override void Over()
    {
        Arm(cloth);
        var felt = Art.Linear("x1='0' y1='0' x2='1' y2='0.4'", (0, Colour.Lighter(cloth, 0.25), 1), (0.5, cloth, 1), (1, Colour.Darker(cloth, 0.5), 1));
        Path("M-176-58Q-120-104-84-106Q-56-190 2-262Q34-296 84-270Q48-262 52-226Q62-160 84-106Q126-102 176-58Q90-30 0-32Q-90-30-176-58Z", felt);
        Path("M-84-106Q-90-84-94-72Q0-44 94-72Q90-84 84-106Q0-80-84-106Z", ribbon);
        Path("M-20-92L20-92L22-58L-22-58Z", "none", $"stroke='{Fitting.Palette.Trim}' stroke-width='8' stroke-linejoin='round'");
        Path("M-176-58Q-90-82 0-80Q90-82 176-58Q90-30 0-32Q-90-30-176-58Z", Colour.Darker(cloth, 0.45), "opacity='.35'");
        Line("M40-226Q20-206 34-176", Colour.Darker(cloth, 0.5), 4, "opacity='.6'");
    }

    private void Broom()
    {
        Line("M216 470L178-40", "#5d3a22", 15);
        Line("M213 470L176-40", "#8b5a33", 7);
        Path("M160-26Q130-110 104-164L132-156L146-184L164-164L184-192L196-162L222-170Q206-100 196-26Z", Art.Down("#e0a64a", "#9a6424"));
        Line("M158-30L198-32", ribbon, 11);
    }
}
