using System.Diagnostics;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Resilience;

/// <summary>A server that is stopped finishes what it can and leaves the rest to the next one, which begins at once, however much there is to do.</summary>
public sealed class StopAndStartTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stopped_it_finishes_what_it_can_and_gives_the_rest_back()
    {
        var (generations, seconds) = (Scale.Of(quick: 3, full: 30), 6);
        // Every second one takes longer than anybody waits, and no submit is on its way.
        var faults = new FalFaults();
        faults.When(FalFault.RequestNeverFinishes, moment => moment.Prompt?.Contains("slow", StringComparison.Ordinal) == true);
        await FalSettings.AddSamplesAsync(_folder.Path);
        await using var fal = await FalEmulator.StartAsync(new() { RunTime = TimeRange.Milliseconds(1_500, 2_500), Concurrency = 1_000, Faults = faults }, null, null, CancellationToken.None);
        var settings = fal.Settings(("STOP_SECONDS", $"{seconds}"), ("RUNNING_PER_KEY", "100"));
        List<string> quick = [], slow = [];
        TimeSpan took;
        await using (var process = await LocalProcess.ServeAsync(_folder.Path, settings))
        {
            for (var number = 0; number < generations; number++)
            {
                quick.Add((await process.Http.GenerateAsync(2, "respond-async", "johndoe quick")).Id());
                slow.Add((await process.Http.GenerateAsync(2, "respond-async", "johndoe slow")).Id());
            }

            await Eventually.HoldsAsync(() => fal.Journal.Requests.Count == generations * 4);
            var clock = Stopwatch.StartNew();
            Assert.Equal(0, await process.TerminateAsync());
            took = clock.Elapsed;
        }

        Assert.True(took >= TimeSpan.FromSeconds(seconds), "It did not use its time");
        var images = DataFolder.Images(_folder.Path);
        Assert.Equal(generations * 2, images.Count(image => image.Status == "ready"));
        Assert.Equal(generations * 2, images.Count(image => image is { Status: "running", FalRequestId: not null }));
        await DataFolder.AssertSoundAsync(_folder.Path);

        // fal goes on with what it has: nothing is submitted again.
        foreach (var request in fal.Journal.Requests.Where(request => request.CompletedAt is null))
            Assert.Contains("slow", request.Input.GetProperty("prompt").GetString(), StringComparison.Ordinal);
        await using (var process = await LocalProcess.ServeAsync(_folder.Path, settings))
        {
            foreach (var id in slow)
            {
                using (await process.Http.DeleteAsync($"/api/generations/{id}")) { }
                Assert.Equal("cancelled", (await process.Http.EndedAsync(id)).Status());
            }

            foreach (var id in quick)
                Assert.Equal("completed", (await process.Http.EndedAsync(id)).Status());
            Assert.Equal(0, await process.TerminateAsync());
        }

        Assert.Equal(generations * 4, fal.Journal.Submits.Count);
        Report.Add(7, FormattableString.Invariant($"SIGTERM with {generations * 2} generations under way, half of which fal never ends"),
            FormattableString.Invariant($"the {generations} others were finished before the end, after {took.TotalSeconds:F1} s ({seconds} allowed for it); the rest was taken up at the next start, without a second submit"));
    }

    [Fact]
    public async Task Ten_thousand_unfinished_generations_do_not_hold_up_a_start()
    {
        const int count = 10_000;
        await FalSettings.AddSamplesAsync(_folder.Path);
        ManyRows.AddUnfinished(_folder.Path, count);
        await using var fal = await FalEmulator.StartAsync(new() { RunTime = TimeRange.Milliseconds(20, 40), Concurrency = 1_000 }, null, null, CancellationToken.None);
        var clock = Stopwatch.StartNew();
        await using var process = await LocalProcess.ServeAsync(_folder.Path, fal.Settings(("RUNNING_PER_KEY", "64")));
        using (var answer = await process.Http.GetAsync("/api/images/1"))
            Assert.True(answer.IsSuccessStatusCode);
        var ready = clock.Elapsed;
        // And those of before are carried, oldest first, while new ones get their turn.
        await Eventually.HoldsAsync(() => DataFolder.Images(_folder.Path).Count(image => image.Status == "ready") >= 50, 60);
        var begun = clock.Elapsed;

        if (Scale.Full)
            Assert.True(ready < TimeSpan.FromSeconds(5), $"Ready after {ready}");
        Report.Add(8, FormattableString.Invariant($"Start with {count:N0} unfinished generations (limit 5 s)"),
            FormattableString.Invariant($"first page after {ready.TotalSeconds:F1} s, the first 50 of them ready after {begun.TotalSeconds:F1} s"));
    }
}
