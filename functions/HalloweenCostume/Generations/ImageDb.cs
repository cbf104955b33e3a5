using System.Data.Common;
using Dapper;
using HalloweenCostume.Data;
using HalloweenCostume.Fal;
using HalloweenCostume.Gallery;
using HalloweenCostume.Pictures;
using HalloweenCostume.Rates;
using HalloweenCostume.Storage;

namespace HalloweenCostume.Generations;

/// <summary>What a step of the workflow works from.</summary>
/// <param name="Submitted">What fal answered to the submit, if that is known.</param>
public sealed record ImageTask(
    Guid ImageId, Guid GenerationId, long PersonId, long LoraId, string Prompt, long Seed, ImageStatus Status, FalRequest? Submitted, DateTimeOffset? Deadline)
{
    public bool Ended => Status is not (ImageStatus.Queued or ImageStatus.Running);
}

/// <summary>
/// What the workflow writes down about images. Every write names the run it belongs to and takes effect only while the image waits or runs in that run:
/// a late step of an image that was cancelled or is being made again changes nothing.
/// </summary>
public sealed class ImageDb(Database database, GenerationSignals signals, GalleryVersions versions, TimeProvider time)
{
    private const string StillOpen = "id = @id AND run = @run AND status IN ('queued', 'running')";

    /// <summary>The images of a run that have not ended.</summary>
    public GenerationPlan Plan(Guid generationId, int run) => database.Read(connection => new GenerationPlan(generationId, run,
        [.. connection.Query<string>(
            "SELECT id FROM images WHERE generation_id = @id AND run = @run AND status IN ('queued', 'running') ORDER BY position",
            new { id = generationId.ToString(), run }).Select(id => new ImagePlan(Guid.ParseExact(id, "D"), generationId, run))]));

    /// <summary>The images of a generation that were cancelled, each with its last run.</summary>
    public IReadOnlyList<ImagePlan> Cancelled(Guid generationId) => database.Read(connection => connection.Query<(string Id, int Run)>(
        "SELECT id, run FROM images WHERE generation_id = @id AND status = 'cancelled' ORDER BY position", new { id = generationId.ToString() })
        .Select(row => new ImagePlan(Guid.ParseExact(row.Id, "D"), generationId, row.Run)).ToList());

