using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Scenery;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

internal sealed class PumpkinHead(Fitting fitting) : Costume(fitting)
{
    private readonly string coat = fitting.Random.Pick("#5d4230", "#37505c", "#4c3a66", "#5a2a33");

    public override bool ShowsHead => false;

    public override bool ShowsHair => false;

    public override void Behind()
    {
        Dot(0, 0, 300, Art.Glow("#ff9a2e", 0.6));
        Cape(Colour.Darker(coat, 0.3), Fitting.Palette.Cloth);
    }

    public override void Body()
    {
        Clothe(coat);
        Path("M-42 110L-20 480H20L42 110Z", "#e8d6b0");
        Path("M-48 116Q-100 132-118 154L-34 300L-40 480H-110L-150 210ZM48 116Q100 132 118 154L34 300L40 480H110L150 210" +
            "Z", Art.Down(Colour.Lighter(coat, 0.18), Colour.Darker(coat, 0.3)));
        Path("M-106 300H-62V346H-106Z", Fitting.Palette.Cloth, "transform='rotate(-5 -84 322)'");
        Line("M-110 304H-102M-66 300H-58M-110 342H-102M-66 340H-58", "#f2d27a", 4);
        Straw();
        Path("M0 150L-62 120V182ZM0 150L62 120V182Z", Fitting.Palette.Trim);
        Dot(0, 150, 14, Colour.Darker(Fitting.Palette.Trim, 0.25));
    }

    public override void Over()
    {
        var unscaled = Fitting.Scene;
        Pumpkin.Plain(unscaled, Fitting.Random, 0, 124, 146);
        Pumpkin.Face(unscaled, Fitting.Random, 0, 8, 1.5);
        Line("M12-122Q70-190 116-140Q150-110 128-84Q108-72 106-96", "#5f7a2e", 7);
        Path("M70-160Q96-206 140-190Q132-150 70-160Z", Art.Down("#8fae3e", "#4b6322"));
        if (Fitting.Random.Chance(0.45))
            Hat();
    }

    private void Hat()
    {
        Path("M-128-96Q0-150 128-96Q60-78 0-80Q-60-78-128-96Z", "#1d1526");
        Path("M-74-106L-82-226Q0-248 82-226L74-106Q0-130-74-106Z", Art.Across("#43345a", "#171020"));
        Path("M-77-142Q0-166 77-142L74-108Q0-132-74-108Z", Fitting.Palette.Cloth);
    }

    private void Straw()
    {
        for (var i = 0; i < 16; i++)
        {
            var x = -60 + (i * 8);
            Line(Drawing.Text($"M{x * 0.7} 112L{x + Fitting.Random.Between(-14, 14)} {Fitting.Random.Between(160, 196)}"), i % 2 == 0 ? "#e9c15a" : "#c99634", 6);
        }
    }
}
