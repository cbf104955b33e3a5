using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Figures;

internal static class Head
{
    public const string Outline = "M-90-20C-92-82-52-110 0-110C52-110 92-82 90-20C90 42 52 106 0 106C-52 106-90 42-90-20Z";

    /// <summary>Before the clothes, which lie over it.</summary>
    public static void Neck(Drawing art, string skin)
    {
        var shade = Shade(skin);
        art.Add($"<path d='M-38 60V126Q-60 140-84 150Q0 190 84 150Q60 140 38 126V60" +
            $"Z' fill='{art.Down(Colour.Mix(skin, shade, 0.9), Colour.Mix(skin, shade, 0.45))}'/>");
    }

    public static void Paint(Drawing art, string skin, bool ears)
    {
        var shade = Shade(skin);
        if (ears)
            art.Add($"<g fill='{Colour.Mix(skin, shade, 0.35)}'><ellipse cx='-91' cy='6' rx='17' ry='23'/><ellipse cx='91' cy='6' rx='17' ry='23'/></g>" +
                $"<g fill='none' stroke='{shade}' stroke-width='4' stroke-linecap='round'><path d='M-97-4Q-88 4-94 16M97-4Q88 4 94 16'/></g>");
        art.Add($"<path d='{Outline}' fill='{art.Radial("cx='0.44' cy='0.36' r='0.72'", (0, Colour.Lighter(skin, 0.22), 1), (0.55, skin, 1), (1, Colour.Mix(skin, shade, 0.75), 1))}'/>");
    }

    /// <summary>Skin in shadow is redder, not greyer.</summary>
    public static string Shade(string skin) => Colour.Mix(skin, "#5a1a3a", 0.42);
}
