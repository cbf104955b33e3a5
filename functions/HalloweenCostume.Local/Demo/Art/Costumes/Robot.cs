using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

/// <summary>Home-made: a painted box with the face in its window.</summary>
internal sealed class Robot(Fitting fitting) : Costume(fitting)
{
    private readonly string metal = fitting.Random.Pick("#9fb2c4", "#b9b2c9", "#c7a57a", "#8fc0b5");

    private readonly string lamp = fitting.Random.Pick("#ff5f6d", "#5df2c8", "#ffd23f", "#68c8ff");

    public override bool ShowsEars => false;

    public override void Behind()
    {
        foreach (var side in new[] { -1, 1 })
        {
            for (var i = 0; i < 6; i++)
                Art.Add($"<ellipse cx='{side * (166 + (6 * i))}' cy='{212 + (36 * i)}' rx='40' ry='24'" +
                    $" fill='{Art.Across(Colour.Darker(metal, 0.2), Colour.Darker(metal, 0.55))}'/>");
        }

        Path("M-128-150H128Q142-150 142-134V110Q142 124 128 124H-128Q-142 124-142 110V-134Q-142-150-128-150Z", Colour.Darker(metal, 0.6));
    }

    public override void Body()
    {
        Path("M-60 110H60V160H-60Z", Colour.Darker(metal, 0.5));
        Path("M-152 146H152Q166 146 166 160V480H-166V160Q-166 146-152 146Z", Plate());
        Path("M-118 190H118V330H-118Z", Colour.Darker(metal, 0.7));
        Path("M-112 196H-8V324H-112Z", "#10261f");
        Line("M-106 266H-88L-78 232L-64 298L-50 248L-42 266H-14", "#63f2a0", 5);
        foreach (var (x, y, colour) in new[] { (24, 220, lamp), (60, 220, "#ffd23f"), (94, 220, "#ff5f6d"), (24, 258, "#68c8ff"), (60, 258, lamp), (94, 258, "#9dff6a") })
            Dot(x, y, 12, Art.Ball(Colour.Lighter(colour, 0.6), colour));
        Path("M12 286H106V314H12Z", "#f5efdc");
        Line("M60 312L78 292", "#c22", 4);
        foreach (var (x, y) in new[] { (-144, 166), (144, 166), (-144, 360), (144, 360) })
            Dot(x, y, 8, Colour.Darker(metal, 0.4));
    }

    public override void Over()
    {
        // The box is a frame: the even-odd rule leaves the window open.
        Path("M-128-146H128Q142-146 142-132V110Q142 124 128 124H-128Q-142 124-142 110V-132Q-142-146-128-146ZM-76-84Q-92-84-92-66V74Q-92 92-76 92H76" +
            "Q92 92 92 74V-66Q92-84 76-84Z", Plate(), "fill-rule='evenodd'");
        Path("M-76-84Q-92-84-92-66V74Q-92 92-76 92H76Q92 92 92 74V-66Q92-84 76-84Z", "none", $"stroke='{Colour.Darker(metal, 0.5)}' stroke-width='8'");
        Path("M-166-40H-140V50H-166ZM166-40H140V50H166Z", Colour.Darker(metal, 0.25), "stroke-linejoin='round'");
        Line("M0-146V-182L-14-190L14-200L-14-210L0-218V-232", Colour.Darker(metal, 0.15), 7);
        Dot(0, -246, 60, Art.Glow(lamp, 0.7));
        Dot(0, -246, 20, Art.Ball("#ffffff", lamp));
        foreach (var x in new[] { -124, 124 })
        {
            Dot(x, -128, 7, Colour.Darker(metal, 0.4));
            Dot(x, 106, 7, Colour.Darker(metal, 0.4));
        }

        Line("M-60-114H-20M-60-104H-34", Colour.Lighter(metal, 0.5), 5, "opacity='.7'");
        Path("M30-124H104V-100H30Z", Fitting.Palette.Trim);
        Line("M40-112H94", Colour.Darker(metal, 0.7), 5);
    }

    private string Plate() => Art.Linear("x1='0' y1='0' x2='1' y2='1'", (0, Colour.Lighter(metal, 0.5), 1), (0.3, metal, 1), (0.55, Colour.Lighter(metal, 0.25), 1), (1, Colour.Darker(metal, 0.45), 1));
}
