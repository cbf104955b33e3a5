using System.Data.Common;
using Dapper;
using HalloweenCostume.Data;

namespace HalloweenCostume.Generations;

/// <param name="Seeds">One for each image.</param>
/// <param name="RequestHash">Of the request's content, kept with the key to tell a repetition from another request.</param>
public sealed record NewGeneration(long PersonId, long LoraId, string Prompt, IReadOnlyList<long> Seeds, string? IdempotencyKey, string RequestHash);

/// <summary>Generations as people see them: asked for, looked at, cancelled, run again. What the workflow writes is in <see cref="ImageDb"/>.</summary>
public sealed class GenerationDb(Database database, GenerationSignals signals, TimeProvider time)
{
    /// <summary>How long a repeated Idempotency-Key finds its generation.</summary>
    public static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(24);

    /// <summary>The generation that a key stands for, with the hash of the request that made it.</summary>
    public (Guid Id, string RequestHash)? FindByKey(string idempotencyKey) =>
        database.Read(connection => FindByKey(connection, idempotencyKey, OldestKey()));

    /// <summary>Writes a generation and its images down, unless the key has one already: then that one is the answer.</summary>
    public Task<(Guid Id, string RequestHash, bool Added)> AddAsync(NewGeneration generation, CancellationToken cancellationToken)
    {
        var moment = time.GetUtcNow();
        var now = moment.ToUnixTimeMilliseconds();
        return database.WriteAsync(connection =>
        {
            if (generation.IdempotencyKey is { } key)
            {
                if (FindByKey(connection, key, OldestKey()) is { } known)
                    return (known.Id, known.RequestHash, Added: false);
                connection.Execute("UPDATE generations SET idempotency_key = NULL WHERE idempotency_key = @key", new { key });
            }

            var id = Guid.CreateVersion7(moment);
            connection.Execute(
                """
                INSERT INTO generations (id, person_id, lora_id, prompt, num_images, status, created_at, idempotency_key, request_hash)
                VALUES (@id, @PersonId, @LoraId, @Prompt, @count, 'queued', @now, @IdempotencyKey, @RequestHash)
                """,
                new
                {
                    id = id.ToString(), generation.PersonId, generation.LoraId, generation.Prompt,
                    count = generation.Seeds.Count, now, generation.IdempotencyKey, generation.RequestHash,
                });
            connection.Execute(
                """
                INSERT INTO images (id, generation_id, person_id, position, status, seed, created_at)
                VALUES (@id, @generationId, @personId, @position, 'queued', @seed, @now)
                """,
                generation.Seeds.Select((seed, position) => new
                {
                    id = Guid.CreateVersion7(moment).ToString(), generationId = id.ToString(), personId = generation.PersonId, position, seed, now,
                }));
            return (id, generation.RequestHash, Added: true);
        }, cancellationToken);
    }

    // One snapshot, so that the version belongs to the images that are read with it.
    public GenerationRow? Find(Guid id) => database.ReadSnapshot(connection => Find(connection, id));

    /// <summary>Ends what has not ended. The images that fal already had are returned with the address that cancels them there.</summary>
    public async Task<IReadOnlyList<Uri>> CancelAsync(Guid id, CancellationToken cancellationToken)
    {
        var atFal = await database.WriteAsync(connection =>
        {
            var cancelled = connection.Query<string?>(
                """
                UPDATE images SET status = 'cancelled', queue_position = NULL
                WHERE generation_id = @id AND status IN ('queued', 'running')
                RETURNING fal_cancel_url
                """, new { id = id.ToString() }).AsList();
            if (cancelled.Count > 0)
                Touch(connection, id, Now());
            return cancelled.OfType<string>().Select(url => new Uri(url)).ToList();
        }, cancellationToken);
        signals.Raise(id);
        return atFal;
    }

