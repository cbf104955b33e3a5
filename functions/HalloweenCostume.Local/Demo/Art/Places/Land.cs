using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Scenery;

namespace HalloweenCostume.Local.Demo.Art.Places;

/// <summary>Three rows of hills that sink into haze with distance, and on them the place that the prompt asks for.</summary>
internal static class Land
{
    public static void Paint(Scene scene)
    {
        var (random, colours) = (scene.Random.Fork(), scene.Palette);
        var far = new Ridge(scene, random, scene.Horizon - (scene.Floor * 0.1), scene.Floor * 0.05);
        var middle = new Ridge(scene, random, scene.Horizon - (scene.Floor * 0.03), scene.Floor * 0.035);
        var near = new Ridge(scene, random, scene.Horizon + (scene.Floor * 0.06), scene.Floor * 0.022);
        if (scene.Place is not (Place.Sea or Place.Space))
            far.Paint(Colour.Mix(colours.Far, colours.SkyLow, 0.45), colours.Far);
        switch (scene.Place)
        {
            case Place.House:
                House.Paint(scene, random, middle);
                break;
            case Place.Castle:
                Castle.Paint(scene, random, middle);
                break;
            case Place.Forest:
                Forest.Paint(scene, random, far, middle);
                break;
            case Place.Graveyard:
                Graveyard.Paint(scene, random, middle);
                break;
            case Place.Sea:
                Sea.Paint(scene, random);
                break;
            case Place.City:
                City.Paint(scene, random);
                break;
            case Place.Space:
                Crater.Paint(scene, random);
                break;
            default:
                Field.Paint(scene, random, middle);
                break;
        }

        if (scene.Place is not (Place.Sea or Place.Space))
            near.Paint(colours.Near, colours.Ground);
    }

    /// <summary>Left or right of the person, far enough out to be seen.</summary>
    public static double Beside(Scene scene, double side) => scene.Middle + (side * Math.Max(scene.Width * 0.31, 235 * scene.Unit));
}
