using System.Text;
using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Scenery;

/// <summary>Darkness at the edges, and a cobweb or a branch in an upper corner.</summary>
internal static class Frame
{
    public static void Paint(Scene scene)
    {
        var random = scene.Random.Fork();
        var side = random.Chance(0.5);
        switch (random.Whole(0, 3))
        {
            case 0 or 1:
                Web(scene, random, side);
                break;
            case 2:
                Branch(scene, random, side);
                break;
        }

        var dark = Colour.Darker(scene.Palette.SkyTop, 0.4);
        var vignette = scene.Art.Radial("cx='0.5' cy='0.46' r='0.75'", (0, dark, 0), (0.62, dark, 0), (1, dark, 0.78));
        scene.Art.Add($"<rect width='{scene.Width}' height='{scene.Height}' fill='{vignette}'/>");
    }

    private static void Web(Scene scene, SeededRandom random, bool left)
    {
        var (reach, unit) = (random.Between(170, 240) * scene.Unit, scene.Unit);
        const int Threads = 6;
        var path = new StringBuilder();
        for (var i = 0; i < Threads; i++)
        {
            var (x, y) = At(i, reach * (i % 2 == 0 ? 1 : 0.9));
            path.Append(Drawing.Text($"M0 0L{x} {y}"));
        }

        for (var ring = 0.24; ring < 0.95; ring += 0.17)
        {
            for (var i = 0; i < Threads - 1; i++)
            {
                var ((x1, y1), (x2, y2), (bendX, bendY)) = (At(i, reach * ring), At(i + 1, reach * ring), At(i + 0.5, reach * ring * 0.82));
                path.Append(Drawing.Text($"M{x1} {y1}Q{bendX} {bendY} {x2} {y2}"));
            }
        }

        scene.Art.Add($"<g transform='translate({(left ? 0 : scene.Width)} 0) scale({(left ? 1 : -1)} 1)' stroke='#fff'" +
            $" fill='none' stroke-width='{1.7 * unit}' opacity='.5'><path d='{path.ToString()}'/>" +
            $"</g>");
        Spider(scene, (left ? 1 : -1) * reach * 0.5 + (left ? 0 : scene.Width), reach * random.Between(0.75, 1.05));

        static (double X, double Y) At(double thread, double distance)
        {
            var angle = thread / (Threads - 1) * Math.PI / 2;
            return (Math.Cos(angle) * distance, Math.Sin(angle) * distance);
        }
    }

    private static void Spider(Scene scene, double x, double y) =>
        scene.Art.Add($"""
            <g transform='translate({x} {y}) scale({scene.Unit})'><path d='M0-130V0' stroke='#fff' stroke-opacity='.5' stroke-width='1.7'/><g
            fill='none' stroke='#0d0814' stroke-width='3' stroke-linecap='round'><path d='M-8 4Q-26-14-30 8M-9 9Q-30 2-32 24M-8 14Q-24 18-24 36M8 4Q26-14 30 8
            M9 9Q30 2 32 24M8 14Q24 18 24 36'/></g><circle cy='10' r='14' fill='#120b1c'/><circle cy='-6' r='9' fill='#120b1c'/>
            <circle cx='-3.5' cy='-8' r='2.4' fill='#fff'/><circle cx='3.5' cy='-8' r='2.4' fill='#fff'/></g>
            """);

    private static void Branch(Scene scene, SeededRandom random, bool left)
    {
        scene.Art.Add($"<g transform='translate({(left ? -14 * scene.Unit : scene.Width + (14 * scene.Unit))} {random.Between(60, 130) * scene.Unit}) rotate({(left ? 100 : -100)})'>");
        Trees.Bare(scene, random, 0, 0, 270 * scene.Unit, Colour.Darker(scene.Palette.SkyTop, 0.5));
        scene.Art.Add($"</g>");
    }
}
