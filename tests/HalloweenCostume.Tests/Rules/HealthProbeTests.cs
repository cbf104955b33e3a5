using HalloweenCostume.Health;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace HalloweenCostume.Tests.Rules;

public sealed class HealthProbeTests
{
    [Fact]
    public async Task Many_who_ask_at_once_cost_one_check_and_its_answer_is_kept_for_some_seconds()
    {
        var (checks, time, go) = (0, new ShiftedTime(), new TaskCompletionSource());
        var probe = Probe(time, _ =>
        {
            Interlocked.Increment(ref checks);
            return go.Task;
        });

        var asked = Enumerable.Range(0, 100).Select(_ => probe.AskAsync(CancellationToken.None)).ToList();
        await Eventually.HoldsAsync(() => Volatile.Read(ref checks) == 1);
        go.SetResult();
        Assert.All(await Task.WhenAll(asked), check => Assert.Equal("ok", check.Status));
        time.Shift = TimeSpan.FromHours(1);
        await probe.AskAsync(CancellationToken.None);
        Assert.Equal(1, checks);

        time.Pass(TimeSpan.FromSeconds(3));
        time.Shift = TimeSpan.FromHours(-1);
        await probe.AskAsync(CancellationToken.None);
        Assert.Equal(2, checks);
    }

    [Fact]
    public async Task A_check_that_hangs_is_failing_and_is_not_begun_again()
    {
        var (checks, time) = (0, new FakeTimeProvider());
        var probe = Probe(time, _ =>
        {
            Interlocked.Increment(ref checks);
            return new TaskCompletionSource().Task;
        });

        for (var round = 0; round < 3; round++)
        {
            var asked = probe.AskAsync(CancellationToken.None);
            await Eventually.HoldsAsync(() => Volatile.Read(ref checks) == 1);
            time.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(("failing", "look at it"), ((await asked).Status, (await asked).Detail));
        }

        Assert.Equal(1, checks);
    }

    [Fact]
    public async Task Who_goes_away_takes_the_check_from_nobody_else()
    {
        var go = new TaskCompletionSource();
        var probe = Probe(new ShiftedTime(), _ => go.Task);
        using var gone = new CancellationTokenSource();
        var first = probe.AskAsync(gone.Token);
        var second = probe.AskAsync(CancellationToken.None);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        go.SetResult();

        Assert.Equal("ok", (await second).Status);
    }

    [Fact]
    public async Task The_same_trouble_is_logged_once_and_so_is_its_end()
    {
        var (time, log, trouble) = (new ShiftedTime(), new LogCapture(), (string?)"first");
        var probe = new HealthProbe("part", "look at it", _ => trouble is null ? Task.CompletedTask : throw new IOException(trouble), time, log);
        foreach (var now in new[] { "first", "first", "second", "second", null, null })
        {
            trouble = now;
            time.Pass(TimeSpan.FromSeconds(5));
            Assert.Equal(now is null ? "ok" : "failing", (await probe.AskAsync(CancellationToken.None)).Status);
        }

        Assert.Equal(2, log.Text.Split("Health check part failed").Length - 1);
        Assert.Equal(1, log.Text.Split("Health check part is well again").Length - 1);
    }

    private static HealthProbe Probe(TimeProvider time, Func<CancellationToken, Task> check) => new("part", "look at it", check, time, new LogCapture());
}
