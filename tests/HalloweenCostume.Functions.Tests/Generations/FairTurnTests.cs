using HalloweenCostume.Functions.Generations;
using HalloweenCostume.Generations;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Functions.Tests.Generations;

public sealed class FairTurnTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(1L)]
    public async Task One_persons_ten_do_not_keep_anothers_one_waiting(long? sharedKey)
    {
        await using var host = await DurableHost.StartAsync(new() { RunTime = TimeRange.Milliseconds(300, 300), Concurrency = 100 }, new() { ["RUNNING_PER_KEY"] = "2" });
        for (var number = 1; number <= 10; number++)
            await host.AcceptAsync(1, $"johndoe {number}", personId: 1, sharedKey);
        var other = await host.AcceptAsync(1, "johndoe for another", personId: 2, sharedKey);

        await host.Runner.StartAsync(other, CancellationToken.None);
        await host.EndedAsync(other.GenerationId);
        await Eventually.HoldsAsync(() => host.Fal.Journal.Requests.Count >= 6, 60);

        var requests = host.Fal.Journal.Requests.OrderBy(request => request.SubmittedAt).ToList();
        var index = requests.FindIndex(request => request.Input.GetProperty("prompt").GetString()!.EndsWith("another", StringComparison.Ordinal));
        Assert.InRange(index, 0, 2);
        Assert.True(requests[index].CompletedAt < requests[5].SubmittedAt);
        var room = sharedKey is null ? 3 : 2;
        Assert.All(requests, request => Assert.InRange(requests.Count(beside => beside.SubmittedAt <= request.SubmittedAt && !(beside.CompletedAt <= request.SubmittedAt)), 1, room));
    }

    [Fact]
    public async Task What_waits_in_the_line_has_all_of_its_time_when_its_turn_comes()
    {
        await using var host = await DurableHost.StartAsync(settings: new() { ["RUNNING_PER_KEY"] = "1", ["GENERATION_TIMEOUT_MINUTES"] = "0.05" });
        host.Fal.Faults.When(FalFault.RequestNeverFinishes, moment => moment.Prompt!.Contains("endless", StringComparison.Ordinal));
        var first = await host.GenerateAsync(1, "an endless johndoe");
        var second = await host.GenerateAsync(1);

        var (ended, waited) = (await host.EndedAsync(first), await host.EndedAsync(second));
        Assert.Contains("did not finish in time", ended.Images[0].Error, StringComparison.Ordinal);
        Assert.Equal(ImageStatus.Ready, waited.Images[0].Status);
        // It waited for longer than a picture may take.
        var submits = host.Fal.Journal.Requests.OrderBy(request => request.SubmittedAt).ToList();
        Assert.True(submits[1].SubmittedAt - submits[0].SubmittedAt > TimeSpan.FromSeconds(2.9));
    }

    [Fact]
    public async Task A_cancellation_lets_the_next_one_begin()
    {
        await using var host = await DurableHost.StartAsync(settings: new() { ["RUNNING_PER_KEY"] = "1" });
        host.Fal.Faults.When(FalFault.RequestNeverFinishes, moment => moment.Prompt!.Contains("endless", StringComparison.Ordinal));
        var first = await host.GenerateAsync(1, "an endless johndoe");
        var second = await host.GenerateAsync(1);
        await Eventually.HoldsAsync(() => host.Fal.Journal.Requests.Count == 1);

        await host.Service<GenerationDb>().CancelAsync(first, CancellationToken.None);
        await host.Runner.StopAsync(first, CancellationToken.None);

        Assert.Equal(GenerationStatus.Completed, (await host.EndedAsync(second)).Status);
        Assert.Equal(GenerationStatus.Cancelled, host.Find(first).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_turn_that_was_taken_by_a_process_that_died_before_it_began_is_begun_by_the_next(bool byTheTimer)
    {
        await using var host = await DurableHost.StartAsync(settings: new() { ["RUNNING_PER_KEY"] = "1" });
        var taken = await host.AcceptAsync(1);
        Assert.Equal([taken], await host.Service<GenerationDb>().TakeTurnsAsync(1, CancellationToken.None));
        var waiting = await host.AcceptAsync(1);

        if (byTheTimer)
            await host.Runner.StartAllAsync(CancellationToken.None);
        else
            await host.Runner.StartAsync(waiting, CancellationToken.None);

        foreach (var run in new[] { taken, waiting })
            Assert.Equal(GenerationStatus.Completed, (await host.EndedAsync(run.GenerationId)).Status);
        Assert.Equal(2, host.Fal.Journal.Submits.Count);
        await host.CompletedAsync(waiting.GenerationId);
        Assert.Equal(2, host.Steps.Count(step => step == nameof(ImageActivities.FinishGeneration)));
    }
}
