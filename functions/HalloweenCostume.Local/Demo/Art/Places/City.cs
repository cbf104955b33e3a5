using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Places;

internal static class City
{
    public static void Paint(Scene scene, SeededRandom random)
    {
        var colours = scene.Palette;
        Row(scene, random, scene.Floor * 0.36, Colour.Mix(colours.Far, colours.SkyLow, 0.4), lights: 0.12);
        Row(scene, random, scene.Floor * 0.3, Colour.Mix(colours.Far, colours.Near, 0.5), lights: 0.4);
    }

    private static void Row(Scene scene, SeededRandom random, double height, string colour, double lights)
    {
        var (art, floor) = (scene.Art, scene.Horizon + (scene.Floor * 0.1));
        for (var x = -20 * scene.Unit; x < scene.Width;)
        {
            var width = random.Between(62, 118) * scene.Unit;
            // Lower in the middle, where the person stands.
            var tall = height * random.Between(0.6, 1.25) * (0.75 + (0.45 * Math.Abs((x + (width / 2) - scene.Middle) / scene.Middle)));
            var top = floor - tall;
            art.Add($"<rect x='{x}' y='{top}' width='{width + 1}' height='{tall}' fill='{art.Down(colour, Colour.Darker(colour, 0.3))}'/>");
            Roof(scene, random, x, top, width, colour);
            Windows(scene, random, x, top, width, tall, lights);
            x += width + (random.Chance(0.25) ? random.Between(4, 20) * scene.Unit : 0);
        }
    }

    private static void Roof(Scene scene, SeededRandom random, double x, double top, double width, string colour)
    {
        var unit = scene.Unit;
        switch (random.Whole(0, 3))
        {
            case 0:
                scene.Art.Add($"<path d='M{x} {top + 1}L{x + (width / 2)} {top - (width * 0.6)}L{x + width} {top + 1}Z' fill='{colour}'/>");
                break;
            case 1:
                scene.Art.Add($"<path d='M{x + (width / 2)} {top}v{-46 * unit}' stroke='{colour}' stroke-width='{3 * unit}'/>" +
                    $"<circle cx='{x + (width / 2)}' cy='{top - (46 * unit)}' r='{3.5 * unit}' fill='#ff5a5a'/>");
                break;
            case 2:
                scene.Art.Add($"<rect x='{x + (width * 0.2)}' y='{top - (22 * unit)}' width='{width * 0.45}' height='{23 * unit}' fill='{colour}'/>");
                break;
        }
    }

    private static void Windows(Scene scene, SeededRandom random, double x, double top, double width, double tall, double lights)
    {
        var (step, unit) = (19 * scene.Unit, scene.Unit);
        for (var row = top + (14 * unit); row < top + tall - step; row += step * 1.2)
        {
            for (var column = x + (9 * unit); column < x + width - (14 * unit); column += step)
            {
                if (random.Chance(lights))
                    scene.Art.Add($"<rect x='{column}' y='{row}' width='{9 * unit}' height='{12 * unit}' fill='{scene.Palette.Light}'" +
                        $" opacity='{random.Between(0.45, 1)}'/>");
            }
        }
    }
}
