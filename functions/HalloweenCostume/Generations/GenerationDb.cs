using System.Data.Common;
using Dapper;
using HalloweenCostume.Data;
using HalloweenCostume.Rates;

namespace HalloweenCostume.Generations;

/// <param name="Seeds">One for each image.</param>
/// <param name="IdempotencyKey">As <see cref="Access.Caller.Own"/> makes it the caller's.</param>
/// <param name="RequestHash">Of the request's content, kept with the key to tell a repetition from another request.</param>
/// <param name="KeyId">The access key by which it is asked for; null where none are needed.</param>
public sealed record NewGeneration(
    long PersonId, long LoraId, string Prompt, IReadOnlyList<long> Seeds, string? IdempotencyKey, string RequestHash, long? KeyId = null);

/// <summary>What became of a wish for pictures.</summary>
/// <param name="Run">What is to be carried; null when nothing is new.</param>
/// <param name="Rate">What is left, where there is a limit; of a refusal, when there will be room.</param>
/// <param name="Gone">The person or the model went out of use meanwhile, and nothing was written.</param>
public sealed record Asked(Guid Id, string? RequestHash, GenerationRun? Run, RateState? Rate, bool Gone = false)
{
    /// <summary>It went over the rate, and nothing was written.</summary>
    public bool Refused => Rate is { Refused: true };
}

/// <summary>Generations as people see them: asked for, looked at, cancelled, run again. What the workflow writes is in <see cref="ImageDb"/>.</summary>
public sealed class GenerationDb(Database database, GenerationSignals signals, RateDb rates, TimeProvider time)
{
    /// <summary>How long a repeated Idempotency-Key finds its generation.</summary>
    public static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(24);

    /// <summary>The generation that a key stands for, with the hash of the request that made it.</summary>
    public (Guid Id, string RequestHash)? FindByKey(string idempotencyKey) =>
        database.Read(connection => FindByKey(connection, idempotencyKey, OldestKey()));

    /// <summary>Writes a generation and its images down, unless the key has one already: then that one is the answer.</summary>
    public Task<Asked> AddAsync(NewGeneration generation, CancellationToken cancellationToken)
    {
        var moment = time.GetUtcNow();
        var now = moment.ToUnixTimeMilliseconds();
        return database.WriteAsync(connection =>
        {
            if (generation.IdempotencyKey is { } key)
            {
                if (FindByKey(connection, key, OldestKey()) is { } known)
                    return new Asked(known.Id, known.RequestHash, null, null);
                connection.Execute("UPDATE generations SET idempotency_key = NULL WHERE idempotency_key = @key", new { key });
            }

            var id = Guid.CreateVersion7(moment);
            var images = generation.Seeds.Select(_ => Guid.CreateVersion7(moment).ToString()).ToList();
            if (!InUse(connection, generation))
                return new(id, null, null, null, Gone: true);
            var rate = rates.Charge(connection, generation.KeyId, generation.PersonId, run: 1, images);
            if (rate is { Refused: true })
                return new(id, generation.RequestHash, null, rate);
            connection.Execute(
                """
                INSERT INTO generations (id, person_id, lora_id, prompt, num_images, status, created_at, idempotency_key, request_hash, key_id)
                VALUES (@id, @PersonId, @LoraId, @Prompt, @count, 'queued', @now, @IdempotencyKey, @RequestHash, @KeyId)
                """,
                new
                {
                    id = id.ToString(), generation.PersonId, generation.LoraId, generation.Prompt,
                    count = generation.Seeds.Count, now, generation.IdempotencyKey, generation.RequestHash, generation.KeyId,
                });
            connection.Execute(
                """
                INSERT INTO images (id, generation_id, person_id, position, status, seed, created_at)
                VALUES (@id, @generationId, @personId, @position, 'queued', @seed, @now)
                """,
                generation.Seeds.Select((seed, position) => new
                {
                    id = images[position], generationId = id.ToString(), personId = generation.PersonId, position, seed, now,
                }));
            return new(id, generation.RequestHash, new(id, 1, generation.KeyId, generation.PersonId), rate);
        }, cancellationToken);
    }

