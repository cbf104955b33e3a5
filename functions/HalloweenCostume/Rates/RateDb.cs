using System.Data.Common;
using Dapper;
using HalloweenCostume.Data;

namespace HalloweenCostume.Rates;

/// <summary>Counts images that were asked for: in the transaction that writes them down, so that the limits hold however many ask at once.</summary>
public sealed class RateDb(Database database, RateOptions options, TimeProvider time)
{
    /// <summary>How long it is known who asked for how many.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);

    /// <returns>What is left; null where there is no limit.</returns>
    public RateState? State(long? keyId, long? personId) =>
        options is { PerHour: null, PerDay: null } ? null : database.ReadSnapshot(connection => State(connection, keyId, personId, wanted: 0));

    /// <summary>Lets go of what is older than anybody asks for.</summary>
    public Task ForgetOldAsync(CancellationToken cancellationToken) => database.WriteAsync(connection => connection.Execute(
        "DELETE FROM charges WHERE charged_at < @oldest", new { oldest = (time.GetUtcNow() - Kept).ToUnixTimeMilliseconds() }), cancellationToken);

    /// <summary>Counts the images, or says that they do not fit: then nothing is counted.</summary>
    internal RateState? Charge(DbConnection connection, long? keyId, long personId, int run, IReadOnlyCollection<string> imageIds)
    {
        var state = options is { PerHour: null, PerDay: null } ? null : State(connection, keyId, personId, imageIds.Count);
        if (state?.Refused != true)
        {
            var now = Now();
            connection.Execute(
                "INSERT INTO charges (image_id, run, key_id, person_id, charged_at) VALUES (@imageId, @run, @keyId, @personId, @now)",
                imageIds.Select(imageId => new { imageId, run, keyId, personId, now }));
            // As it stands with these counted.
            state = state is null ? null : State(connection, keyId, personId, wanted: 0);
        }

        return state;
    }

    /// <summary>An image that cost nothing does not count.</summary>
    internal static void Return(DbConnection connection, string imageId, int run) =>
        connection.Execute("UPDATE charges SET returned = 1 WHERE image_id = @imageId AND run = @run", new { imageId, run });

    /// <summary>It may have cost something after all.</summary>
    internal static void Keep(DbConnection connection, string imageId, int run) =>
        connection.Execute("UPDATE charges SET returned = 0 WHERE image_id = @imageId AND run = @run", new { imageId, run });

    private RateState State(DbConnection connection, long? keyId, long? personId, int wanted)
    {
        var now = Now();
        var (hour, hourWait) = Window(connection, options.PerHour ?? int.MaxValue, _hour, keyId, personId, wanted, now);
        var (day, dayWait) = Window(connection, options.PerDay ?? int.MaxValue, _day, keyId, personId, wanted, now);
        return new(hour, day, hourWait > dayWait ? hourWait : dayWait, wanted > hour.Limit || wanted > day.Limit);
    }

    private static (RateWindow Window, TimeSpan Wait) Window(DbConnection connection, int limit, TimeSpan length, long? keyId, long? personId, int wanted, long now)
    {
        var byKey = Count(connection, "key_id", keyId, limit, length, wanted, now);
        var byPerson = Count(connection, "person_id", personId, limit, length, wanted, now);
        return (byKey.Window.Remaining < byPerson.Window.Remaining ? byKey.Window : byPerson.Window, byKey.Wait > byPerson.Wait ? byKey.Wait : byPerson.Wait);
    }

    private static (RateWindow Window, TimeSpan Wait) Count(DbConnection connection, string column, long? id, int limit, TimeSpan length, int wanted, long now)
    {
        if (id is null)
            return (new(limit, limit, 0), TimeSpan.Zero);
        // What a clock that was set back left in the future counts, too.
        var since = now - (long)length.TotalMilliseconds;
        var (count, oldest) = connection.QuerySingle<(long Count, long? Oldest)>(
            $"SELECT count(*), min(charged_at) FROM charges WHERE {column} = @id AND returned = 0 AND charged_at > @since", new { id, since });
        var window = new RateWindow(limit, (int)Math.Max(0, limit - count), oldest is { } first ? Seconds(first, length, now) : 0);
        if (count + wanted <= limit || wanted == 0)
            return (window, TimeSpan.Zero);
        // So many of the oldest have to fall out of the window.
        var last = connection.ExecuteScalar<long?>(
            $"SELECT charged_at FROM charges WHERE {column} = @id AND returned = 0 AND charged_at > @since ORDER BY charged_at LIMIT 1 OFFSET @skip",
            new { id, since, skip = Math.Max(0, Math.Min(count, count + wanted - limit) - 1) }) ?? now;
        return (window, TimeSpan.FromSeconds(Math.Max(1, Seconds(last, length, now))));
    }

    // At most the window's length, also for what lies in the future.
    private static long Seconds(long chargedAt, TimeSpan length, long now) =>
        (long)Math.Clamp(Math.Ceiling((chargedAt + length.TotalMilliseconds - now) / 1000), 1, length.TotalSeconds);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
