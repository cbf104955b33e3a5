using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace HalloweenCostume.Data;

/// <summary>
/// The database: readers side by side, writers one after the other. Writers of this process queue here, where waiting
/// costs nothing, rather than in SQLite, where each would sleep on a thread.
/// </summary>
public sealed class Database(DbDataSource source) : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _writer = new(1, 1);

    static Database() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    public DbConnection Open() => source.OpenConnection();

    public T Read<T>(Func<DbConnection, T> work)
    {
        using var connection = Open();
        return work(connection);
    }

    /// <summary>Reads several statements' worth of one state of the database.</summary>
    public T ReadSnapshot<T>(Func<DbConnection, T> work) => Read(connection =>
    {
        using var snapshot = ((SqliteConnection)connection).BeginTransaction(deferred: true);
        return work(connection);
    });

    /// <summary>Runs <paramref name="work"/> in one transaction that holds the write lock from its start; an exception rolls all of it back.</summary>
    /// <exception cref="TimeoutException">Other writers held the database for five seconds.</exception>
    public async Task<T> WriteAsync<T>(Func<DbConnection, T> work, CancellationToken cancellationToken)
    {
        if (!await _writer.WaitAsync(_patience, cancellationToken))
            throw new TimeoutException("The database was busy for five seconds.");
        try
        {
            using var connection = Open();
            using var transaction = connection.BeginTransaction();
            var result = work(connection);
            transaction.Commit();
            return result;
        }
        finally
        {
            _writer.Release();
        }
    }

    public void Dispose() => _writer.Dispose();
}
