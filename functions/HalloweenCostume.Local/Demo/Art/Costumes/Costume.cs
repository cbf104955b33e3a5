using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Figures;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

/// <summary>What one costume puts behind, on and over the person; painted in the order of its methods.</summary>
internal abstract class Costume(Fitting fitting)
{
    protected const string Torso = "M-42 96C-50 128-92 136-122 152C-156 172-164 250-168 480H168C164 250 156 172 122 152C92 136 50 128 42 96Z";

    protected Fitting Fitting { get; } = fitting;

    protected Drawing Art => Fitting.Art;

    public virtual string Skin => Fitting.Sitter.Skin;

    public virtual string HairColour => Fitting.Sitter.Hair;

    public virtual bool ShowsHead => true;

    public virtual bool ShowsHair => true;

    public virtual bool ShowsEars => true;

    public virtual bool ShowsGlasses => true;

    public virtual Expression Expression => Fitting.Mood(Mouth.Smile, Mouth.Grin, Mouth.Smirk);

    public virtual void Behind()
    {
    }

    public abstract void Body();

    /// <summary>On the skin, under the eyes.</summary>
    public virtual void Makeup()
    {
    }

    public virtual void Over()
    {
    }

    protected void Path(string path, string fill, string more = "") => Art.Add($"<path d='{path}' fill='{fill}' {more}/>");

    protected void Line(string path, string colour, double width, string more = "") =>
        Art.Add($"<path d='{path}' fill='none' stroke='{colour}' stroke-width='{width}' stroke-linecap='round' stroke-linejoin='round' {more}/>");

    protected void Clothe(string colour)
    {
        Path(Torso, Art.Linear("x1='0.1' y1='0' x2='0.8' y2='1'", (0, Colour.Lighter(colour, 0.2), 1), (0.45, colour, 1), (1, Colour.Darker(colour, 0.5), 1)));
        Line("M-112 250Q-104 340-108 480M112 250Q104 340 108 480", Colour.Darker(colour, 0.45), 4, "opacity='.6'");
    }

    /// <summary>A cape that falls from the shoulders, with its lining at the sides.</summary>
    protected void Cape(string outside, string lining)
    {
        Path("M-66 116C-150 134-214 210-236 480H236C214 210 150 134 66 116Z", Art.Down(outside, Colour.Darker(outside, 0.45)));
        Path("M-90 150C-150 190-184 290-196 480H-120ZM90 150C150 190 184 290 196 480H120Z", Art.Down(lining, Colour.Darker(lining, 0.5)));
    }

    /// <summary>An arm whose hand is at (200, 250), in front of whatever it holds.</summary>
    protected void Arm(string sleeve, string? hand = null)
    {
        var dark = Colour.Darker(sleeve, 0.3);
        Line("M130 200Q176 300 178 352Q214 340 204 286", dark, 62, "opacity='.4'");
        Line("M128 196Q174 298 178 346Q210 336 202 288", sleeve, 54);
        var skin = hand ?? Skin;
        Art.Add($"<circle cx='200' cy='250' r='29' fill='{Art.Ball(Colour.Lighter(skin, 0.15), Colour.Mix(skin, Head.Shade(skin), 0.6))}'/>");
        Line("M182 238Q176 246 182 254M180 256Q176 262 184 268", Head.Shade(skin), 3.5, "opacity='.6'");
    }

    protected void Star(double x, double y, double radius, string colour, double turn = 0)
    {
        var path = "";
        for (var i = 0; i < 10; i++)
        {
            var (angle, reach) = ((turn - 90 + (36 * i)) * Math.PI / 180, i % 2 == 0 ? radius : radius * 0.45);
            path += Drawing.Text($"{(i == 0 ? "M" : "L")}{x + (Math.Cos(angle) * reach)} {y + (Math.Sin(angle) * reach)}");
        }

        Path(path + "Z", colour, "stroke-linejoin='round'");
    }

    protected void Dot(double x, double y, double radius, string colour) => Art.Add($"<circle cx='{x}' cy='{y}' r='{radius}' fill='{colour}'/>");
}
