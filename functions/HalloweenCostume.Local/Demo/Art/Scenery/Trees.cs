using System.Text;
using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Scenery;

internal static class Trees
{
    /// <summary>A leafless tree, grown branch by branch.</summary>
    public static void Bare(Scene scene, SeededRandom random, double x, double y, double height, string colour)
    {
        var path = new StringBuilder();
        Grow(path, random, x, y, -Math.PI / 2 + random.Between(-0.12, 0.12), height * 0.34, height * 0.055, depth: 5);
        scene.Art.Add($"<path d='{path.ToString()}' fill='{colour}'/>");
    }

    public static void Fir(Scene scene, SeededRandom random, double x, double y, double height, string colour)
    {
        var path = new StringBuilder(Drawing.Text($"M{x} {y - height}"));
        var half = height * random.Between(0.18, 0.25);
        const int Tiers = 5;
        for (var side = 1; side >= -1; side -= 2)
        {
            for (var i = 1; i <= Tiers; i++)
            {
                var tier = side > 0 ? i : Tiers + 1 - i;
                var (reach, level) = (half * tier / Tiers, y - height + (height * 0.92 * tier / Tiers));
                if (side > 0)
                    path.Append(Drawing.Text($"Q{x + (reach * 0.35)} {level - (height * 0.07)} {x + reach} {level}" +
                        $"L{x + (reach * 0.5)} {level - (height * 0.025)}"));
                else
                    path.Append(Drawing.Text($"L{x - (reach * 0.5)} {level - (height * 0.025)}L{x - reach} {level}" +
                        $"Q{x - (reach * 0.35)} {level - (height * 0.07)} {x - (half * (tier - 1) / Tiers * 0.5)} {y - height + (height * 0.92 * (tier - 1) / Tiers)}"));
            }
        }

        scene.Art.Add($"<path d='{path.ToString()}Z' fill='{colour}'/>" +
            $"<rect x='{x - (height * 0.02)}' y='{y - (height * 0.1)}' width='{height * 0.04}' height='{height * 0.14}' fill='{colour}'/>");
    }

    private static void Grow(StringBuilder path, SeededRandom random, double x, double y, double angle, double length, double width, int depth)
    {
        var (endX, endY) = (x + (Math.Cos(angle) * length), y + (Math.Sin(angle) * length));
        var (bendX, bendY) = (((x + endX) / 2) + (Math.Sin(angle) * length * random.Between(-0.16, 0.16)), ((y + endY) / 2) - (Math.Cos(angle) * length * random.Between(-0.16, 0.16)));
        var (sideX, sideY, tip) = (-Math.Sin(angle) * width / 2, Math.Cos(angle) * width / 2, depth == 0 ? 0.1 : 0.68);
        path.Append(Drawing.Text($"""
            M{x - sideX} {y - sideY}Q{bendX - (sideX * 0.8)} {bendY - (sideY * 0.8)} {endX - (sideX * tip)} {endY - (sideY * tip)}
            L{endX + (sideX * tip)} {endY + (sideY * tip)}Q{bendX + (sideX * 0.8)} {bendY + (sideY * 0.8)} {x + sideX} {y + sideY}Z
            """));
        if (depth == 0)
            return;
        var branches = random.Chance(0.35) ? 3 : 2;
        for (var i = 0; i < branches; i++)
        {
            var turn = branches == 2 ? (i == 0 ? -1 : 1) * random.Between(0.22, 0.7) : ((i - 1) * random.Between(0.5, 0.85)) + random.Between(-0.1, 0.1);
            Grow(path, random, endX, endY, angle + turn, length * random.Between(0.66, 0.84), width * tip, depth - 1);
        }
    }
}
