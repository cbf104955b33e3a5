using System.Data.Common;
using Dapper;
using HalloweenCostume.Data;

namespace HalloweenCostume.Access;

/// <param name="PersonId">For a person's key, else null.</param>
public sealed record NewAccessKey(string Name, AccessRole Role, long? PersonId, DateTimeOffset? ExpiresAt);

/// <summary>A key as an admin sees it: without the key.</summary>
/// <param name="UserId">The person's, for a person's key.</param>
public sealed record AccessKeyRecord(
    long Id, string Name, AccessRole Role, long? UserId, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt);

public sealed class AccessKeyDb(Database database, TimeProvider time)
{
    private const string Columns = "id, key_hash, name, role, person_id, created_at, expires_at, revoked_at, last_used_at";

    /// <summary>Newest first, revoked and expired ones included.</summary>
    public IReadOnlyList<AccessKeyRecord> All() => database.Read(connection =>
        connection.Query<StoredKey>($"SELECT {Columns} FROM access_keys ORDER BY id DESC").Select(row => row.Show()).ToList());

    public bool AnyUsable() => database.Read(connection => connection.ExecuteScalar<bool>(
        "SELECT EXISTS (SELECT 1 FROM access_keys WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > @now))", new { now = Now() }));

    /// <returns>The key, which is known to nobody from then on but to whom it is given; null when there is no such person.</returns>
    public async Task<(AccessKeyRecord Record, string Key)?> IssueAsync(NewAccessKey wanted, CancellationToken cancellationToken)
    {
        var key = AccessKey.New();
        var row = await database.WriteAsync(connection => connection.QuerySingleOrDefault<StoredKey>(
            $"""
            INSERT INTO access_keys (key_hash, name, role, person_id, created_at, expires_at)
            SELECT @hash, @Name, @role, @PersonId, @now, @expires
            WHERE @PersonId IS NULL OR EXISTS (SELECT 1 FROM people WHERE id = @PersonId AND forgotten_at IS NULL)
            RETURNING {Columns}
            """,
            new { hash = AccessKey.Hash(key), wanted.Name, role = Name(wanted.Role), wanted.PersonId, now = Now(), expires = wanted.ExpiresAt?.ToUnixTimeMilliseconds() }), cancellationToken);
        return row is null ? null : (row.Show(), key);
    }

    /// <summary>Ends a key and all that signed in with it, at once. Again: it stays as it is.</summary>
    /// <returns>False when there is no such key.</returns>
    public Task<bool> RevokeAsync(long id, CancellationToken cancellationToken) => database.WriteAsync(connection =>
        connection.Execute("UPDATE access_keys SET revoked_at = coalesce(revoked_at, @now) WHERE id = @id", new { id, now = Now() }) > 0, cancellationToken);

    internal static StoredKey? Find(DbConnection connection, string hash) =>
        connection.QuerySingleOrDefault<StoredKey>($"SELECT {Columns} FROM access_keys WHERE key_hash = @hash", new { hash });

    internal static StoredKey? Find(DbConnection connection, long id) =>
        connection.QuerySingleOrDefault<StoredKey>($"SELECT {Columns} FROM access_keys WHERE id = @id", new { id });

    internal Task TouchAsync(long id, CancellationToken cancellationToken) => database.WriteAsync(connection =>
        connection.Execute("UPDATE access_keys SET last_used_at = @now WHERE id = @id", new { id, now = Now() }), cancellationToken);

    private static string Name(AccessRole role) => role switch
    {
        AccessRole.Person => "person",
        AccessRole.Household => "household",
        _ => "admin",
    };

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    internal sealed record StoredKey(
        long Id, string KeyHash, string Name, string Role, long? PersonId, long CreatedAt, long? ExpiresAt, long? RevokedAt, long? LastUsedAt)
    {
        public AccessRole RoleOf => Enum.Parse<AccessRole>(Role, ignoreCase: true);

        public bool IsUsable(long now) => RevokedAt is null && !(ExpiresAt <= now);

        public AccessKeyRecord Show() => new(Id, Name, RoleOf, PersonId, Moment(CreatedAt)!.Value, Moment(ExpiresAt), Moment(RevokedAt), Moment(LastUsedAt));

        private static DateTimeOffset? Moment(long? at) => at is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;
    }
}
