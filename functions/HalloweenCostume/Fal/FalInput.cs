using System.Text.Json.Serialization;

namespace HalloweenCostume.Fal;

/// <summary>The input of <c>fal-ai/flux-lora</c> for one picture. Source: the model's API page at fal.</summary>
/// <param name="GuidanceScale">0 to 35; fal's default is 3.5.</param>
public sealed record FalInput(
    string Prompt,
    [property: JsonPropertyName("image_size")] FalImageSize ImageSize,
    [property: JsonPropertyName("guidance_scale")] double GuidanceScale,
    long Seed,
    [property: JsonPropertyName("num_images")] int NumImages,
    IReadOnlyList<FalLora> Loras,
    [property: JsonPropertyName("enable_safety_checker")] bool EnableSafetyChecker,
    [property: JsonPropertyName("output_format")] string OutputFormat)
{
    public static FalInput Portrait(string prompt, long seed, Uri lora, double scale) =>
        new(prompt, new(768, 1024), 3.5, seed, 1, [new(lora.AbsoluteUri, scale)], true, "jpeg");
}

/// <summary>Pixels.</summary>
public sealed record FalImageSize(int Width, int Height);

/// <param name="Path">The address of the weights, which fal's workers fetch themselves.</param>
public sealed record FalLora(string Path, double Scale);

public sealed record FalUpload(
    [property: JsonPropertyName("content_type")] string ContentType,
    [property: JsonPropertyName("file_name")] string FileName);

public sealed record FalUploadParts(IReadOnlyList<FalUploadPart> Parts);

public sealed record FalUploadPart(int PartNumber, string Etag);

[JsonSerializable(typeof(FalInput))]
[JsonSerializable(typeof(FalUpload))]
[JsonSerializable(typeof(FalUploadParts))]
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
internal sealed partial class FalJson : JsonSerializerContext;
