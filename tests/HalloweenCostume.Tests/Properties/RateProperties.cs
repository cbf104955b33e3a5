using Dapper;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HalloweenCostume.Data;
using HalloweenCostume.Rates;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Properties;

/// <param name="Kind">0–4: images are asked for, 5: one is given back, 6–7: the clock moves.</param>
/// <param name="Key">0 for none.</param>
public sealed record RateStep(int Kind, int Key, int Person, int Count, int Seconds);

public sealed record RateSteps(int PerHour, int PerDay, IReadOnlyList<RateStep> Steps)
{
    public static Arbitrary<RateSteps> Any()
    {
        var step = from kind in Gen.Choose(0, 7)
                   from key in Gen.Choose(0, 2)
                   from person in Gen.Choose(1, 2)
                   from count in Gen.Choose(1, 4)
                   from seconds in Gen.Frequency((3, Gen.Choose(0, 5_000)), (1, Gen.Choose(-4_000, 0)), (1, Gen.Choose(20_000, 90_000)))
                   select new RateStep(kind, key, person, count, seconds);
        return (from perHour in Gen.Choose(1, 6)
                from perDay in Gen.Choose(1, 12)
                from steps in step.ListOf()
                select new RateSteps(perHour, perDay, [.. steps])).ToArbitrary();
    }

    public override string ToString() => $"{PerHour} an hour, {PerDay} a day: {string.Join("; ", Steps)}";
}

[Properties(Arbitrary = [typeof(RateSteps)], MaxTest = 50, QuietOnSuccess = true)]
public sealed class RateProperties : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly SqliteDataSource _source;
    private readonly Database _database;

    public RateProperties()
    {
        var options = new DatabaseOptions(_folder.Below("halloween.db"), "WAL");
        _source = new(options);
        _database = new(_source);
        Migrations.Run(options, _database);
    }

    public void Dispose()
    {
        _database.Dispose();
        _source.Dispose();
        _folder.Dispose();
    }

    [Property]
    public async Task No_window_has_more_than_the_limit_and_nothing_that_fits_is_refused(RateSteps wanted)
    {
        var time = new HandClock();
        var rates = new RateDb(_database, new(wanted.PerHour, wanted.PerDay), time);
        var charges = new List<Charged>();
        // One transaction for all: what a charge sees is what its own connection has written.
        await _database.WriteAsync(connection =>
        {
            connection.Execute("DELETE FROM charges");
            foreach (var step in wanted.Steps)
            {
                if (step.Kind >= 6)
                {
                    time.Now += TimeSpan.FromSeconds(step.Seconds);
                }
                else if (step.Kind == 5)
                {
                    if (charges.Count == 0)
                        continue;
                    var given = charges[Math.Abs(step.Seconds) % charges.Count];
                    charges.Remove(given);
                    RateDb.Return(connection, given.Id, 1);
                }
                else
                {
                    Charge(connection, rates, wanted, step, time, charges);
                }
            }

            return 0;
        }, CancellationToken.None);

        foreach (var (limit, length) in Limits(wanted))
        {
            Assert.All(charges, last => Assert.True(
                Within(charges, c => c.Person == last.Person, last.At - length, last.At) <= limit
                && (last.Key is null || Within(charges, c => c.Key == last.Key, last.At - length, last.At) <= limit), $"{last} is one too many"));
        }
    }

    [Property]
    public async Task When_the_wait_is_over_what_was_refused_fits(RateSteps wanted)
    {
        var time = new HandClock();
        var rates = new RateDb(_database, new(wanted.PerHour, wanted.PerDay), time);
        await _database.WriteAsync(connection =>
        {
            connection.Execute("DELETE FROM charges");
            foreach (var step in wanted.Steps)
            {
                // A clock that only goes on.
                time.Now += TimeSpan.FromSeconds(Math.Abs(step.Seconds) % 2_000);
                var (key, images) = (step.Key == 0 ? (long?)null : step.Key, Images(step.Count));
                if (rates.Charge(connection, key, step.Person, 1, images) is not { Refused: true } refused)
                    continue;
                Assert.Equal(step.Count > Math.Min(wanted.PerHour, wanted.PerDay), refused.Never);
                if (refused.Never)
                    continue;
                time.Now += refused.Wait;
                Assert.False(rates.Charge(connection, key, step.Person, 1, images)!.Refused);
            }

            return 0;
        }, CancellationToken.None);
    }

    private static void Charge(System.Data.Common.DbConnection connection, RateDb rates, RateSteps wanted, RateStep step, HandClock time, List<Charged> charges)
    {
        long? key = step.Key == 0 ? null : step.Key;
        var fits = Limits(wanted).All(window =>
            Within(charges, c => c.Person == step.Person, time.Now - window.Length, DateTimeOffset.MaxValue) + step.Count <= window.Limit
            && (key is null || Within(charges, c => c.Key == key, time.Now - window.Length, DateTimeOffset.MaxValue) + step.Count <= window.Limit));
        var images = Images(step.Count);

        Assert.Equal(fits, rates.Charge(connection, key, step.Person, 1, images) is { Refused: false });
        if (fits)
            charges.AddRange(images.Select(image => new Charged(image, key, step.Person, time.Now)));
    }

    private static List<string> Images(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.NewGuid().ToString())];

    private static (int Limit, TimeSpan Length)[] Limits(RateSteps wanted) => [(wanted.PerHour, TimeSpan.FromHours(1)), (wanted.PerDay, TimeSpan.FromDays(1))];

    private static int Within(List<Charged> charges, Func<Charged, bool> whose, DateTimeOffset after, DateTimeOffset upTo) =>
        charges.Count(charge => whose(charge) && charge.At > after && charge.At <= upTo);

    private sealed record Charged(string Id, long? Key, long Person, DateTimeOffset At);

    private sealed class HandClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 10, 31, 20, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
