using System.Collections.Concurrent;
using System.Diagnostics;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;
using HalloweenCostume.Tests.Resilience.Traps;

namespace HalloweenCostume.Tests.Resilience;

/// <summary>Killed at any moment and started again: every picture is there once, and none is paid for again once it was written down that fal has it.</summary>
public sealed class KillMatrixTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _samples = new();

    public Task InitializeAsync() => FalSettings.AddSamplesAsync(_samples.Path);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _samples.Dispose();

    [Fact]
    public async Task Killed_at_the_boundaries_of_all_steps()
    {
        var images = Scale.Of(quick: 2, full: 4);
        var (kills, paidTwice) = (0, 0);
        var boundaries = new HashSet<string>();
        var step = Scale.Of(quick: 7, full: 1);
        // Two runs at a time: much of each is waiting.
        for (var crossing = 1; ; crossing += 2 * step)
        {
            var outcomes = await Task.WhenAll(TrapAsync(crossing, images), TrapAsync(crossing + step, images));
            foreach (var (killedAt, outcome) in outcomes.Where(one => one.KilledAt is not null))
            {
                kills++;
                boundaries.Add(killedAt!);
                paidTwice += outcome.PaidTwice;
            }

            if (outcomes.Any(one => one.KilledAt is null))
                break;
        }

        Assert.True(kills >= Scale.Of(quick: 4, full: 50), $"Only {kills} kills");
        Report.Add(1, $"SIGKILL at each boundary of a step ({boundaries.Count} kinds: before and after each commit, object and call to fal), {images} images",
            $"{kills} kills; {paidTwice} images paid twice, killed between fal's acceptance and the row");
    }

    [Fact]
    public async Task Killed_at_random_moments()
    {
        var (kills, generations) = Scale.Of(quick: (4, 4), full: (200, 20));
        var whole = await RunLengthAsync(generations);
        var random = new Random(6);
        // One from each stretch of the run.
        var moments = Enumerable.Range(0, kills).Select(kill => whole * ((kill + random.NextDouble()) / kills)).ToList();
        var (images, paidTwice) = (0, 0);
        await Parallel.ForEachAsync(moments, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (moment, _) =>
        {
            var outcome = await KillAsync(moment, generations);
            Interlocked.Add(ref images, outcome.Images);
            Interlocked.Add(ref paidTwice, outcome.PaidTwice);
        });

        Report.Add(2, $"SIGKILL at random moments of a run of {generations} × 4 images",
            FormattableString.Invariant($"{kills} kills over a run of {whole.TotalSeconds:F1} s, {images:N0} images that had been asked for; {paidTwice} paid twice, likewise"));
    }

    private async Task<(string? KilledAt, Survivors.Outcome Outcome)> TrapAsync(int crossing, int images)
    {
        using var folder = CopyOfSamples();
        await using var fal = await StartFalAsync();
        var settings = fal.Settings();
        var acknowledged = new ConcurrentBag<string>();
        string output;
        await using (var process = await LocalProcess.ServeTrappedAsync(folder.Path, crossing, settings))
        {
            await File.WriteAllTextAsync(Trap.SignalIn(folder.Path), "");
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var killed = process.ExitedAsync(timeout.Token);
            await Task.WhenAny(killed, RunAsync(process.Http, acknowledged, images));
            if (!killed.IsCompleted)
                await process.KillAsync();
            await killed;
            output = process.Output;
        }

        File.Delete(Trap.SignalIn(folder.Path));
        var boundary = output.Split('\n').Select(line => line.Trim().Split(": ", 2)).FirstOrDefault(parts => parts[0] == $"{Trap.Mark}{crossing}");
        var outcome = await new Survivors(folder.Path, fal, settings, acknowledged).GoOnAsync();
        return (boundary?[1], outcome);
    }

    private async Task<Survivors.Outcome> KillAsync(TimeSpan moment, int generations)
    {
        using var folder = CopyOfSamples();
        await using var fal = await StartFalAsync();
        var settings = fal.Settings(("RUNNING_PER_KEY", "20"));
        var acknowledged = new ConcurrentBag<string>();
        await using (var process = await LocalProcess.ServeAsync(folder.Path, settings))
        {
            var asking = Enumerable.Range(0, generations).Select(_ => AskAsync(process.Http, acknowledged, 4)).ToArray();
            await Task.Delay(moment);
            await process.KillAsync();
            await Task.WhenAll(asking);
        }

        return await new Survivors(folder.Path, fal, settings, acknowledged).GoOnAsync();
    }

    private async Task<TimeSpan> RunLengthAsync(int generations)
    {
        using var folder = CopyOfSamples();
        await using var fal = await StartFalAsync();
        await using var process = await LocalProcess.ServeAsync(folder.Path, fal.Settings(("RUNNING_PER_KEY", "20")));
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, generations).Select(_ => RunAsync(process.Http, [], 4)));
        return clock.Elapsed;
    }

    private static async Task RunAsync(HttpClient http, ConcurrentBag<string> acknowledged, int images)
    {
        try
        {
            if (await AskAsync(http, acknowledged, images) is { } id)
                await http.EndedAsync(id, 60);
        }
        catch (HttpRequestException)
        {
            // It was killed.
        }
    }

    private static async Task<string?> AskAsync(HttpClient http, ConcurrentBag<string> acknowledged, int images)
    {
        try
        {
            var id = (await http.GenerateAsync(images, "respond-async")).Id();
            acknowledged.Add(id);
            return id;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static Task<FalEmulator> StartFalAsync() => FalEmulator.StartAsync(
        new() { RunTime = TimeRange.Milliseconds(50, 300), Concurrency = 100, Artist = _ => SamplePicture.Jpeg }, null, null, CancellationToken.None);

    private TestFolder CopyOfSamples()
    {
        var folder = new TestFolder();
        foreach (var file in Directory.EnumerateFiles(_samples.Path, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder.Path, Path.GetRelativePath(_samples.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return folder;
    }
}
