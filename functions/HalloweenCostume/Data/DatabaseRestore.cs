using Dapper;
using HalloweenCostume.Generations;
using HalloweenCostume.People;
using Microsoft.Data.Sqlite;

namespace HalloweenCostume.Data;

/// <summary>Makes a copy ready to take the place of the database.</summary>
public static class DatabaseRestore
{
    private const int VersionWithKeys = 3, VersionWithForgotten = 4;

    // SQLite's own, which every database of this program has.
    private const int PageBytes = 4096;

    /// <summary>
    /// Brings a copy to this program's schema, and into it what must not come undone: who was forgotten since is forgotten again, and keys and sessions
    /// that ended since stay ended.
    /// </summary>
    /// <param name="path">A copy of the copy, which is changed; where SQLite's locks work.</param>
    /// <param name="present">The database of now, as a file that nobody writes to; null where there is none, or nothing of it is to count.</param>
    /// <returns>Why it is refused, to go behind its name; null when it is ready.</returns>
    public static string? Prepare(string path, string? present, DateTimeOffset now)
    {
        if (DatabaseCopy.Refusal(path) is { } refusal)
            return refusal;
        using var connection = DatabaseCopy.Open(path);
        Migrations.Run(connection, Migrations.LatestVersion);
        if (present is not null)
            connection.Execute("ATTACH DATABASE @present AS present", new { present });
        using (var transaction = connection.BeginTransaction())
        {
            if (present is not null)
                CarryOver(connection, connection.ExecuteScalar<int>("PRAGMA present.user_version"), now);
            EndUnsubmitted(connection, now);
            Chores.Write(connection, Chores.Restored, now);
            transaction.Commit();
        }

        if (present is not null)
            connection.Execute("DETACH DATABASE present");
        // Into a database in use another size of pages does not go.
        if (connection.ExecuteScalar<int>("PRAGMA page_size") != PageBytes)
            connection.Execute($"PRAGMA page_size = {PageBytes}; VACUUM");
        return null;
    }

    // They have been made and paid since, most likely; those that fal had can be asked for.
    private static void EndUnsubmitted(SqliteConnection connection, DateTimeOffset now)
    {
        const string reason = "The program's database was put back to a moment before this picture was made. Run it again.";
        foreach (var generation in connection.Query<string>(
            """
            UPDATE images SET status = 'failed', error = @reason, queue_position = NULL WHERE status IN ('queued', 'running') AND fal_request_id IS NULL
            RETURNING generation_id
            """, new { reason }).Distinct().ToList())
            GenerationDb.Touch(connection, Guid.ParseExact(generation, "D"), now.ToUnixTimeMilliseconds());
    }

    private static void CarryOver(SqliteConnection connection, int version, DateTimeOffset now)
    {
        if (version >= VersionWithForgotten)
        {
            // A person of the same id who was added at the same moment is the same one.
            foreach (var id in connection.Query<long>(
                """
                SELECT id FROM main.people WHERE (id, created_at) IN (
                    SELECT id, created_at FROM present.forgotten_people
                    UNION SELECT id, created_at FROM present.people WHERE forgotten_at IS NOT NULL)
                """).AsList())
                PersonEraser.Hide(connection, id, now.ToUnixTimeMilliseconds());
            // For a copy that is put back after this one.
            connection.Execute("INSERT INTO main.forgotten_people SELECT id, created_at, forgotten_at FROM present.forgotten_people WHERE true ON CONFLICT DO NOTHING");
        }

        if (version >= VersionWithKeys)
        {
            // What the copy does not know of is written into it for one that is put back after it; a key's person may be unknown there, too.
            connection.Execute(
                """
                UPDATE main.access_keys SET revoked_at = coalesce(revoked_at, (SELECT p.revoked_at FROM present.access_keys p WHERE p.key_hash = access_keys.key_hash));
                UPDATE main.sessions SET ended_at = coalesce(ended_at, (SELECT p.ended_at FROM present.sessions p WHERE p.token_hash = sessions.token_hash));

                INSERT INTO main.access_keys (key_hash, name, role, person_id, created_at, expires_at, revoked_at, last_used_at)
                    SELECT key_hash, name, role, person_id, created_at, expires_at, revoked_at, last_used_at FROM present.access_keys k
                    WHERE revoked_at IS NOT NULL AND (person_id IS NULL OR EXISTS (
                        SELECT 1 FROM main.people m JOIN present.people p ON p.id = m.id AND p.created_at = m.created_at WHERE m.id = k.person_id))
                    ON CONFLICT (key_hash) DO NOTHING;
                INSERT INTO main.access_keys (key_hash, name, role, created_at, revoked_at)
                    SELECT key_hash, 'Of somebody who is not here', 'household', created_at, revoked_at FROM present.access_keys
                    WHERE revoked_at IS NOT NULL ON CONFLICT (key_hash) DO NOTHING;
                INSERT INTO main.sessions (token_hash, key_id, key_hash, created_at, expires_at, ended_at)
                    SELECT token_hash, key_id, key_hash, created_at, expires_at, ended_at FROM present.sessions
                    WHERE ended_at IS NOT NULL ON CONFLICT (token_hash) DO NOTHING;
                """);
        }
    }
}
