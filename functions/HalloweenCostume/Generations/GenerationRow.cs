namespace HalloweenCostume.Generations;

/// <summary>A generation as it stands in the database, its images in the order of their index, deleted ones left out.</summary>
/// <param name="Version">Grows with every change of the generation or of one of its images.</param>
public sealed record GenerationRow(
    Guid Id,
    long PersonId,
    long LoraId,
    string Prompt,
    int NumImages,
    GenerationStatus Status,
    long Version,
    long CreatedAtMs,
    long? CompletedAtMs,
    IReadOnlyList<ImageRow> Images)
{
    public bool Ended => Status is not (GenerationStatus.Queued or GenerationStatus.Running);

    public Generation Show(PictureLinks links) => new(
        Id, PersonId, LoraId, Prompt, NumImages, Status,
        DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs),
        CompletedAtMs is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null,
        [.. Images.Select(image => GeneratedImage.From(image, links))]);
}
