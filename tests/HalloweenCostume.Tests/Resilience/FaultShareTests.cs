using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Resilience;

/// <summary>
/// fal's faults, each at a part of its chances: every picture ends, with a reason where it has to, in bounded memory, and none is lost
/// that the faults have left.
/// </summary>
public sealed class FaultShareTests
{
    private const long MaxBytes = 300_000_000;
    private static readonly string[] _notForPeople = ["exception", "http", "://", "null", "fal ", "json", "polly", "system."];

    // Those that keep a place for as long as a limit of time is.
    private static readonly FalFault[] _slow =
        [FalFault.SubmitSlow, FalFault.SubmitHang, FalFault.StreamSilent, FalFault.RequestNeverFinishes, FalFault.ResultDrip, FalFault.PictureDrip];

    private readonly FalFaults _faults = new();

    [Fact]
    public async Task Each_fault_costs_no_more_than_it_must()
    {
        var (share, each) = Scale.Of(quick: (0.4, 3), full: (0.2, 200));
        var quick = Shares(Enum.GetValues<FalFault>().Except(_slow), share);
        var slow = Shares(Scale.Of(quick: [FalFault.SubmitSlow], full: _slow), share);
        // And all of them at once.
        var together = Enum.GetValues<FalFault>().Except(_slow).Select((fault, at) => new FaultShare(fault, "all at once.", share / 4, 1_000 + at)).ToList();
        foreach (var fault in quick.Concat(slow).Concat(together))
            fault.AddTo(_faults);

        using var folder = new TestFolder();
        await FalSettings.AddSamplesAsync(folder.Path);
        await using var fal = await FalEmulator.StartAsync(
            new() { RunTime = TimeRange.Milliseconds(20, 60), Concurrency = 10_000, Faults = _faults, Artist = _ => SamplePicture.Jpeg }, null, null, CancellationToken.None);
        await using var process = await LocalProcess.ServeAsync(
            folder.Path, fal.Settings(("RUNNING_PER_KEY", "64"), ("GENERATION_TIMEOUT_MINUTES", Scale.Of(quick: "0.2", full: "1"))));
        // What a sound run leaves open is no leak.
        await AskAsync(process.Http, ["warm."], 40, most: 4);
        var before = ProcessFacts.Of(process.Id);

        var outcomes = new List<Outcome>();
        foreach (var round in new[] { quick, slow })
            outcomes.AddRange(Judge(round, await AskAsync(process.Http, round.ConvertAll(fault => fault.Prompt), each, most: 1)));
        var all = JudgeTogether(together, await AskAsync(process.Http, ["all at once."], Scale.Of(quick: 10, full: 200), most: 4));

        await SettleAsync(process.Id, before);
        var after = ProcessFacts.Of(process.Id);
        Assert.True(after.PeakBytes < MaxBytes, $"{after}");
        Assert.All(fal.Journal.Requests.GroupBy(request => request.Input.GetProperty("seed").GetInt64()), submits => Assert.Single(submits));
        Assert.Equal(0, await process.TerminateAsync());
        await DataFolder.AssertSoundAsync(folder.Path);
        AddToReport(outcomes, all, each, share, before, after);
    }

    private static List<FaultShare> Shares(IEnumerable<FalFault> faults, double share) =>
        [.. faults.Select(fault => new FaultShare(fault, $"with {FalFaultSetting.NameOf(fault)}.", share, (int)fault))];

    private static async Task<IReadOnlyList<JsonElement>> AskAsync(HttpClient http, IReadOnlyList<string> prompts, int each, int most)
    {
        var images = new ConcurrentBag<JsonElement>();
        var wanted = Enumerable.Range(0, each).SelectMany(number => prompts.Select(prompt => (Prompt: prompt, Count: 1 + (number % most)))).ToList();
        // All wait at the same time, whatever their turn.
        var asked = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(wanted, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (generation, _) =>
            asked.Add((await http.GenerateAsync(generation.Count, "respond-async", $"A portrait of johndoe {generation.Prompt}")).Id()));
        foreach (var id in asked)
        {
            foreach (var image in (await http.EndedAsync(id, 1_800)).Images())
                images.Add(image);
        }

        return [.. images];
    }

