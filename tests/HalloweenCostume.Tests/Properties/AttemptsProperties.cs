using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HalloweenCostume.Access;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Properties;

/// <param name="Kind">0–3: guesses, 4–5: a good key, 6: time goes by, 7: the clock is set.</param>
public sealed record Attempt(int Kind, int Address, int Key, int Number);

public sealed record AttemptList(IReadOnlyList<Attempt> Steps)
{
    public static Arbitrary<AttemptList> Any() =>
        (from kind in Gen.Choose(0, 7)
         from address in Gen.Choose(1, 3)
         from key in Gen.Choose(1, 4)
         from number in Gen.Choose(-3600, 3600)
         select new Attempt(kind, address, key, number)).ListOf().Select(steps => new AttemptList([.. steps])).ToArbitrary();

    public override string ToString() => string.Join("; ", Steps);
}

[Properties(Arbitrary = [typeof(AttemptList)], MaxTest = 300, QuietOnSuccess = true)]
public sealed class AttemptsProperties
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    [Property]
    public void A_key_that_was_good_at_an_address_is_never_kept_waiting_there_and_nobody_for_more_than_a_minute(AttemptList attempts)
    {
        var time = new ShiftedTime();
        var guard = new Attempts(time);
        var known = new HashSet<(int Address, int Key)>();
        foreach (var attempt in attempts.Steps)
        {
            switch (attempt.Kind)
            {
                case <= 3:
                    for (var guess = 0; guess < Math.Abs(attempt.Number) % 30; guess++)
                        guard.Failed($"{attempt.Address}");
                    break;
                case <= 5 when guard.Pause($"{attempt.Address}", $"{attempt.Key}") == TimeSpan.Zero:
                    guard.Succeeded($"{attempt.Address}", $"{attempt.Key}");
                    known.Add((attempt.Address, attempt.Key));
                    break;
                case 6:
                    time.Pass(TimeSpan.FromSeconds(Math.Abs(attempt.Number) % 90));
                    break;
                case 7:
                    time.Shift += TimeSpan.FromSeconds(attempt.Number);
                    break;
            }

            foreach (var (address, key) in Pairs())
                Assert.InRange(guard.Pause($"{address}", $"{key}"), TimeSpan.Zero, known.Contains((address, key)) ? TimeSpan.Zero : _minute);
        }

        time.Pass(_minute);
        Assert.All(Pairs(), pair => Assert.Equal(TimeSpan.Zero, guard.Pause($"{pair.Address}", $"{pair.Key}")));
    }

    [Property]
    public void Who_guesses_on_and_on_gets_few_tries_whatever_the_clock_does(AttemptList attempts)
    {
        var time = new ShiftedTime();
        var guard = new Attempts(time);
        var tries = 0;
        // A try a second, for ten minutes.
        for (var second = 0; second < 600; second++)
        {
            if (attempts.Steps.Count > 0)
                time.Shift += TimeSpan.FromSeconds(attempts.Steps[second % attempts.Steps.Count].Number);
            time.Pass(TimeSpan.FromSeconds(1));
            if (guard.Pause("guesser", "guess") > TimeSpan.Zero)
                continue;
            guard.Failed("guesser");
            tries++;
        }

        Assert.InRange(tries, 20, 40);
    }

    [Fact]
    public void A_flood_of_guessing_addresses_throws_nobody_out()
    {
        var guard = new Attempts(new ShiftedTime());
        guard.Succeeded("home", "key");
        for (var address = 0; address < 25_000; address++)
            guard.Failed($"guesser {address}");
        for (var guess = 0; guess < 30; guess++)
            guard.Failed("home");

        Assert.Equal(TimeSpan.Zero, guard.Pause("home", "key"));
        Assert.NotEqual(TimeSpan.Zero, guard.Pause("home", "other"));
    }

    [Fact]
    public void Of_many_who_share_an_address_only_the_one_who_was_away_for_longest_is_forgotten()
    {
        var time = new ShiftedTime();
        var guard = new Attempts(time);
        for (var key = 0; key <= 256; key++)
        {
            time.Pass(TimeSpan.FromSeconds(1));
            guard.Succeeded("office", $"{key}");
        }

        for (var guess = 0; guess < 30; guess++)
            guard.Failed("office");

        Assert.NotEqual(TimeSpan.Zero, guard.Pause("office", "0"));
        Assert.All(Enumerable.Range(1, 256), key => Assert.Equal(TimeSpan.Zero, guard.Pause("office", $"{key}")));
    }

    private static IEnumerable<(int Address, int Key)> Pairs() => from address in Enumerable.Range(1, 3) from key in Enumerable.Range(1, 4) select (address, key);
}