    // One snapshot, so that the version belongs to the images that are read with it.
    public GenerationRow? Find(Guid id) => database.ReadSnapshot(connection => Find(connection, id));

    /// <summary>Ends what has not ended. The images that fal already had are returned with the address that cancels them there.</summary>
    public async Task<IReadOnlyList<Uri>> CancelAsync(Guid id, CancellationToken cancellationToken)
    {
        var cancelled = await database.WriteAsync(connection => Cancel(connection, "generation_id = @id", new { id = id.ToString() }, Now()), cancellationToken);
        signals.Raise(id);
        return [.. cancelled.Select(image => image.CancelUrl).OfType<Uri>()];
    }

    /// <summary>Makes failed and blocked images wait again, as a new run.</summary>
    /// <param name="imageIds">Which of them; all when null.</param>
    /// <param name="newSeed">A blocked picture gets another seed: the same one would be blocked again.</param>
    /// <param name="keyId">By whose access key.</param>
    /// <returns>Without a run when nothing was to be run again, or when it went over the rate.</returns>
    public async Task<Asked> RetryAsync(Guid id, IReadOnlyCollection<Guid>? imageIds, Func<long> newSeed, long? keyId, CancellationToken cancellationToken)
    {
        var wanted = imageIds?.Select(image => image.ToString()).ToHashSet();
        var asked = await database.WriteAsync(connection =>
        {
            var failed = connection.Query<(string Id, string Status, long Seed)>(
                "SELECT id, status, seed FROM images WHERE generation_id = @id AND status IN ('failed', 'blocked') AND deleted_at IS NULL",
                new { id = id.ToString() }).Where(image => wanted?.Contains(image.Id) ?? true).ToList();
            if (failed.Count == 0)
                return new Asked(id, null, null, null);
            var (runs, personId, owner) = connection.QuerySingle<(int Runs, long PersonId, long? KeyId)>(
                "SELECT runs, person_id, key_id FROM generations WHERE id = @id", new { id = id.ToString() });
            var next = runs + 1;
            var rate = rates.Charge(connection, keyId, personId, next, failed.ConvertAll(image => image.Id));
            if (rate is { Refused: true })
                return new(id, null, null, rate);
            connection.Execute("UPDATE generations SET runs = @next WHERE id = @id", new { id = id.ToString(), next });
            connection.Execute(
                """
                UPDATE images SET status = 'queued', error = NULL, run = @next, seed = @seed, deadline_at = NULL,
                       fal_request_id = NULL, fal_status_url = NULL, fal_result_url = NULL, fal_cancel_url = NULL
                WHERE id = @id
                """, failed.Select(image => new { id = image.Id, next, seed = image.Status == "blocked" ? newSeed() : image.Seed }));
            Touch(connection, id, Now());
            return new(id, null, new(id, next, owner, personId), rate);
        }, cancellationToken);
        signals.Raise(id);
        return asked;
    }

    /// <summary>Runs that were accepted and have not ended, oldest first.</summary>
    public IReadOnlyList<GenerationRun> Unfinished() => database.Read(connection => Unfinished(connection).Select(row => row.Run).ToList());

    /// <summary>Marks as taken what may run now: of each key so many generations at a time, and no person's before another's turn.</summary>
    /// <param name="perKey">How many.</param>
    /// <returns>All that is taken and has not ended: also what was taken by a process that is gone.</returns>
    public Task<IReadOnlyList<GenerationRun>> TakeTurnsAsync(int perKey, CancellationToken cancellationToken) => database.WriteAsync(connection =>
    {
        var unfinished = Unfinished(connection).ToList();
        var taken = unfinished.Where(row => row.Taken).Select(row => row.Run).ToList();
        var line = new FairLine(perKey, int.MaxValue);
        foreach (var run in taken)
            line.Resume(run);
        foreach (var row in unfinished.Where(row => !row.Taken))
            line.Add(row.Run);
        while (line.TryTake(out var next))
        {
            connection.Execute("UPDATE generations SET taken_run = @Run WHERE id = @id", new { id = next.GenerationId.ToString(), next.Run });
            taken.Add(next);
        }

        return (IReadOnlyList<GenerationRun>)taken;
    }, cancellationToken);