    /// <summary>Makes failed and blocked images wait again, as a new run.</summary>
    /// <param name="imageIds">Which of them; all when null.</param>
    /// <param name="newSeed">A blocked picture gets another seed: the same one would be blocked again.</param>
    /// <returns>The run's number, or null when nothing was to be run again.</returns>
    public async Task<int?> RetryAsync(Guid id, IReadOnlyCollection<Guid>? imageIds, Func<long> newSeed, CancellationToken cancellationToken)
    {
        var wanted = imageIds?.Select(image => image.ToString()).ToHashSet();
        var run = await database.WriteAsync(connection =>
        {
            var failed = connection.Query<(string Id, string Status, long Seed)>(
                "SELECT id, status, seed FROM images WHERE generation_id = @id AND status IN ('failed', 'blocked') AND deleted_at IS NULL",
                new { id = id.ToString() }).Where(image => wanted?.Contains(image.Id) ?? true).ToList();
            if (failed.Count == 0)
                return (int?)null;
            var next = connection.ExecuteScalar<int>("UPDATE generations SET runs = runs + 1 WHERE id = @id RETURNING runs", new { id = id.ToString() });
            connection.Execute(
                """
                UPDATE images SET status = 'queued', error = NULL, run = @next, seed = @seed, deadline_at = NULL,
                       fal_request_id = NULL, fal_status_url = NULL, fal_result_url = NULL, fal_cancel_url = NULL
                WHERE id = @id
                """, failed.Select(image => new { id = image.Id, next, seed = image.Status == "blocked" ? newSeed() : image.Seed }));
            Touch(connection, id, Now());
            return next;
        }, cancellationToken);
        signals.Raise(id);
        return run;
    }

    /// <summary>Runs that were accepted and have not ended, oldest first.</summary>
    public IReadOnlyList<(Guid GenerationId, int Run)> Unfinished() => database.Read(connection =>
        connection.Query<(string GenerationId, int Run)>(
            "SELECT generation_id, run FROM images WHERE status IN ('queued', 'running') GROUP BY generation_id, run ORDER BY generation_id")
            .Select(row => (Guid.ParseExact(row.GenerationId, "D"), row.Run)).ToList());

    /// <summary>Lets go of keys that are past their life.</summary>
    public Task ForgetOldKeysAsync(CancellationToken cancellationToken) => database.WriteAsync(connection => connection.Execute(
        "UPDATE generations SET idempotency_key = NULL WHERE idempotency_key IS NOT NULL AND created_at < @oldest",
        new { oldest = OldestKey() }), cancellationToken);

    /// <summary>Derives a generation's state from its images' after each change of one of them.</summary>
    internal static void Touch(DbConnection connection, Guid id, long now) => connection.Execute(
        """
        UPDATE generations SET version = version + 1, status = state.status,
               completed_at = CASE WHEN state.status IN ('queued', 'running') THEN NULL ELSE coalesce(completed_at, @now) END
        FROM (SELECT CASE
                  WHEN count(*) FILTER (WHERE status <> 'queued') = 0 THEN 'queued'
                  WHEN count(*) FILTER (WHERE status IN ('queued', 'running')) > 0 THEN 'running'
                  WHEN count(*) FILTER (WHERE status = 'ready') > 0 THEN 'completed'
                  WHEN count(*) FILTER (WHERE status = 'cancelled') > 0 THEN 'cancelled'
                  ELSE 'failed' END AS status
              FROM images WHERE generation_id = @id) AS state
        WHERE id = @id
        """, new { id = id.ToString(), now });

    private static GenerationRow? Find(DbConnection connection, Guid id)
    {
        var row = connection.QuerySingleOrDefault<StoredGeneration>(
            """
            SELECT person_id, lora_id, prompt, num_images, status, version, created_at, completed_at FROM generations WHERE id = @id
            """, new { id = id.ToString() });
        if (row is null)
            return null;
        var images = new List<ImageRow>(4);
        using (var reader = connection.ExecuteReader(
            $"""
            SELECT {ImageRow.Columns} FROM images i JOIN generations g ON g.id = i.generation_id
            WHERE i.generation_id = @id AND i.deleted_at IS NULL ORDER BY i.position
            """, new { id = id.ToString() }))
        {
            while (reader.Read())
                images.Add(ImageRow.Read((DbDataReader)reader));
        }

        return new(id, row.PersonId, row.LoraId, row.Prompt, (int)row.NumImages, Enum.Parse<GenerationStatus>(row.Status, ignoreCase: true),
            row.Version, row.CreatedAt, row.CompletedAt, images);
    }

    private static (Guid Id, string RequestHash)? FindByKey(DbConnection connection, string key, long oldest) =>
        connection.QuerySingleOrDefault<(string Id, string RequestHash)?>(
            "SELECT id, request_hash FROM generations WHERE idempotency_key = @key AND created_at >= @oldest", new { key, oldest })
            is { } known ? (Guid.ParseExact(known.Id, "D"), known.RequestHash) : null;

    private long OldestKey() => (time.GetUtcNow() - KeyLifetime).ToUnixTimeMilliseconds();

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record StoredGeneration(
        long PersonId, long LoraId, string Prompt, long NumImages, string Status, long Version, long CreatedAt, long? CompletedAt);
}
