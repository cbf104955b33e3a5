namespace HalloweenCostume.Data;

/// <summary>
/// Whether this process may use a database that lies on a share, where SQLite must not trust the locks: one process at a time may, for as long
/// as it holds a lease. A host that has the file to itself registers none.
/// </summary>
public sealed class DatabaseTurn(TimeProvider time)
{
    private Term? _term;
    private long _turns;

    public bool IsOurs => Volatile.Read(ref _term) is { } term && term.IsOn(time);

    /// <summary>Begins the turn, or makes it longer.</summary>
    /// <param name="asked">The moment before the lease was asked for: from then on its time runs, wherever the answer was held up.</param>
    public void Extend(Moment asked, TimeSpan lifetime) => Volatile.Write(ref _term, new(_term?.Number ?? ++_turns, asked, lifetime));

    public void End() => Volatile.Write(ref _term, null);

    public Moment Now() => new(time.GetTimestamp(), time.GetUtcNow());

    /// <returns>The turn's number: each one that begins after an end has another.</returns>
    /// <exception cref="NotOurTurnException">Another process may be writing.</exception>
    public long Demand() => Volatile.Read(ref _term) is { } term && term.IsOn(time) ? term.Number : throw new NotOurTurnException();

    /// <summary>By both clocks: one stands still while a machine sleeps, the other may be set.</summary>
    public readonly record struct Moment(long Timestamp, DateTimeOffset Utc);

    private sealed record Term(long Number, Moment Begin, TimeSpan Lifetime)
    {
        public bool IsOn(TimeProvider time) => time.GetElapsedTime(Begin.Timestamp) < Lifetime && time.GetUtcNow() - Begin.Utc < Lifetime;
    }
}

public sealed class NotOurTurnException() : Exception("Another instance of the program has the database.");
