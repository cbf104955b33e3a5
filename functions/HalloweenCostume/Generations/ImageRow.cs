using System.Data.Common;

namespace HalloweenCostume.Generations;

/// <summary>An image with what it shares with its generation, as read from the database.</summary>
public sealed record ImageRow(
    Guid Id,
    Guid GenerationId,
    long PersonId,
    long LoraId,
    string Prompt,
    int Index,
    ImageStatus Status,
    string? Error,
    int? QueuePosition,
    long Seed,
    int? Width,
    int? Height,
    string? ContentType,
    string? Bucket,
    string? ObjectName,
    string? Thumbhash,
    long CreatedAtMs)
{
    /// <summary>The columns in the order in which <see cref="Read"/> takes them, of images <c>i</c> joined to generations <c>g</c>.</summary>
    public const string Columns =
        "i.id, i.generation_id, i.person_id, g.lora_id, g.prompt, i.position, i.status, i.error, i.queue_position, i.seed, " +
        "i.width, i.height, i.content_type, i.bucket, i.object_name, i.thumbhash, i.created_at";

    // By ordinal and by hand: this runs for each picture of each page of the gallery.
    public static ImageRow Read(DbDataReader row) => new(
        Guid.ParseExact(row.GetString(0), "D"),
        Guid.ParseExact(row.GetString(1), "D"),
        row.GetInt64(2),
        row.GetInt64(3),
        row.GetString(4),
        row.GetInt32(5),
        Enum.Parse<ImageStatus>(row.GetString(6), ignoreCase: true),
        Text(row, 7),
        Number(row, 8),
        row.GetInt64(9),
        Number(row, 10),
        Number(row, 11),
        Text(row, 12),
        Text(row, 13),
        Text(row, 14),
        Text(row, 15),
        row.GetInt64(16));

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static int? Number(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);
}
