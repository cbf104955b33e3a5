using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Figures;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

internal sealed class Cat(Fitting fitting) : Costume(fitting)
{
    private readonly string fur = fitting.Random.Pick("#2b2433", "#2b2433", "#3a3346", "#e08a3c", "#7a7488");

    private readonly string collar = fitting.Random.Pick("#e0374f", "#8d4bff", "#2fb5a0", "#ff8c2e");

    public override bool ShowsEars => false;

    public override Expression Expression => Fitting.Mood(Mouth.None) with { Nose = false, Eyes = Fitting.Random.Pick("#8bd450", "#f2c230", Fitting.Sitter.Eyes) };

    public override void Behind()
    {
        Line("M110 460C250 470 276 330 226 268C196 226 232 176 262 196", Colour.Darker(fur, 0.45), 46);
        Line("M110 460C250 470 276 330 226 268C196 226 232 176 262 196", fur, 36);
    }

    public override void Body()
    {
        Clothe(fur);
        Path("M-58 190Q0 140 58 190Q84 320 40 480H-40Q-84 320-58 190Z", Art.Down(Colour.Lighter(fur, 0.5), Colour.Lighter(fur, 0.2)));
        Line("M-22 250L0 262L22 250M-26 296L0 308L26 296M-24 342L0 354L24 342", Colour.Lighter(fur, 0.12), 5);
        Path("M-52 122Q0 168 52 122L56 146Q0 196-56 146Z", collar);
        Art.Add($"<circle cx='0' cy='184' r='20' fill='{Art.Ball("#fff1b0", "#d99a1f")}'/>");
        Line("M-16 184H16M0 190V200", "#7d5410", 4);
    }

    public override void Makeup()
    {
        Art.Add($"<ellipse cx='0' cy='52' rx='46' ry='36' fill='#fff' opacity='.42'/>");
        Path("M-13 30Q0 24 13 30Q10 44 0 48Q-10 44-13 30Z", "#ff7f95", "stroke='#7c2b45' stroke-width='3'");
    }

    public override void Over()
    {
        Line("M0 46V56Q-4 72-24 66M0 56Q4 72 24 66", "#5a1f36", 5.5);
        Line("M-40 48L-122 36M-40 58L-124 62M-40 67L-116 88M40 48L122 36M40 58L124 62M40 67L116 88", "#fff", 3.5, "opacity='.9'");
        Ear(-1);
        Ear(1);
        Line("M-92-50Q-70-118 0-122Q70-118 92-50", Colour.Darker(fur, 0.3), 13);
    }

    private void Ear(int side)
    {
        Path($"M{side * 34}-112Q{side * 66}-196 {side * 112}-208Q{side * 128}-140 {side * 98}-66Q{side * 72}-100 {side * 34}-112" +
            $"Z", Art.Down(Colour.Lighter(fur, 0.15), fur), $"stroke='{Colour.Darker(fur, 0.3)}' stroke-width='4'");
        Path($"M{side * 56}-114Q{side * 76}-166 {side * 104}-182Q{side * 112}-134 {side * 94}-88Q{side * 78}-106 {side * 56}-114Z", "#ff9fb2");
    }
}
