using System.Data.Common;
using Dapper;
using HalloweenCostume.Data;

namespace HalloweenCostume.Loras;

/// <param name="ObjectName">Exactly one of this and <paramref name="Url"/> is set.</param>
/// <param name="SizeBytes">Of the file, where it is one.</param>
/// <param name="UserIds">Who may use it besides its person.</param>
/// <param name="Uploaded">The file came by an upload, which becomes one model.</param>
public sealed record NewLora(
    long PersonId, string TriggerWord, double Scale, bool Shared, string? ObjectName, string? Url, long? SizeBytes = null, IReadOnlyCollection<long>? UserIds = null,
    bool Uploaded = false);

/// <param name="UserIds">Who may use it besides its person.</param>
public sealed record LoraAccess(long PersonId, bool Shared, IReadOnlyList<long> UserIds)
{
    public bool UsableBy(long personId) => Shared || PersonId == personId || UserIds.Contains(personId);
}

/// <summary>What is to be changed of a model; what is null stays.</summary>
public sealed record LoraChange(string? TriggerWord, double? Scale, bool? Shared, IReadOnlyCollection<long>? UserIds, bool? Retired);

public sealed class LoraDb(Database database, TimeProvider time)
{
    private const string Columns = "l.id, l.person_id, p.first_name, p.last_name, l.trigger_word AS \"trigger\"";

    public IReadOnlyList<Lora> All() => database.Read(connection => connection.Query<Lora>(
        $"""
        SELECT {Columns} FROM loras l JOIN people p ON p.id = l.person_id
        WHERE l.removed_at IS NULL
        ORDER BY lower(p.first_name), lower(p.last_name), l.id
        """).AsList());

    /// <summary>The shared models, those of the person's own face, and those that the person was given.</summary>
    public IReadOnlyList<Lora> UsableBy(long personId) => database.Read(connection => connection.Query<Lora>(
        $"""
        SELECT {Columns} FROM loras l JOIN people p ON p.id = l.person_id
        WHERE l.removed_at IS NULL AND (l.shared = 1 OR l.person_id = @personId OR EXISTS (SELECT 1 FROM lora_users u WHERE u.lora_id = l.id AND u.person_id = @personId))
        ORDER BY lower(p.first_name), lower(p.last_name), l.id
        """, new { personId }).AsList());

    /// <returns>Whose face a model in use shows and who may use it; null when there is no such model.</returns>
    public LoraAccess? Access(long id) => database.ReadSnapshot(connection => connection.QuerySingleOrDefault<(long PersonId, long Shared)?>(
        "SELECT person_id, shared FROM loras WHERE id = @id AND removed_at IS NULL", new { id }) is { } found
            ? new LoraAccess(found.PersonId, found.Shared != 0, Users(connection, id))
            : null);

    /// <summary>The weights of a model, removed ones included: a generation under way still needs them.</summary>
    public LoraWeights? Weights(long id) => database.Read(connection => connection.QuerySingleOrDefault<LoraWeights>(
        """
        SELECT id, trigger_word, scale, object_name, url, fal_url, fal_origin, fal_expires_at FROM loras WHERE id = @id
        """, new { id }));

    /// <summary>All models as an admin sees them, by person, retired ones included; those whose weights were deleted are not.</summary>
    public IReadOnlyList<LoraRecord> Records() => database.ReadSnapshot(connection => Records(connection, null));

    public LoraRecord? FindRecord(long id) => database.ReadSnapshot(connection => Records(connection, id)).SingleOrDefault();

    /// <returns>The model's id; null when there is no such person, or one of those who may use it, or no such upload any more.</returns>
    public Task<long?> AddAsync(NewLora lora, CancellationToken cancellationToken) => database.WriteAsync(connection =>
    {
        if (!AreKnown(connection, [lora.PersonId, .. lora.UserIds ?? []]))
            return (long?)null;
        if (lora.Uploaded && connection.Execute("DELETE FROM lora_uploads WHERE object_name = @ObjectName", new { lora.ObjectName }) == 0)
            return null;
        var id = connection.ExecuteScalar<long>(
            """
            INSERT INTO loras (person_id, trigger_word, scale, shared, object_name, url, size_bytes, created_at)
            VALUES (@PersonId, @TriggerWord, @Scale, @Shared, @ObjectName, @Url, @SizeBytes, @now)
            RETURNING id
            """, new { lora.PersonId, lora.TriggerWord, lora.Scale, lora.Shared, lora.ObjectName, lora.Url, lora.SizeBytes, now = Now() });
        SetUsers(connection, id, lora.UserIds ?? []);
        return id;
    }, cancellationToken);

