namespace HalloweenCostume.Local.Demo.Fal;

/// <summary>One picture to draw.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Format">"jpeg" or "png".</param>
/// <param name="PersonName">The <c>name</c> in the metadata of the first LoRA that has one.</param>
internal sealed record FalPictureRequest(string Prompt, long Seed, int Width, int Height, string Format, string? PersonName);
