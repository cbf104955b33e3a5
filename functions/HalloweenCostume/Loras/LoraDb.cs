using Dapper;
using HalloweenCostume.Data;

namespace HalloweenCostume.Loras;

/// <param name="ObjectName">Exactly one of this and <paramref name="Url"/> is set.</param>
public sealed record NewLora(long PersonId, string TriggerWord, double Scale, bool Shared, string? ObjectName, string? Url);

public sealed record LoraAccess(long PersonId, bool Shared);

/// <summary>A model as its operator sees it.</summary>
/// <param name="Shared">1 when everybody may use it.</param>
public sealed record LoraListing(long Id, string FirstName, string LastName, string TriggerWord, double Scale, long Shared, string? ObjectName, string? Url);

public sealed class LoraDb(Database database, TimeProvider time)
{
    private const string Columns = "l.id, l.person_id, p.first_name, p.last_name, l.trigger_word AS \"trigger\"";

    public IReadOnlyList<Lora> All() => database.Read(connection => connection.Query<Lora>(
        $"""
        SELECT {Columns} FROM loras l JOIN people p ON p.id = l.person_id
        WHERE l.removed_at IS NULL
        ORDER BY lower(p.first_name), lower(p.last_name), l.id
        """).AsList());

    /// <summary>The shared models and those of the person's own face.</summary>
    public IReadOnlyList<Lora> UsableBy(long personId) => database.Read(connection => connection.Query<Lora>(
        $"""
        SELECT {Columns} FROM loras l JOIN people p ON p.id = l.person_id
        WHERE l.removed_at IS NULL AND (l.shared = 1 OR l.person_id = @personId)
        ORDER BY lower(p.first_name), lower(p.last_name), l.id
        """, new { personId }).AsList());

    /// <returns>Whose face a model in use shows and whether everybody may use it; null when there is no such model.</returns>
    public LoraAccess? Access(long id) => database.Read(connection => connection.QuerySingleOrDefault<(long PersonId, long Shared)?>(
        "SELECT person_id, shared FROM loras WHERE id = @id AND removed_at IS NULL", new { id }) is { } found
            ? new LoraAccess(found.PersonId, found.Shared != 0)
            : null);

    /// <summary>The weights of a model, removed ones included: a generation under way still needs them.</summary>
    public LoraWeights? Weights(long id) => database.Read(connection => connection.QuerySingleOrDefault<LoraWeights>(
        """
        SELECT id, trigger_word, scale, object_name, url, fal_url, fal_origin FROM loras WHERE id = @id
        """, new { id }));

    public IReadOnlyList<LoraListing> Listing() => database.Read(connection => connection.Query<LoraListing>(
        """
        SELECT l.id, p.first_name, p.last_name, l.trigger_word, l.scale, l.shared, l.object_name, l.url
        FROM loras l JOIN people p ON p.id = l.person_id
        WHERE l.removed_at IS NULL
        ORDER BY l.id
        """).AsList());

    public Task<long> AddAsync(NewLora lora, CancellationToken cancellationToken) => database.WriteAsync(connection =>
        connection.ExecuteScalar<long>(
            """
            INSERT INTO loras (person_id, trigger_word, scale, shared, object_name, url, created_at)
            VALUES (@PersonId, @TriggerWord, @Scale, @Shared, @ObjectName, @Url, @now)
            RETURNING id
            """, new { lora.PersonId, lora.TriggerWord, lora.Scale, lora.Shared, lora.ObjectName, lora.Url, now = Now() }), cancellationToken);

    /// <summary>Takes a model out of use; its generations stay.</summary>
    /// <returns>The weights, or null when there is no such model in use.</returns>
    public Task<LoraWeights?> RemoveAsync(long id, CancellationToken cancellationToken) => database.WriteAsync(connection =>
        connection.QuerySingleOrDefault<LoraWeights>(
            """
            UPDATE loras SET removed_at = @now WHERE id = @id AND removed_at IS NULL
            RETURNING id, trigger_word, scale, object_name, url, fal_url, fal_origin
            """, new { id, now = Now() }), cancellationToken);

    public Task KeepFalUrlAsync(long id, Uri? url, string? origin, CancellationToken cancellationToken) => database.WriteAsync(connection =>
        connection.Execute(
            "UPDATE loras SET fal_url = @url, fal_origin = @origin WHERE id = @id",
            new { id, url = url?.AbsoluteUri, origin }), cancellationToken);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
