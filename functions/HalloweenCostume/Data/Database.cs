using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace HalloweenCostume.Data;

/// <summary>
/// The database: readers side by side, writers one after the other. Writers of this process queue here, where waiting
/// costs nothing, rather than in SQLite, where each would sleep on a thread.
/// </summary>
/// <param name="turn">
/// Where the file lies on a share: none of its bytes is read or written outside of our turn, and SQLite's locks are off, so that readers and
/// writers of this process are kept apart here.
/// </param>
public sealed class Database(DbDataSource source, DatabaseTurn? turn = null) : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly ReaderWriterLockSlim? _apart = turn is null ? null : new(LockRecursionPolicy.SupportsRecursion);
    private readonly Lock _lock = new();
    private OpenedFile? _file;

    static Database() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <exception cref="NotOurTurnException">Another process has the database.</exception>
    public DbConnection Open()
    {
        DemandTurn();
        if (_file is null)
            DemandFile();
        return source.OpenConnection();
    }

    /// <summary>For who keeps something of the database: a connection, or what was read.</summary>
    /// <returns>The number of the turn. What was kept in another one may be of another file.</returns>
    /// <exception cref="NotOurTurnException">Another process has the database.</exception>
    public long DemandTurn() => turn?.Demand() ?? 0;

    /// <exception cref="NotOurTurnException">It is another turn than the one of this number, or none of ours.</exception>
    public void DemandTurn(long number)
    {
        if (DemandTurn() != number)
            throw new NotOurTurnException();
    }

    /// <exception cref="NotOurTurnException">Another process has the database, or had it before all was read.</exception>
    public T Read<T>(Func<DbConnection, T> work) => WhileNobodyWrites(() =>
    {
        var number = DemandTurn();
        using var connection = Open();
        var result = work(connection);
        DemandTurn(number);
        return result;
    });

    /// <summary>For who reads by a connection of its own.</summary>
    public T WhileNobodyWrites<T>(Func<T> work)
    {
        if (_apart is null)
            return work();
        _apart.EnterReadLock();
        try
        {
            return work();
        }
        finally
        {
            _apart.ExitReadLock();
        }
    }

    /// <summary>Reads several statements' worth of one state of the database.</summary>
    public T ReadSnapshot<T>(Func<DbConnection, T> work) => Read(connection =>
    {
        using var snapshot = ((SqliteConnection)connection).BeginTransaction(deferred: true);
        return work(connection);
    });

    /// <summary>Runs <paramref name="work"/> in one transaction that holds the write lock from its start; an exception rolls all of it back.</summary>
    /// <exception cref="TimeoutException">Other writers held the database for five seconds.</exception>
    /// <exception cref="NotOurTurnException">Another process has the database. Nothing was written, unless the turn ended during the commit.</exception>
    public async Task<T> WriteAsync<T>(Func<DbConnection, T> work, CancellationToken cancellationToken)
    {
        DemandTurn();
        using (await PauseWritersAsync(cancellationToken))
        {
            _apart?.EnterWriteLock();
            try
            {
                return Write(work);
            }
            finally
            {
                _apart?.ExitWriteLock();
            }
        }
    }

    /// <summary>Waits until nobody writes; nobody begins to before the result is disposed of.</summary>
    /// <exception cref="TimeoutException">Other writers held the database for five seconds.</exception>
    public async Task<IDisposable> PauseWritersAsync(CancellationToken cancellationToken)
    {
        if (!await _writer.WaitAsync(_patience, cancellationToken))
            throw new TimeoutException("The database was busy for five seconds.");
        return new Pause(_writer);
    }

    /// <summary>Writes a page and reads through a connection of its own, for the health check: one that is open already works on where no other could be opened.</summary>
    /// <exception cref="DatabaseGoneException">The file is gone, or another one is there.</exception>
    public Task ProbeAsync(CancellationToken cancellationToken) => WriteAsync(connection =>
    {
        if (turn is null)
        {
            using var own = OpenedFile.Open(source.ConnectionString);
            own.ExecuteScalar<long>("SELECT count(*) FROM people");
        }

        // The number that it has: a page that is written and says what it said before.
        var version = connection.ExecuteScalar<long>("PRAGMA user_version");
        return connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));
    }, cancellationToken);

    public void Dispose()
    {
        _file?.Dispose();
        _writer.Dispose();
        _apart?.Dispose();
    }

    private T Write<T>(Func<DbConnection, T> work)
    {
        var number = DemandTurn();
        DemandFile();
        using var connection = Open();
        using var transaction = connection.BeginTransaction();
        var result = work(connection);
        // The process may have been frozen for longer than its turn: before the commit, and in the middle of it.
        DemandTurn(number);
        transaction.Commit();
        DemandTurn(number);
        return result;
    }

    // On a share each turn has a file of its own.
    private void DemandFile()
    {
        if (turn is not null)
            return;
        lock (_lock)
            (_file ??= new(source.ConnectionString)).Demand();
    }

    private sealed class Pause(SemaphoreSlim writer) : IDisposable
    {
        public void Dispose() => writer.Release();
    }
}
