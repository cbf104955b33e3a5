using System.Globalization;
using System.Text;

namespace HalloweenCostume.Local.Demo.Art.Brush;

/// <summary>An SVG document in the making: shapes in painting order, and the gradients that they use.</summary>
internal sealed class Drawing(int width, int height)
{
    public const string Downwards = "x1='0' y1='0' x2='0' y2='1'";

    private readonly StringBuilder body = new(64 * 1024);
    private readonly StringBuilder definitions = new(8 * 1024);
    private readonly Dictionary<string, string> references = [];

    public static string Text(Markup markup) => markup.Finish();

    public void Add(Markup markup) => body.Append(markup.Finish()).Append('\n');

    /// <summary>Paint from one colour to another, from top to bottom of the shape.</summary>
    public string Down(string top, string bottom) => Linear(Downwards, (0, top, 1), (1, bottom, 1));

    /// <summary>Paint from one colour to another, from the shape's left to its right.</summary>
    public string Across(string left, string right) => Linear("x1='0' y1='0' x2='1' y2='0'", (0, left, 1), (1, right, 1));

    public string Linear(string direction, params ReadOnlySpan<(double Offset, string Colour, double Opacity)> stops) =>
        Gradient("linearGradient", direction, stops);

    /// <summary>Paint that fades from the middle of the shape to nothing at its edge.</summary>
    public string Glow(string colour, double opacity) =>
        Gradient("radialGradient", "", [(0, colour, opacity), (0.35, colour, opacity * 0.55), (0.7, colour, opacity * 0.14), (1, colour, 0)]);

    /// <summary>Paint of a ball lit from the upper left.</summary>
    public string Ball(string lit, string shaded) => Gradient("radialGradient", "cx='0.38' cy='0.3' r='0.8'", [(0, lit, 1), (1, shaded, 1)]);

    public string Radial(string direction, params ReadOnlySpan<(double Offset, string Colour, double Opacity)> stops) =>
        Gradient("radialGradient", direction, stops);

    /// <returns>An attribute that lets only what is inside the path be seen.</returns>
    public string Clip(string path)
    {
        var reference = Define($"<path d='{path}'/>", (id, content) => $"<clipPath id='{id}'>{content}</clipPath>");
        return $"clip-path='{reference}'";
    }

    public string Finish() => string.Create(CultureInfo.InvariantCulture, $"""
        <svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' viewBox='0 0 {width} {height}'>
        <defs>{definitions}</defs>
        {body}</svg>
        """);

    private string Gradient(string kind, string direction, ReadOnlySpan<(double Offset, string Colour, double Opacity)> stops)
    {
        var content = new StringBuilder();
        foreach (var (offset, colour, opacity) in stops)
            content.Append(Text($"<stop offset='{offset}' stop-color='{colour}' stop-opacity='{opacity}'/>"));
        return Define(content.ToString(), (id, inner) => $"<{kind} id='{id}' {direction}>{inner}</{kind}>", kind + direction);
    }

    private string Define(string content, Func<string, string, string> element, string kind = "")
    {
        if (references.TryGetValue(kind + content, out var known))
            return known;
        var id = string.Create(CultureInfo.InvariantCulture, $"d{references.Count}");
        definitions.Append(element(id, content)).Append('\n');
        return references[kind + content] = $"url(#{id})";
    }
}
