using System.Data.Common;
using Dapper;
using HalloweenCostume.Data;

namespace HalloweenCostume.Access;

/// <summary>Why somebody is not let in.</summary>
public enum KeyRefusal
{
    /// <summary>Nobody ever had such a key: a guess, or a mistake in writing.</summary>
    Unknown,

    /// <summary>It ended: revoked, expired, or signed out.</summary>
    Ended,
}

/// <summary>Finds out who holds a key, and keeps sessions: what a browser has in place of a key.</summary>
public sealed class Authentication(Database database, AccessKeyDb keys, AccessOptions options, TimeProvider time)
{
    private static readonly TimeSpan _touchEvery = TimeSpan.FromHours(1);

    // Of sessions that have ended, so that a tab left open is told from somebody who guesses.
    private static readonly TimeSpan _remembered = TimeSpan.FromDays(90);

    /// <param name="hash">The key's, as <see cref="AccessKey.Hash"/> makes it.</param>
    public (Caller? Caller, KeyRefusal Refusal) ByKey(string hash)
    {
        if (options.AdminKeyHash is { } admin && AccessKey.SameHash(hash, admin))
            return (FirstAdmin, default);
        return Judge(database.Read(connection => AccessKeyDb.Find(connection, hash)), hash);
    }

    /// <param name="hash">The token's.</param>
    public (Caller? Caller, KeyRefusal Refusal) BySession(string hash)
    {
        var (session, row) = database.Read(connection => connection.QuerySingleOrDefault<StoredSession>(
            "SELECT token_hash, key_id, key_hash, expires_at, ended_at FROM sessions WHERE token_hash = @hash", new { hash }) is { } found
            ? (found, found.KeyId == 0 ? null : AccessKeyDb.Find(connection, found.KeyId))
            : default);
        if (session is null || !AccessKey.SameHash(session.TokenHash, hash))
            return (null, KeyRefusal.Unknown);
        if (session.EndedAt is not null || session.ExpiresAt <= Now())
            return (null, KeyRefusal.Ended);
        // The setting may name another key by now, or none.
        var (caller, refusal) = row is not null ? Judge(row, session.KeyHash)
            : session.KeyId == 0 && options.AdminKeyHash is { } admin && AccessKey.SameHash(admin, session.KeyHash) ? (FirstAdmin, default)
            : (null, KeyRefusal.Ended);
        var ends = DateTimeOffset.FromUnixTimeMilliseconds(session.ExpiresAt);
        return (caller is null ? null : caller with { SessionHash = hash, ExpiresAt = caller.ExpiresAt < ends ? caller.ExpiresAt : ends }, refusal);
    }

    /// <summary>Signs a browser in.</summary>
    /// <returns>The session's token and when it ends, the key's end at the latest.</returns>
    public async Task<(string Token, DateTimeOffset ExpiresAt)> BeginSessionAsync(Caller caller, string key, CancellationToken cancellationToken)
    {
        var token = AccessKey.New();
        var now = time.GetUtcNow();
        var ends = now + options.SessionLifetime;
        if (caller.ExpiresAt < ends)
            ends = caller.ExpiresAt.Value;
        await database.WriteAsync(connection => connection.Execute(
            "INSERT INTO sessions (token_hash, key_id, key_hash, created_at, expires_at) VALUES (@token, @key, @hash, @now, @ends)",
            new { token = AccessKey.Hash(token), key = caller.KeyId ?? 0, hash = AccessKey.Hash(key), now = now.ToUnixTimeMilliseconds(), ends = ends.ToUnixTimeMilliseconds() }), cancellationToken);
        return (token, ends);
    }

    public Task EndSessionAsync(string sessionHash, CancellationToken cancellationToken) => database.WriteAsync(connection => connection.Execute(
        "UPDATE sessions SET ended_at = coalesce(ended_at, @now) WHERE token_hash = @sessionHash", new { sessionHash, now = Now() }), cancellationToken);

    /// <summary>Lets go of sessions that ended long ago.</summary>
    public Task ForgetOldSessionsAsync(CancellationToken cancellationToken) => database.WriteAsync(connection => connection.Execute(
        "DELETE FROM sessions WHERE expires_at < @oldest", new { oldest = (time.GetUtcNow() - _remembered).ToUnixTimeMilliseconds() }), cancellationToken);

    /// <summary>The key of the setting.</summary>
    private static Caller FirstAdmin { get; } = new(AccessRole.Admin, KeyId: 0, KeyName: "First admin");

    // The index finds hashes, of which a guesser knows nothing; what it finds is compared in constant time all the same.
    private (Caller?, KeyRefusal) Judge(AccessKeyDb.StoredKey? row, string hash)
    {
        if (row is null)
            return (null, KeyRefusal.Unknown);
        var now = Now();
        if (!AccessKey.SameHash(row.KeyHash, hash) || !row.IsUsable(now))
            return (null, KeyRefusal.Ended);
        if (!(row.LastUsedAt > now - _touchEvery.TotalMilliseconds))
            _ = TouchAsync(row.Id);
        return (new Caller(row.RoleOf, row.Id, row.PersonId, row.Name, row.Show().ExpiresAt), default);
    }

    // When it was used is for the operator's eyes: no request waits for it, or fails over it.
    private async Task TouchAsync(long id)
    {
        try
        {
            await Task.Yield();
            await keys.TouchAsync(id, CancellationToken.None);
        }
        catch (Exception exception) when (exception is DbException or TimeoutException or IOException or NotOurTurnException or ObjectDisposedException)
        {
            // The next use tries again.
        }
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record StoredSession(string TokenHash, long KeyId, string KeyHash, long ExpiresAt, long? EndedAt);
}
