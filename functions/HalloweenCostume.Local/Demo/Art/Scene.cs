using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art;

/// <summary>What the layers of one picture share. Lengths are in pixels.</summary>
/// <param name="Floor">Where the picture ends and the words begin.</param>
internal sealed record Scene(Drawing Art, double Width, double Height, double Floor, Palette Palette, Reading Reading, Place Place, SeededRandom Random)
{
    /// <summary>1 in a picture of 768×1024; shapes are drawn in that size and scaled by it.</summary>
    public double Unit { get; } = Math.Min(Width / 768, Height / 1024);

    /// <summary>Where the land meets the sky.</summary>
    public double Horizon => Floor * 0.8;

    public double Middle => Width / 2;

    /// <summary>Pixels for one unit of a costume, in which the head is 200 high, the tallest hat at -275 and the waist at 372.</summary>
    public double FigureSize => Math.Min(Floor * 0.92 / 647, Width / 560);

    /// <summary>Where the middle of the head is.</summary>
    public double Head => Floor - (372 * FigureSize);
}
