namespace HalloweenCostume.Pictures;

/// <param name="Width">Pixels, as is the height.</param>
/// <param name="ContentType">Read from the bytes, never from what a server said.</param>
/// <param name="Extension">For the object's name, without a dot.</param>
/// <param name="Thumbhash">In base64.</param>
public sealed record PictureFacts(int Width, int Height, string ContentType, string Extension, string Thumbhash);
