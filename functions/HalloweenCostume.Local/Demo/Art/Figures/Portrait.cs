using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Costumes;

namespace HalloweenCostume.Local.Demo.Art.Figures;

/// <summary>The person in the middle, from the waist up. Costumes are drawn in units with the head around (0, 0), 100 high to either side.</summary>
internal static class Portrait
{
    public static void Paint(Scene scene, Sitter sitter)
    {
        var (art, random) = (scene.Art, scene.Random.Fork());
        var (size, y) = (scene.FigureSize, scene.Head);
        art.Add($"<circle cx='{scene.Middle}' cy='{y + (40 * size)}' r='{330 * size}' fill='{art.Glow(scene.Palette.Moon, 0.3)}'/>");
        art.Add($"<g transform='translate({scene.Middle} {y}) rotate({random.Between(-3, 3)} 0 300) scale({size * random.Sign()} {size})'>");
        Wear(Wardrobe.Choose(scene, sitter, random), art, sitter);
        art.Add($"</g>");
    }

    private static void Wear(Costume costume, Drawing art, Sitter sitter)
    {
        costume.Behind();
        if (costume.ShowsHair)
            Hair.Back(art, sitter.Style, costume.HairColour);
        if (costume.ShowsHead)
            Head.Neck(art, costume.Skin);
        costume.Body();
        if (costume.ShowsHead)
        {
            Head.Paint(art, costume.Skin, costume.ShowsEars);
            costume.Makeup();
            Face.Paint(art, costume.Skin, costume.Expression, sitter);
            if (costume.ShowsHair)
                Hair.Front(art, sitter.Style, costume.HairColour);
            if (costume.ShowsGlasses && sitter.Glasses)
                Face.Glasses(art);
        }

        costume.Over();
    }
}
