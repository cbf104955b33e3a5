using System.Text;
using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Scenery;

/// <summary>A line of hills from one edge to the other, filled down to the floor.</summary>
internal sealed class Ridge
{
    private readonly double[] waves;
    private readonly double height;
    private readonly double swing;
    private readonly Scene scene;

    /// <param name="height">Of the ridge's middle, in pixels from the top; <paramref name="swing"/> is how far it goes up and down from there.</param>
    public Ridge(Scene scene, SeededRandom random, double height, double swing)
    {
        (this.scene, this.height, this.swing) = (scene, height, swing);
        waves = [random.Between(0, Math.Tau), random.Between(0, Math.Tau), random.Between(1.6, 2.8), random.Between(3.5, 6)];
    }

    public double At(double x) =>
        height - (swing * ((0.65 * Math.Sin(waves[0] + (waves[2] * x / scene.Width * Math.PI))) + (0.35 * Math.Sin(waves[1] + (waves[3] * x / scene.Width * Math.PI)))));

    public void Paint(string top, string bottom)
    {
        var path = new StringBuilder(Drawing.Text($"M-2 {scene.Height}"));
        for (var i = 0; i <= 32; i++)
            path.Append(Drawing.Text($"L{scene.Width * i / 32} {At(scene.Width * i / 32)}"));
        path.Append(Drawing.Text($"L{scene.Width + 2} {scene.Height}Z"));
        scene.Art.Add($"<path d='{path.ToString()}' fill='{scene.Art.Down(top, bottom)}'/>");
    }
}
