using System.Data.Common;
using Dapper;
using HalloweenCostume.Generations;

namespace HalloweenCostume.Gallery;

/// <summary>An open connection with the gallery's statements prepared: parsing them would cost more than running them.</summary>
internal sealed class GalleryReader : IDisposable
{
    private const string Listed = "i.person_id = @person AND i.status = 'ready' AND i.deleted_at IS NULL";

    private readonly DbConnection _connection;
    private readonly DbCommand _page;
    private readonly DbCommand _moment;
    private readonly DbCommand _count;

    public GalleryReader(DbConnection connection)
    {
        _connection = connection;
        // The upper levels of the indexes fit; the rest is in the operating system's cache, once for all connections.
        connection.Execute("PRAGMA cache_size = -512");
        _page = Prepare(
            $"""
            SELECT {ImageRow.Columns} FROM images i JOIN generations g ON g.id = i.generation_id
            WHERE {Listed} AND i.created_at < @before
            ORDER BY i.created_at DESC LIMIT @limit
            """, "@person", "@before", "@limit");
        _moment = Prepare(
            $"SELECT i.created_at FROM images i WHERE {Listed} AND i.created_at > @after ORDER BY i.created_at LIMIT 1 OFFSET @offset",
            "@person", "@after", "@offset");
        _count = Prepare($"SELECT count(*) FROM images i WHERE {Listed} AND i.created_at > @after", "@person", "@after");
    }

    /// <summary>Up to <paramref name="limit"/> pictures stored before <paramref name="beforeMs"/>, newest first.</summary>
    public List<ImageRow> Page(long personId, long beforeMs, int limit)
    {
        _page.Parameters[0].Value = personId;
        _page.Parameters[1].Value = beforeMs;
        _page.Parameters[2].Value = limit;
        var rows = new List<ImageRow>(limit);
        using var reader = _page.ExecuteReader();
        while (reader.Read())
            rows.Add(ImageRow.Read(reader));
        return rows;
    }

    /// <summary>The moment of the picture that comes, from the oldest on, <paramref name="offset"/> after the first one stored after <paramref name="afterMs"/>.</summary>
    public long? MomentAt(long personId, long afterMs, long offset)
    {
        _moment.Parameters[0].Value = personId;
        _moment.Parameters[1].Value = afterMs;
        _moment.Parameters[2].Value = offset;
        return _moment.ExecuteScalar() as long?;
    }

    /// <summary>How many pictures were stored after a moment. Like the above it reads the index alone.</summary>
    public long CountAfter(long personId, long afterMs)
    {
        _count.Parameters[0].Value = personId;
        _count.Parameters[1].Value = afterMs;
        return (long)_count.ExecuteScalar()!;
    }

    public void Dispose()
    {
        _page.Dispose();
        _moment.Dispose();
        _count.Dispose();
        _connection.Dispose();
    }

    private DbCommand Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = 0L;
            command.Parameters.Add(parameter);
        }

        command.Prepare();
        return command;
    }
}
