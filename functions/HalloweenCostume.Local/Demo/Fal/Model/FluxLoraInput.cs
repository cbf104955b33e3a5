using System.Text.Json;
using System.Text.Json.Nodes;

namespace HalloweenCostume.Local.Demo.Fal.Model;

/// <summary>The input of <c>fal-ai/flux-lora</c>, and with <see cref="ImageUrl"/> of its <c>image-to-image</c>.</summary>
internal sealed record FluxLoraInput(
    string Prompt,
    PictureSize Size,
    long? Seed,
    IReadOnlyList<string> LoraPaths,
    int NumImages,
    bool SyncMode,
    bool SafetyChecker,
    string Format,
    string? ImageUrl)
{
    public const string ImageToImage = "image-to-image";

    /// <param name="errors">Empty when the input is sound; else what is returned is not to be used.</param>
    public static FluxLoraInput Read(JsonElement body, string subpath, out JsonArray errors)
    {
        errors = [];
        var input = new InputReader(body, errors, "body");
        var read = new FluxLoraInput(
            input.Text("prompt", required: true) ?? "",
            PictureSize.Read(input, errors),
            input.Whole("seed"),
            ReadLoras(input, errors),
            (int)(input.Whole("num_images", 1, 4) ?? 1),
            input.Flag("sync_mode", otherwise: false),
            input.Flag("enable_safety_checker", otherwise: true),
            input.Choice("output_format", "jpeg", "png"),
            subpath == ImageToImage ? input.Text("image_url", required: true) : null);
        input.Whole("num_inference_steps", 1, 50);
        input.Number("guidance_scale", otherwise: 3.5, 0, 35);
        input.Choice("acceleration", "none", "regular");
        if (subpath == ImageToImage)
            input.Number("strength", otherwise: 0.85, 0.01, 1);
        return read;
    }

    private static List<string> ReadLoras(InputReader input, JsonArray errors)
    {
        var paths = new List<string>();
        if (input.Find("loras") is not { } loras)
            return paths;
        if (loras.ValueKind != JsonValueKind.Array)
        {
            input.Refuse("loras", "list_type", "Input should be a valid list", loras);
            return paths;
        }
        foreach (var (index, lora) in loras.EnumerateArray().Index())
        {
            var reader = new InputReader(lora, errors, "body", "loras", $"{index}");
            paths.Add(reader.Text("path", required: true) ?? "");
            reader.Number("scale", otherwise: 1, 0, 4);
        }
        return paths;
    }
}
