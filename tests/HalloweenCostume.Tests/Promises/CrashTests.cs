using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;
using NetVips;

namespace HalloweenCostume.Tests.Promises;

/// <summary>
/// The process is really killed, fal lives on. Whatever the moment, after the next start every picture is there once,
/// and none was submitted again whose request id had been written down.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private const int Pictures = 3;
    private readonly TestFolder _folder = new();

    // Some 5 MB that take a while to fetch, to decode and to write.
    private static readonly Lazy<byte[]> _large = new(() =>
    {
        using var noise = Image.Gaussnoise(3000, 3000, sigma: 40, mean: 128);
        using var picture = noise.Cast(Enums.BandFormat.Uchar);
        return picture.JpegsaveBuffer(q: 90);
    });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_between_acceptance_and_submit()
    {
        // A storage that never answers holds the model's upload, and with it the submit.
        await using var storage = await HandMadeFal.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await AssertSurvivedAsync(new(), 200, fal => storage.Calls.Count > 0, settings: [("FAL_REST_URL", storage.Address.AbsoluteUri)], at: (_, accepted) =>
        {
            Assert.Empty(accepted);
        });
    }

    [Fact]
    public async Task Killed_while_fal_answers_the_submit_which_alone_may_pay_twice()
    {
        var faults = new FalFaults { SlowAnswer = TimeSpan.FromMinutes(1) };
        faults.Next(FalFault.SubmitSlow, Pictures);
        await AssertSurvivedAsync(faults, 200, fal => fal.Journal.Requests.Count == Pictures, (images, accepted) =>
        {
            Assert.All(images, image => Assert.Null(image.FalRequestId));
            Assert.Equal(Pictures, accepted.Count);
        });
    }

    [Fact]
    public Task Killed_while_the_requests_run() => AssertSurvivedAsync(
        new(), 1_500, _ => Images().All(image => image is { FalRequestId: not null, Status: "running" }), (_, accepted) => Assert.Equal(Pictures, accepted.Count));

    [Fact]
    public Task Killed_while_the_pictures_are_fetched()
    {
        var faults = new FalFaults { DripDelay = TimeSpan.FromMilliseconds(100) };
        faults.Next(FalFault.PictureDrip, Pictures);
        return AssertSurvivedAsync(faults, 50, fal => fal.Journal.Calls.Count(call => call.Kind == FalCallKind.Download) == Pictures, (images, accepted) =>
        {
            Assert.All(images, image => Assert.NotEqual("ready", image.Status));
            Assert.NotEmpty(DataFolder.Drafts(_folder.Path));
        });
    }

    [Fact]
    public Task Killed_when_the_first_bytes_of_an_object_are_written() =>
        AssertSurvivedAsync(new(), 50, _ => Written("*.tmp"), artist: _large.Value);

    [Fact]
    public Task Killed_when_the_first_object_has_its_name() =>
        AssertSurvivedAsync(new(), 50, _ => Written("*.webp") || Written("*.jpg"), artist: _large.Value);

    [Fact]
    public Task Killed_right_after_the_first_picture_was_stored() =>
        AssertSurvivedAsync(new(), 50, _ => Images().Any(image => image.Status == "ready"), artist: _large.Value);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Killed_again_and_again_at_any_moment(int seed)
    {
        var random = new Random(seed);
        await FalSettings.AddSamplesAsync(_folder.Path);
        await using var fal = await StartFalAsync(new(), 150);
        var asked = new List<string>();
        var written = new Dictionary<long, string>();
        for (var i = 0; i < 4; i++)
        {
            await using var process = await LocalProcess.ServeAsync(_folder.Path, fal.Settings());
            asked.Add((await process.Http.GenerateAsync(Pictures, "respond-async")).Id());
            await Task.Delay(random.Next(700));
            await process.KillAsync();
            foreach (var image in Images().Where(image => image.FalRequestId is not null))
            {
                // What was written down once stays.
                Assert.Equal(image.FalRequestId, written.GetValueOrDefault(image.Seed, image.FalRequestId!));
                written[image.Seed] = image.FalRequestId!;
            }

            Assert.Equal("ok", DataFolder.Integrity(_folder.Path));
        }

        await AssertAllReadyAsync(fal, asked);
        // A kill between acceptance and row may pay again; one request alone is known, and it is the last one.
        Assert.All(written, known => Assert.Equal(known.Value, LastAccepted(fal, known.Key)));
    }

    [Fact]
    public async Task Stopped_in_the_middle_it_lets_a_submit_through_ends_in_its_time_and_goes_on_at_the_next_start()
    {
        var faults = new FalFaults { SlowAnswer = TimeSpan.FromSeconds(4) };
        faults.When(FalFault.SubmitSlow, moment => moment.Submit == 2);
        await FalSettings.AddSamplesAsync(_folder.Path);
        await using var fal = await StartFalAsync(faults, 6_000);
        string id;
        await using (var process = await LocalProcess.ServeAsync(_folder.Path, fal.Settings(("STOP_SECONDS", "1"))))
        {
            // One client waits for its pictures; one submit is on its way.
            var waiting = process.Http.SendAsync(Api.Generate(Api.Portrait(Pictures)));
            await Eventually.HoldsAsync(() => fal.Journal.Requests.Count == Pictures);

            Assert.Equal(0, await process.TerminateAsync());

            using var answer = await waiting;
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            id = (await answer.JsonAsync()).Id();
            Assert.All(Images(), image => Assert.NotNull(image.FalRequestId));
            Assert.DoesNotContain(fal.Journal.Requests, request => request.CompletedAt is not null);
        }

        await AssertAllReadyAsync(fal, [id]);
        Assert.Equal(Pictures, fal.Journal.Requests.Count);
    }

    [Fact]
    public async Task The_demo_is_killed_together_with_its_fal_and_goes_on_too()
    {
        Dictionary<string, string?> settings = new() { ["FAL_KEY"] = "", ["DEMO_RUN_MS"] = "300-600" };
        var asked = new List<string>();
        foreach (var milliseconds in new[] { 0, 250, 700 })
        {
            await using var process = await LocalProcess.ServeAsync(_folder.Path, settings);
            asked.Add((await process.Http.GenerateAsync(Pictures, "respond-async")).Id());
            await Task.Delay(milliseconds);
            await process.KillAsync();
        }

        await AssertAllReadyAsync(settings, asked);
    }

    [Fact]
    public async Task A_thousand_generations_are_acknowledged_while_the_process_is_killed_and_none_is_lost()
    {
        const int all = 1_000;
        await FalSettings.AddSamplesAsync(_folder.Path);
        // Requests that wait for ever at fal: what is tested is the writing.
        await using var fal = await FalEmulator.StartAsync(new() { QueueTime = TimeRange.Milliseconds(3_600_000, 3_600_000) }, null, null, CancellationToken.None);
        var acknowledged = new ConcurrentBag<string>();
        foreach (var until in new[] { 300, 650, all })
        {
            await using var process = await LocalProcess.ServeAsync(_folder.Path, fal.Settings());
            var clients = Enumerable.Range(0, 8).Select(_ => Task.Run(() => WriteAsync(process.Http, acknowledged, all))).ToArray();
            await Eventually.HoldsAsync(() => acknowledged.Count >= until, 60);
            await process.KillAsync();
            await Task.WhenAll(clients);
            Assert.Equal("ok", DataFolder.Integrity(_folder.Path));
        }

        Assert.True(acknowledged.Count >= all);
        Assert.Empty(acknowledged.Except(DataFolder.Generations(_folder.Path)));
        Assert.Equal(DataFolder.Count(_folder.Path, "generations"), DataFolder.Count(_folder.Path, "images"));
    }

    private static async Task WriteAsync(HttpClient http, ConcurrentBag<string> acknowledged, int all)
    {
        try
        {
            while (acknowledged.Count < all)
                acknowledged.Add((await http.GenerateAsync(1, "respond-async")).Id());
        }
        catch (HttpRequestException)
        {
            // Killed: whatever was asked last was not acknowledged.
        }
    }

    private async Task AssertSurvivedAsync(
        FalFaults faults, double runMilliseconds, Func<FalEmulator, bool> moment,
        Action<IReadOnlyList<DataFolder.Image>, IReadOnlyList<FalRequestRecord>>? at = null, byte[]? artist = null, params (string, string)[] settings)
    {
        await FalSettings.AddSamplesAsync(_folder.Path);
        await using var fal = await StartFalAsync(faults, runMilliseconds, artist);
        string id;
        await using (var process = await LocalProcess.ServeAsync(_folder.Path, fal.Settings(settings)))
        {
            id = (await process.Http.GenerateAsync(Pictures, "respond-async")).Id();
            // As close as can be: no pause between seeing the moment and the signal.
            var clock = Stopwatch.StartNew();
            while (!moment(fal))
                Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "The moment did not come");
            await process.KillAsync();
        }

        var images = Images();
        at?.Invoke(images, fal.Journal.Requests);
        Assert.Equal("ok", DataFolder.Integrity(_folder.Path));
        faults.Clear();
        await AssertAllReadyAsync(fal, [id]);
        foreach (var image in images.Where(image => image.FalRequestId is not null))
            Assert.Equal(image.FalRequestId, Assert.Single(fal.Journal.Requests, request => SeedOf(request) == image.Seed).Id.ToString());
        Assert.All(fal.Journal.Requests.GroupBy(SeedOf), submits => Assert.True(submits.Count() <= 2));
    }

    private Task AssertAllReadyAsync(FalEmulator fal, IReadOnlyList<string> asked) => AssertAllReadyAsync(fal.Settings(), asked);

    private async Task AssertAllReadyAsync(Dictionary<string, string?> settings, IReadOnlyList<string> asked)
    {
        await using (var process = await LocalProcess.ServeAsync(_folder.Path, settings))
        {
            foreach (var id in asked)
                Assert.All((await process.Http.EndedAsync(id)).Images(), image => Assert.Equal("ready", image.Status()));
            Assert.Equal(0, await process.TerminateAsync());
        }

        Assert.Equal(asked.Order(StringComparer.Ordinal), DataFolder.Generations(_folder.Path).Order(StringComparer.Ordinal));
        Assert.Equal(asked.Count * Pictures, Images().Count);
        Assert.Equal(asked.Count * Pictures * 2, DataFolder.Objects(_folder.Path).Count);
        await DataFolder.AssertSoundAsync(_folder.Path);
    }

    private static async Task<FalEmulator> StartFalAsync(FalFaults faults, double runMilliseconds, byte[]? picture = null)
    {
        var options = new FalEmulatorOptions { RunTime = TimeRange.Milliseconds(runMilliseconds, runMilliseconds * 1.2), Concurrency = 100, Faults = faults };
        return await FalEmulator.StartAsync(picture is null ? options : options with { Artist = _ => picture }, null, null, CancellationToken.None);
    }

    private IReadOnlyList<DataFolder.Image> Images() => DataFolder.Images(_folder.Path);

    private bool Written(string pattern)
    {
        var bucket = _folder.Below("objects", "halloween-costume-generated-images");
        return Directory.Exists(bucket) && Directory.EnumerateFiles(bucket, pattern, SearchOption.AllDirectories).Any();
    }

    private static long SeedOf(FalRequestRecord request) => request.Input.GetProperty("seed").GetInt64();

    private static string LastAccepted(FalEmulator fal, long seed) => fal.Journal.Requests.Last(request => SeedOf(request) == seed).Id.ToString();
}