    /// <summary>Lets go of keys that are past their life.</summary>
    public Task ForgetOldKeysAsync(CancellationToken cancellationToken) => database.WriteAsync(connection => connection.Execute(
        "UPDATE generations SET idempotency_key = NULL WHERE idempotency_key IS NOT NULL AND created_at < @oldest",
        new { oldest = OldestKey() }), cancellationToken);

    /// <summary>Ends images that have not ended; those that fal never had cost nothing.</summary>
    /// <param name="which">A condition on images.</param>
    /// <returns>Their generations, with the address that cancels them at fal where fal has them.</returns>
    internal static IReadOnlyList<(Guid GenerationId, Uri? CancelUrl)> Cancel(DbConnection connection, string which, object parameters, long now)
    {
        var cancelled = connection.Query<(string Id, int Run, string Generation, string? Url)>(
            $"""
            UPDATE images SET status = 'cancelled', queue_position = NULL
            WHERE {which} AND status IN ('queued', 'running')
            RETURNING id, run, generation_id, fal_cancel_url
            """, parameters).AsList();
        foreach (var image in cancelled.Where(image => image.Url is null))
            RateDb.Return(connection, image.Id, image.Run);
        var images = cancelled.ConvertAll(image => (GenerationId: Guid.ParseExact(image.Generation, "D"), CancelUrl: image.Url is null ? null : new Uri(image.Url)));
        foreach (var generation in images.Select(image => image.GenerationId).Distinct())
            Touch(connection, generation, now);
        return images;
    }

    /// <summary>Derives a generation's state from its images' after each change of one of them.</summary>
    internal static void Touch(DbConnection connection, Guid id, long now) => connection.Execute(
        """
        UPDATE generations SET version = version + 1, status = state.status,
               completed_at = CASE WHEN state.status IN ('queued', 'running') THEN NULL ELSE coalesce(completed_at, max(@now, created_at)) END
        FROM (SELECT CASE
                  WHEN count(*) FILTER (WHERE status <> 'queued') = 0 THEN 'queued'
                  WHEN count(*) FILTER (WHERE status IN ('queued', 'running')) > 0 THEN 'running'
                  WHEN count(*) FILTER (WHERE status = 'ready') > 0 THEN 'completed'
                  WHEN count(*) FILTER (WHERE status = 'cancelled') > 0 THEN 'cancelled'
                  ELSE 'failed' END AS status
              FROM images WHERE generation_id = @id) AS state
        WHERE id = @id
        """, new { id = id.ToString(), now });

    // Whoever is being forgotten gets no picture that the forgetting would overlook.
    private static bool InUse(DbConnection connection, NewGeneration generation) => connection.ExecuteScalar<bool>(
        """
        SELECT EXISTS (SELECT 1 FROM people WHERE id = @PersonId AND retired_at IS NULL AND forgotten_at IS NULL)
           AND EXISTS (SELECT 1 FROM loras WHERE id = @LoraId AND removed_at IS NULL)
        """, new { generation.PersonId, generation.LoraId });

    private static IEnumerable<(GenerationRun Run, bool Taken)> Unfinished(DbConnection connection) =>
        connection.Query<(string Id, int Run, long? KeyId, long PersonId, int TakenRun)>(
            """
            SELECT g.id, i.run, g.key_id, g.person_id, g.taken_run
            FROM images i JOIN generations g ON g.id = i.generation_id
            WHERE i.status IN ('queued', 'running') GROUP BY g.id, i.run ORDER BY g.id, i.run
            """).Select(row => (new GenerationRun(Guid.ParseExact(row.Id, "D"), row.Run, row.KeyId, row.PersonId), row.Run <= row.TakenRun));

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
