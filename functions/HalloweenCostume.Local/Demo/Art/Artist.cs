using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Figures;
using HalloweenCostume.Local.Demo.Art.Lettering;
using HalloweenCostume.Local.Demo.Art.Places;
using HalloweenCostume.Local.Demo.Art.Scenery;
using System.Globalization;

namespace HalloweenCostume.Local.Demo.Art;

/// <summary>Draws the demo's pictures: a night, a place and a person in costume, as the prompt's words and the seed have it.</summary>
internal static class Artist
{
    private const int MaxTitleCharacters = 40, MaxWordCharacters = 1200;

    /// <param name="width">In pixels, 64–4096; so is <paramref name="height"/>.</param>
    /// <param name="personName">Stands on the ribbon; also decides the face, so that a person looks the same in all their pictures.</param>
    /// <returns>The same bytes for the same arguments.</returns>
    public static byte[] Draw(string prompt, long seed, int width, int height, string? personName, PictureFormat format = PictureFormat.Jpeg)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 64);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 4096);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, 4096);
        return Press.Print(Compose(prompt, seed, width, height, personName), width, height, format);
    }

    /// <returns>The picture as SVG, without the grain.</returns>
    public static string Compose(string prompt, long seed, int width, int height, string? personName)
    {
        var words = Words.Clean(prompt, MaxWordCharacters);
        var name = Words.Clean(personName, MaxTitleCharacters);
        var random = SeededRandom.From(
            prompt, seed.ToString(CultureInfo.InvariantCulture), width.ToString(CultureInfo.InvariantCulture), height.ToString(CultureInfo.InvariantCulture));
        var reading = Reading.Of(prompt);
        var art = new Drawing(width, height);
        var palette = Palette.Choose(reading, random.Fork());
        var caption = new Caption(name, words, width, height);
        var place = reading.Place ?? random.Pick(Place.House, Place.Castle, Place.Forest, Place.Graveyard, Place.Field, Place.City);
        var scene = new Scene(art, width, height, caption.Top, palette, reading, place, random.Fork());

        Sky.Paint(scene);
        Land.Paint(scene);
        Air.Paint(scene);
        Foreground.Fence(scene);
        Portrait.Paint(scene, Sitter.Named(name.Length > 0 ? name : prompt));
        Foreground.Paint(scene);
        Frame.Paint(scene);
        caption.Paint(art, palette);
        return art.Finish();
    }
}
