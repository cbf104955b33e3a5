using System.Globalization;
using System.Net;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Resilience;

/// <summary>Many read and some generate at once: nobody sees an error but a rate that is really used up, and nothing grows.</summary>
[Collection(Alone.Name)]
public sealed class LoadTests
{
    private const int Readers = 64, Generating = 16, Kept = 5_000;

    [Fact]
    public async Task Under_load_there_is_no_error_and_no_growth()
    {
        var duration = TimeSpan.FromSeconds(Scale.Soak ? 600 : Scale.Of(quick: 5, full: 60));
        // One of the three, for whom half of the clients ask, comes to the limit before the end.
        var perHour = (Scale.Soak ? 10 : 1) * Scale.Of(quick: 40, full: 450);
        using var folder = new TestFolder();
        await FalSettings.AddSamplesAsync(folder.Path);
        ManyRows.AddPictures(folder.Path, Kept);
        await using var fal = await FalEmulator.StartAsync(
            new() { RunTime = TimeRange.Milliseconds(300, 300), Concurrency = 1_000, Artist = _ => SamplePicture.Jpeg }, null, null, CancellationToken.None);
        await using var process = await LocalProcess.ServeAsync(folder.Path, fal.Settings(
            ("RATE_IMAGES_PER_HOUR", perHour.ToString(CultureInfo.InvariantCulture)), ("RATE_IMAGES_PER_DAY", "1000000"), ("RUNNING_PER_KEY", "16")));
        var paths = await PagesAsync(process.Http);

        using var over = new CancellationTokenSource();
        var memory = WatchAsync(process.Id, over.Token);
        var generating = Enumerable.Range(0, Generating).Select(number => GenerateAsync(process.Http, number, over.Token)).ToList();
        var reads = await Load.RunAsync(process.Http.BaseAddress!, request => paths[request % paths.Count], Readers, duration);
        await over.CancelAsync();
        var asked = await Task.WhenAll(generating);

        foreach (var person in asked.GroupBy(one => one.PersonId))
        {
            var accepted = person.Sum(one => one.Images);
            Assert.InRange(accepted, 1, perHour);
            // Of one who was refused there is no room left for the smallest that was refused.
            Assert.True(person.Sum(one => one.Refused) == 0 || accepted + person.Min(one => one.SmallestRefused) > perHour, $"Refused although only {accepted} were asked for");
        }

        var resident = await memory;
        var (early, late) = (Median(resident[(resident.Count / 3)..(2 * resident.Count / 3)]), Median(resident[(2 * resident.Count / 3)..]));
        if (Scale.Full)
        {
            Assert.True(reads.P99 <= TimeSpan.FromMilliseconds(50), $"Reads: {reads}");
            Assert.True(late - early < 20_000_000, $"It grew from {early / 1_000_000} to {late / 1_000_000} MB");
        }

        Assert.Equal("ok", DataFolder.Integrity(folder.Path));
        Report.Add(6, FormattableString.Invariant($"{Readers} clients read pages and {Generating} generate for {duration.TotalSeconds} s, fal takes 300 ms, two cores"),
            FormattableString.Invariant(
                $"{reads.PerSecond:N0} reads/s, p99 {reads.P99.TotalMilliseconds:F0} ms (limit 50), the longest {reads.Longest.TotalMilliseconds:F0} ms; {asked.Sum(one => one.Images):N0} images; {asked.Sum(one => one.Refused):N0} 429s, all due; memory {early / 1_000_000} MB in the second third, {late / 1_000_000} in the last"));
    }

    /// <summary>The first pages of different lengths, and some deep ones.</summary>
    private static async Task<IReadOnlyList<string>> PagesAsync(HttpClient http)
    {
        var paths = new List<string> { "/api/images/1?limit=20", "/api/images/1?limit=50", "/api/images/2?limit=20", "/api/images/3", "/api/images/1?page=40" };
        var cursor = "";
        for (var page = 0; page < 60; page++)
        {
            var answer = await http.GetJsonAsync($"/api/images/1?limit=20{cursor}");
            cursor = $"&cursor={answer.GetProperty("nextCursor").GetString()}";
            paths.Add($"/api/images/1?limit=20{cursor}");
        }

        return paths;
    }

    private static async Task<Asked> GenerateAsync(HttpClient http, int number, CancellationToken over)
    {
        // Person and model 1, 2 and 3: each to their own limit.
        var asked = new Asked(1 + Math.Min(number % 4, 2));
        for (var round = number; !over.IsCancellationRequested; round++)
        {
            var count = 1 + (round % 4);
            using var response = await http.SendAsync(Api.Generate(
                new { prompt = $"A ghost in round {round}", loraId = asked.PersonId, userId = asked.PersonId, num_images = count }), CancellationToken.None);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                asked.Refused++;
                asked.SmallestRefused = Math.Min(asked.SmallestRefused, count);
                Assert.NotNull(response.Headers.RetryAfter);
                await Task.Delay(250, CancellationToken.None);
                continue;
            }

            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync(CancellationToken.None)}");
            var images = (await response.JsonAsync()).Images();
            Assert.All(images, image => Assert.True(response.StatusCode == HttpStatusCode.Accepted || image.Status() == "ready", image.ToString()));
            asked.Images += count;
        }

        return asked;
    }

    private static async Task<List<long>> WatchAsync(int processId, CancellationToken over)
    {
        var resident = new List<long>();
        while (!over.IsCancellationRequested)
        {
            resident.Add(ProcessFacts.Of(processId).ResidentBytes);
            await Task.Delay(250, CancellationToken.None);
        }

        return resident;
    }

    private static long Median(List<long> values) => values.Order().ElementAt(values.Count / 2);

    private sealed class Asked(long personId)
    {
        public long PersonId => personId;

        public int Images { get; set; }

        public int Refused { get; set; }

        public int SmallestRefused { get; set; } = int.MaxValue;
    }
}
