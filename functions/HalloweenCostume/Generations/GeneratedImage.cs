using System.Text.Json.Serialization;
using HalloweenCostume.Storage;

namespace HalloweenCostume.Generations;

/// <summary>A picture as the API shows it; sizes, places and URLs are null until it is ready.</summary>
/// <param name="Index">0 to 3 within its generation.</param>
/// <param name="Error">Why it failed or was blocked, in words for the person who asked for it.</param>
/// <param name="QueuePosition">How many requests wait at fal before it; null when it does not wait there.</param>
/// <param name="Width">Pixels, as is the height.</param>
/// <param name="FullUrl">The object's address, which nobody can read without a signature.</param>
/// <param name="SignedUrl">The same with the right to GET it until <paramref name="ExpiresAt"/>.</param>
/// <param name="ThumbnailUrl">A WebP 384 pixels wide, signed likewise.</param>
/// <param name="Thumbhash">A ThumbHash, some 25 bytes in base64: a blurred placeholder.</param>
/// <param name="CreatedAt">For a ready picture the moment it was stored, by which the gallery is ordered.</param>
public sealed record GeneratedImage(
    Guid Id,
    Guid GenerationId,
    long UserId,
    long LoraId,
    string Prompt,
    int Index,
    ImageStatus Status,
    string? Error,
    int? QueuePosition,
    long Seed,
    int? Width,
    int? Height,
    [property: JsonPropertyName("content_type")] string? ContentType,
    string? Bucket,
    string? Path,
    string? FullUrl,
    string? SignedUrl,
    string? ThumbnailUrl,
    string? Thumbhash,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset CreatedAt)
{
    public static GeneratedImage From(ImageRow row, PictureLinks links)
    {
        var name = row is { Status: ImageStatus.Ready, Bucket: { } bucket, ObjectName: { } path } ? new ObjectName(bucket, path) : (ObjectName?)null;
        return new(row.Id, row.GenerationId, row.PersonId, row.LoraId, row.Prompt, row.Index, row.Status, row.Error, row.QueuePosition,
            row.Seed, row.Width, row.Height, row.ContentType, name?.Bucket, name?.Path,
            name is { } at ? links.Full(at) : null,
            name is { } signed ? links.ToRead(signed) : null,
            name is { } picture ? links.ToRead(picture.Thumbnail()) : null,
            row.Thumbhash,
            name is null ? null : links.ExpiresAt,
            DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAtMs));
    }
}