    /// <returns>Null when the image is gone or belongs to a later run.</returns>
    public ImageTask? Find(ImagePlan image) => database.Read(connection =>
    {
        var row = connection.QuerySingleOrDefault<StoredTask>(
            """
            SELECT i.person_id, g.lora_id, g.prompt, i.seed, i.status, i.queue_position, i.deadline_at,
                   i.fal_request_id, i.fal_status_url, i.fal_result_url, i.fal_cancel_url
            FROM images i JOIN generations g ON g.id = i.generation_id
            WHERE i.id = @id AND i.run = @run
            """, Key(image));
        return row is null ? null : new ImageTask(
            image.ImageId, image.GenerationId, row.PersonId, row.LoraId, row.Prompt, row.Seed, Enum.Parse<ImageStatus>(row.Status, ignoreCase: true),
            row.FalRequestId is null ? null : new FalRequest(
                row.FalRequestId, new(row.FalStatusUrl!), new(row.FalResultUrl!), new(row.FalCancelUrl!), (int?)row.QueuePosition),
            row.DeadlineAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
    });

    /// <param name="requestId">fal's. An image that is run again has another one.</param>
    /// <returns>Null when no image was submitted as that, or when it is not written down yet.</returns>
    public (ImagePlan Image, bool Ended)? FindByFalRequest(string requestId) => database.Read<(ImagePlan, bool)?>(connection =>
        connection.QueryFirstOrDefault<SubmittedImage>(
            "SELECT id, generation_id, run, status NOT IN ('queued', 'running') AS ended FROM images WHERE fal_request_id = @requestId",
            new { requestId }) is { } row
            ? (new(Guid.ParseExact(row.Id, "D"), Guid.ParseExact(row.GenerationId, "D"), (int)row.Run), row.Ended != 0)
            : null);

    /// <summary>Keeps what fal answered, for a cancelled image too: it is what one can ask fal about later.</summary>
    /// <returns>Whether the image is still wanted.</returns>
    public Task<bool> KeepSubmissionAsync(ImagePlan image, FalRequest request, DateTimeOffset deadline, CancellationToken cancellationToken) =>
        ChangeAsync(image, connection => connection.ExecuteScalar<string?>(
            """
            UPDATE images SET fal_request_id = @RequestId, fal_status_url = @status, fal_result_url = @result, fal_cancel_url = @cancel,
                   deadline_at = @deadline, queue_position = CASE WHEN status = 'queued' THEN @QueuePosition END
            WHERE id = @id AND run = @run
            RETURNING status
            """,
            new
            {
                id = image.ImageId.ToString(), run = image.Run, request.RequestId, request.QueuePosition,
                status = request.StatusUrl.AbsoluteUri, result = request.ResultUrl.AbsoluteUri, cancel = request.CancelUrl.AbsoluteUri,
                deadline = deadline.ToUnixTimeMilliseconds(),
            }) switch
            {
                "queued" or "running" => true,
                null => false,
                _ => Unwanted(connection, image),
            }, cancellationToken);

    /// <returns>Whether the image is still wanted.</returns>
    public Task<bool> KeepProgressAsync(ImagePlan image, ImageStatus status, int? queuePosition, CancellationToken cancellationToken) =>
        ChangeAsync(image, connection => connection.Execute(
            $"UPDATE images SET status = @status, queue_position = @queuePosition WHERE {StillOpen}",
            new { id = image.ImageId.ToString(), run = image.Run, status = Name(status), queuePosition }) > 0, cancellationToken);

    /// <returns>False when the image had ended before: what was stored belongs to nobody.</returns>
    public async Task<bool> KeepPictureAsync(ImagePlan image, ObjectName name, PictureFacts facts, long seed, CancellationToken cancellationToken)
    {
        long? personId = null;
        var kept = await ChangeAsync(image, connection => (personId = connection.ExecuteScalar<long?>(
            $"""
            UPDATE images SET status = 'ready', error = NULL, queue_position = NULL, seed = @seed, width = @Width, height = @Height,
                   content_type = @ContentType, bucket = @Bucket, object_name = @Path, thumbhash = @Thumbhash,
                   created_at = max(@now, 1 + coalesce((SELECT max(o.created_at) FROM images o WHERE o.person_id = images.person_id AND o.status = 'ready'), 0))
            WHERE {StillOpen}
            RETURNING person_id
            """,
            new
            {
                id = image.ImageId.ToString(), run = image.Run, seed, facts.Width, facts.Height, facts.ContentType, facts.Thumbhash,
                name.Bucket, name.Path, now = Now(),
            })) is not null, cancellationToken);
        if (kept)
            versions.Bump(personId!.Value);
        return kept;
    }

    /// <param name="reason">For the person who asked for the picture.</param>
    /// <param name="free">It cost nothing, so it does not count for the rate.</param>
    /// <returns>False when the image had ended before.</returns>
    public Task<bool> KeepFailureAsync(ImagePlan image, ImageStatus status, string reason, bool free, CancellationToken cancellationToken) =>
        ChangeAsync(image, connection =>
        {
            var took = connection.Execute(
                $"UPDATE images SET status = @status, error = @reason, queue_position = NULL WHERE {StillOpen}",
                new { id = image.ImageId.ToString(), run = image.Run, status = Name(status), reason }) > 0;
            if (took && free)
                RateDb.Return(connection, image.ImageId.ToString(), image.Run);
            return took;
        }, cancellationToken);

    // It was cancelled, as if it had cost nothing, while fal took it.
    private static bool Unwanted(DbConnection connection, ImagePlan image)
    {
        RateDb.Keep(connection, image.ImageId.ToString(), image.Run);
        return false;
    }

    private async Task<bool> ChangeAsync(ImagePlan image, Func<DbConnection, bool> change, CancellationToken cancellationToken)
    {
        var changed = await database.WriteAsync(connection =>
        {
            var took = change(connection);
            if (took)
                GenerationDb.Touch(connection, image.GenerationId, Now());
            return took;
        }, cancellationToken);
        if (changed)
            signals.Raise(image.GenerationId);
        return changed;
    }

    private static object Key(ImagePlan image) => new { id = image.ImageId.ToString(), run = image.Run };

    private static string Name(ImageStatus status) => status switch
    {
        ImageStatus.Queued => "queued",
        ImageStatus.Running => "running",
        ImageStatus.Failed => "failed",
        ImageStatus.Blocked => "blocked",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "is written by a statement of its own"),
    };

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record SubmittedImage(string Id, string GenerationId, long Run, long Ended);

    private sealed record StoredTask(
        long PersonId, long LoraId, string Prompt, long Seed, string Status, long? QueuePosition, long? DeadlineAt,
        string? FalRequestId, string? FalStatusUrl, string? FalResultUrl, string? FalCancelUrl);
}
