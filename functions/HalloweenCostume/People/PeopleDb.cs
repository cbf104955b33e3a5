using Dapper;
using HalloweenCostume.Data;

namespace HalloweenCostume.People;

public sealed class PeopleDb(Database database, TimeProvider time)
{
    /// <summary>All profiles, by name.</summary>
    public IReadOnlyList<Person> All() => database.Read(connection => connection.Query<Person>(
        """
        SELECT id, first_name, last_name FROM people
        ORDER BY lower(first_name), lower(last_name), id
        """).AsList());

    public bool Exists(long id) => database.Read(connection =>
        connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM people WHERE id = @id)", new { id }));

    public Task<long> AddAsync(string firstName, string lastName, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.ExecuteScalar<long>(
            """
            INSERT INTO people (first_name, last_name, created_at)
            VALUES (@firstName, @lastName, @now)
            RETURNING id
            """, new { firstName, lastName, now = time.GetUtcNow().ToUnixTimeMilliseconds() }), cancellationToken);
}
