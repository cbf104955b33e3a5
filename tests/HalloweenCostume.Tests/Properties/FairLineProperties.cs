using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HalloweenCostume.Generations;

namespace HalloweenCostume.Tests.Properties;

/// <param name="Kind">0–2: a run comes, 3: the next is taken, 4: one of those that run ends.</param>
/// <param name="Key">0 for none.</param>
public sealed record LineStep(int Kind, int Key, int Person, int Which);

public sealed record LineSteps(int PerKey, int All, IReadOnlyList<LineStep> Steps)
{
    public static Arbitrary<LineSteps> Any()
    {
        var step = from kind in Gen.Choose(0, 4)
                   from key in Gen.Choose(0, 2)
                   from person in Gen.Choose(1, 4)
                   from which in Gen.Choose(0, 50)
                   select new LineStep(kind, key, person, which);
        return Arb.From(
            from perKey in Gen.Choose(1, 3)
            from all in Gen.Choose(1, 5)
            from steps in step.ListOf()
            select new LineSteps(perKey, all, [.. steps]),
            line => Enumerable.Range(0, line.Steps.Count).Select(at => line with { Steps = [.. line.Steps.Where((_, number) => number != at)] }));
    }

    public override string ToString() => $"{PerKey} a key, {All} at all: {string.Join("; ", Steps)}";
}

[Properties(Arbitrary = [typeof(LineSteps)], MaxTest = 500, QuietOnSuccess = true)]
public sealed class FairLineProperties
{
    /// <summary>Held against a list that is searched from its beginning each time.</summary>
    [Property]
    public void The_next_is_whoever_has_the_fewest_under_way_and_then_who_came_first_within_the_limits(LineSteps wanted)
    {
        var line = new FairLine(wanted.PerKey, wanted.All);
        var (waiting, running) = (new List<GenerationRun>(), new List<GenerationRun>());
        foreach (var step in wanted.Steps)
        {
            if (step.Kind < 3)
            {
                var run = new GenerationRun(Guid.NewGuid(), 1, step.Key == 0 ? null : step.Key, step.Person);
                line.Add(run);
                waiting.Add(run);
            }
            else if (step.Kind == 3)
            {
                Take(line, wanted, waiting, running);
            }
            else if (running.Count > 0)
            {
                line.Leave(running[step.Which % running.Count]);
                running.RemoveAt(step.Which % running.Count);
            }
        }
    }

    [Property]
    public void Everything_that_came_is_taken_once_however_those_that_run_end(LineSteps wanted)
    {
        var line = new FairLine(wanted.PerKey, wanted.All);
        var (waiting, running, taken) = (new List<GenerationRun>(), new List<GenerationRun>(), 0);
        foreach (var step in wanted.Steps)
        {
            var run = new GenerationRun(Guid.NewGuid(), 1, step.Key == 0 ? null : step.Key, step.Person);
            line.Add(run);
            waiting.Add(run);
        }

        while (waiting.Count > 0)
        {
            while (Take(line, wanted, waiting, running))
                taken++;
            // Nobody waits while nobody runs.
            Assert.NotEmpty(running);
            line.Leave(running[taken % running.Count]);
            running.RemoveAt(taken % running.Count);
        }

        Assert.Equal(wanted.Steps.Count, taken);
        Assert.False(line.TryTake(out _));
    }

    /// <summary>One person's new runs may come faster than they end: all the others' turns come all the same.</summary>
    [Property]
    public void A_flood_from_one_person_starves_nobody(LineSteps wanted)
    {
        var line = new FairLine(wanted.PerKey, wanted.All);
        var running = new Queue<GenerationRun>();
        var others = wanted.Steps.Select(step => new GenerationRun(Guid.NewGuid(), 1, step.Key == 0 ? null : step.Key, step.Person)).ToHashSet();
        for (var flood = 0; flood < wanted.All + 1; flood++)
            line.Add(Flood());
        foreach (var other in others)
            line.Add(other);

        var rounds = 0;
        for (; others.Count > 0 && rounds <= 4 * (wanted.Steps.Count + wanted.All + 1); rounds++)
        {
            line.Add(Flood());
            while (line.TryTake(out var next))
            {
                others.Remove(next);
                running.Enqueue(next);
            }

            line.Leave(running.Dequeue());
        }

        Assert.Empty(others);

        static GenerationRun Flood() => new(Guid.NewGuid(), 1, 9, 9);
    }

    private static bool Take(FairLine line, LineSteps wanted, List<GenerationRun> waiting, List<GenerationRun> running)
    {
        var expected = running.Count >= wanted.All ? null : waiting
            .Where(run => running.Count(other => Holder(other) == Holder(run)) < wanted.PerKey)
            .MinBy(run => running.Count(other => other.PersonId == run.PersonId));
        Assert.Equal(expected is not null, line.TryTake(out var next));
        Assert.Equal(expected, next);
        if (next is null)
            return false;
        waiting.Remove(next);
        running.Add(next);
        return true;
    }

    private static (long?, long) Holder(GenerationRun run) => run.KeyId is { } key ? (key, 0) : (null, run.PersonId);
}
