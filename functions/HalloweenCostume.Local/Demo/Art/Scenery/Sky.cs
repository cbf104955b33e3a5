using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Scenery;

internal static class Sky
{
    public static void Paint(Scene scene)
    {
        var (art, colours) = (scene.Art, scene.Palette);
        var night = art.Linear(Drawing.Downwards, (0, colours.SkyTop, 1), (0.48, colours.SkyMiddle, 1), (0.86, colours.SkyLow, 1), (1, colours.SkyLow, 1));
        art.Add($"<rect width='{scene.Width}' height='{scene.Height}' fill='{night}'/>");
        art.Add($"<ellipse cx='{scene.Middle}' cy='{scene.Horizon}' rx='{scene.Width * 0.8}' ry='{scene.Floor * 0.4}'" +
            $" fill='{art.Glow(Colour.Lighter(colours.SkyLow), 0.5)}'/>");
        Stars.Paint(scene, scene.Random.Fork());
        if (scene.Place == Place.Space)
            Planets.Paint(scene, scene.Random.Fork());
        Moon.Paint(scene, scene.Random.Fork());
        Clouds.Paint(scene, scene.Random.Fork());
    }
}