    private static IEnumerable<Outcome> Judge(List<FaultShare> faults, IReadOnlyList<JsonElement> images)
    {
        var byPrompt = images.ToLookup(image => image.GetProperty("prompt").GetString()!.Split("johndoe ")[^1]);
        foreach (var fault in faults)
        {
            var own = byPrompt[fault.Prompt].ToList();
            foreach (var image in own)
                Judge(image, fault.Of(Seed(image)) <= fault.Survivable, $"{fault.Fault} struck {fault.Of(Seed(image))} times");
            yield return new(own.Count, own.Count(image => image.Status() == "ready"), own.Count(image => fault.Of(Seed(image)) <= fault.Survivable), fault.All);
        }
    }

    // Tries are shared by the faults of a stage.
    private static Outcome JudgeTogether(List<FaultShare> faults, IReadOnlyList<JsonElement> images)
    {
        bool IsLeft(JsonElement image) => faults.GroupBy(fault => (int)fault.Fault / 100).All(stage =>
            stage.Where(fault => fault.Survivable < 1000).ToList() is var counted
            && counted.Sum(fault => fault.Of(Seed(image))) <= counted.Where(fault => fault.Of(Seed(image)) > 0).Select(fault => fault.Survivable).DefaultIfEmpty(0).Min());

        foreach (var image in images)
            Judge(image, IsLeft(image), string.Join(", ", faults.Where(fault => fault.Of(Seed(image)) > 0).Select(fault => $"{fault.Fault} {fault.Of(Seed(image))}")));
        return new(images.Count, images.Count(image => image.Status() == "ready"), images.Count(IsLeft), faults.Sum(fault => fault.All));
    }

    private static void Judge(JsonElement image, bool left, string why)
    {
        if (left)
        {
            Assert.True(image.Status() == "ready", $"{why}, and it ended as {image}");
            return;
        }

        Assert.Contains(image.Status(), (string[])["ready", "failed", "blocked"]);
        if (image.Status() == "ready")
            return;
        var reason = image.GetProperty("error").GetString()!;
        Assert.InRange(reason.Length, 20, 200);
        Assert.EndsWith(".", reason, StringComparison.Ordinal);
        Assert.DoesNotContain(_notForPeople, word => reason.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private static long Seed(JsonElement image) => image.GetProperty("seed").GetInt64();

    // Idle connections and threads are let go after a while.
    private static async Task SettleAsync(int processId, ProcessFacts before)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(500))
        {
            var now = ProcessFacts.Of(processId);
            if (now.Sockets <= before.Sockets + 4 && now.Threads <= before.Threads + 8)
                return;
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(3), $"Before it had {before}, now {now}");
        }
    }

    private static void AddToReport(List<Outcome> outcomes, Outcome all, int each, double share, ProcessFacts before, ProcessFacts after)
    {
        Report.Add(3, FormattableString.Invariant($"{outcomes.Count} faults of fal's, each at {share:P0} of its chances over {each} generations"),
            FormattableString.Invariant($"{outcomes.Sum(one => one.Strikes):N0} strikes; {outcomes.Sum(one => one.Ready):N0} of {outcomes.Sum(one => one.Images):N0} images ready, {outcomes.Sum(one => one.Left):N0} is what the faults leave; every other has its reason, none was submitted twice"));
        Report.Add(4, FormattableString.Invariant($"All of them at once, at {share / 4:P0}"),
            FormattableString.Invariant($"{all.Strikes:N0} strikes; {all.Ready:N0} of {all.Images:N0} ready, {all.Left:N0} are left"));
        Report.Add(5, "Memory, threads and sockets over these (limit 300 MB)",
            FormattableString.Invariant($"{after.PeakBytes / 1_000_000} MB at most; {before.Threads} and {before.Sockets} before, {after.Threads} and {after.Sockets} after"));
    }

    /// <param name="Left">How many images the faults left.</param>
    private sealed record Outcome(int Images, int Ready, int Left, int Strikes);
}