    /// <returns>Null when there is no such model; false when one of those who may use it does not exist, and nothing was changed.</returns>
    public Task<bool?> ChangeAsync(long id, LoraChange change, CancellationToken cancellationToken) => database.WriteAsync(connection =>
    {
        if (change.UserIds is { } users && !AreKnown(connection, users))
            return false;
        var found = connection.Execute(
            """
            UPDATE loras SET trigger_word = coalesce(@TriggerWord, trigger_word), scale = coalesce(@Scale, scale), shared = coalesce(@Shared, shared),
                   removed_at = CASE @Retired WHEN 1 THEN coalesce(removed_at, @now) WHEN 0 THEN NULL ELSE removed_at END
            WHERE id = @id AND erased_at IS NULL AND person_id NOT IN (SELECT id FROM people WHERE forgotten_at IS NOT NULL)
            """, new { id, change.TriggerWord, change.Scale, change.Shared, change.Retired, now = Now() }) > 0;
        if (found && change.UserIds is { } named)
            SetUsers(connection, id, named);
        return found ? true : (bool?)null;
    }, cancellationToken);

    /// <summary>Takes a model out of use for good: its weights are to be deleted, its generations stay.</summary>
    /// <returns>The weights, or null when there is no such model.</returns>
    public Task<LoraWeights?> RemoveAsync(long id, CancellationToken cancellationToken) => database.WriteAsync(connection =>
        connection.QuerySingleOrDefault<LoraWeights>(
            """
            UPDATE loras SET removed_at = coalesce(removed_at, @now), erased_at = @now WHERE id = @id AND erased_at IS NULL
            RETURNING id, trigger_word, scale, object_name, url, fal_url, fal_origin, fal_expires_at
            """, new { id, now = Now() }), cancellationToken);

    /// <param name="expiresAt">Until when that service keeps it.</param>
    public Task KeepFalUrlAsync(long id, Uri? url, string? origin, DateTimeOffset? expiresAt, CancellationToken cancellationToken) => database.WriteAsync(connection =>
        connection.Execute(
            "UPDATE loras SET fal_url = @url, fal_origin = @origin, fal_expires_at = @expires WHERE id = @id",
            new { id, url = url?.AbsoluteUri, origin, expires = expiresAt?.ToUnixTimeMilliseconds() }), cancellationToken);

    private static List<LoraRecord> Records(DbConnection connection, long? id)
    {
        var users = connection.Query<(long LoraId, long PersonId)>("SELECT lora_id, person_id FROM lora_users ORDER BY person_id").ToLookup(row => row.LoraId, row => row.PersonId);
        return connection.Query<StoredLora>(
            """
            SELECT l.id, l.person_id, p.first_name, p.last_name, l.trigger_word, l.scale, l.shared, l.url, l.size_bytes, l.created_at, l.removed_at
            FROM loras l JOIN people p ON p.id = l.person_id
            WHERE l.erased_at IS NULL AND p.forgotten_at IS NULL AND (@id IS NULL OR l.id = @id)
            ORDER BY lower(p.first_name), lower(p.last_name), l.id
            """, new { id }).Select(row => row.Show([.. users[row.Id]])).ToList();
    }

    private static List<long> Users(DbConnection connection, long id) =>
        connection.Query<long>("SELECT person_id FROM lora_users WHERE lora_id = @id ORDER BY person_id", new { id }).AsList();

    private static bool AreKnown(DbConnection connection, IEnumerable<long> people)
    {
        var wanted = people.ToHashSet();
        return connection.ExecuteScalar<long>("SELECT count(*) FROM people WHERE forgotten_at IS NULL AND id IN @wanted", new { wanted }) == wanted.Count;
    }

    private static void SetUsers(DbConnection connection, long id, IEnumerable<long> users)
    {
        connection.Execute("DELETE FROM lora_users WHERE lora_id = @id", new { id });
        connection.Execute("INSERT INTO lora_users (lora_id, person_id) VALUES (@id, @user)", users.Distinct().Select(user => new { id, user }));
    }

    private sealed record StoredLora(
        long Id, long PersonId, string FirstName, string LastName, string TriggerWord, double Scale, long Shared, string? Url, long? SizeBytes, long CreatedAt, long? RemovedAt)
    {
        public LoraRecord Show(IReadOnlyList<long> userIds) => new(
            Id, PersonId, FirstName, LastName, TriggerWord, Scale, Shared != 0, userIds, Url is null ? "file" : "url", Url, SizeBytes,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), RemovedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
