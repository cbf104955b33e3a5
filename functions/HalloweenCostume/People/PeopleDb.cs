using System.Data.Common;
using Dapper;
using HalloweenCostume.Data;

namespace HalloweenCostume.People;

public sealed class PeopleDb(Database database, TimeProvider time)
{
    /// <summary>The profiles in use, by name.</summary>
    public IReadOnlyList<Person> All() => database.Read(connection => connection.Query<Person>(
        """
        SELECT id, first_name, last_name FROM people
        WHERE retired_at IS NULL AND forgotten_at IS NULL
        ORDER BY lower(first_name), lower(last_name), id
        """).AsList());

    /// <summary>Whether there is such a profile, and pictures may be made for it.</summary>
    public bool Exists(long id) => database.Read(connection =>
        connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM people WHERE id = @id AND retired_at IS NULL AND forgotten_at IS NULL)", new { id }));

    /// <summary>Whether there is such a profile, be it in use or not.</summary>
    public bool IsKnown(long id) => database.Read(connection =>
        connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM people WHERE id = @id AND forgotten_at IS NULL)", new { id }));

    /// <summary>All profiles as an admin sees them, by name, retired ones included.</summary>
    public IReadOnlyList<PersonRecord> Records() => database.Read(connection => connection.Query<StoredPerson>(
        $"""
        {Record}
        WHERE p.forgotten_at IS NULL
        ORDER BY lower(p.first_name), lower(p.last_name), p.id
        """).Select(row => row.Show()).ToList());

    public PersonRecord? FindRecord(long id) => database.Read(connection => Find(connection, id));

    public Task<long> AddAsync(string firstName, string lastName, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.ExecuteScalar<long>(
            """
            INSERT INTO people (first_name, last_name, created_at)
            VALUES (@firstName, @lastName, @now)
            RETURNING id
            """, new { firstName, lastName, now = Now() }), cancellationToken);

    /// <param name="change">What is null stays as it is.</param>
    /// <returns>Null when there is no such person.</returns>
    public Task<PersonRecord?> ChangeAsync(long id, PersonChange change, CancellationToken cancellationToken) => database.WriteAsync(connection =>
    {
        connection.Execute(
            """
            UPDATE people SET first_name = coalesce(@FirstName, first_name), last_name = coalesce(@LastName, last_name),
                   retired_at = CASE @Retired WHEN 1 THEN coalesce(retired_at, @now) WHEN 0 THEN NULL ELSE retired_at END
            WHERE id = @id AND forgotten_at IS NULL
            """, new { id, change.FirstName, change.LastName, change.Retired, now = Now() });
        return Find(connection, id);
    }, cancellationToken);

    private const string Record =
        """
        SELECT p.id, p.first_name, p.last_name, p.created_at, p.retired_at,
               (SELECT count(*) FROM images i WHERE i.person_id = p.id AND i.status = 'ready' AND i.deleted_at IS NULL) AS images,
               (SELECT count(*) FROM loras l WHERE l.person_id = p.id AND l.removed_at IS NULL) AS models
        FROM people p
        """;

    private static PersonRecord? Find(DbConnection connection, long id) =>
        connection.QuerySingleOrDefault<StoredPerson>($"{Record} WHERE p.id = @id AND p.forgotten_at IS NULL", new { id })?.Show();

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record StoredPerson(long Id, string FirstName, string LastName, long CreatedAt, long? RetiredAt, long Images, long Models)
    {
        public PersonRecord Show() => new(
            Id, FirstName, LastName, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            RetiredAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null, Images, Models);
    }
}
