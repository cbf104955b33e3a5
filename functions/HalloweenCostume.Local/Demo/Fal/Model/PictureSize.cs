using System.Text.Json;
using System.Text.Json.Nodes;

namespace HalloweenCostume.Local.Demo.Fal.Model;

/// <summary>In pixels.</summary>
internal sealed record PictureSize(int Width, int Height)
{
    /// <summary>fal's own schema allows 14,142 a side; this emulator draws no more than a client would accept.</summary>
    private const int MaxSide = 4096;

    private static readonly Dictionary<string, PictureSize> Presets = new()
    {
        ["landscape_4_3"] = new(1024, 768),
        ["landscape_16_9"] = new(1024, 576),
        ["portrait_4_3"] = new(768, 1024),
        ["portrait_16_9"] = new(576, 1024),
        ["square_hd"] = new(1024, 1024),
        ["square"] = new(512, 512),
    };

    public static PictureSize Read(InputReader input, JsonArray errors)
    {
        if (input.Find("image_size") is not { ValueKind: JsonValueKind.Object } size)
            return Presets[input.Choice("image_size", [.. Presets.Keys])];
        var sides = new InputReader(size, errors, "body", "image_size");
        return new PictureSize((int)(sides.Whole("width", 1, MaxSide) ?? 512), (int)(sides.Whole("height", 1, MaxSide) ?? 512));
    }
}
