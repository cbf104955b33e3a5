using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using HalloweenCostume.Local.Demo.Art;
using HalloweenCostume.Local.Demo.Fal;

namespace Benchmarks;

/// <summary>
/// What the product adds to fal: from the moment fal was done with the last of four pictures to the moment the client has the answer.
/// Beside it what a client that polls every 500 ms adds for one picture, at the same fal.
/// </summary>
internal static class LatencyBenchmark
{
    private const int Rounds = 30;

    public static async Task RunAsync(PublishedProgram program)
    {
        var folder = Directory.CreateTempSubdirectory("halloween-latency-");
        var picture = Artist.Draw("A portrait of a sample in a haunted house.", 1, 768, 1024, "Sample");
        await using var fal = await FalEmulator.StartAsync(
            new() { RunTime = TimeRange.Milliseconds(1_000, 1_500), Concurrency = 8, Artist = _ => picture }, null, null, CancellationToken.None);
        await AddSampleAsync(folder.FullName);
        var (process, address) = program.Start(folder.FullName, new Dictionary<string, string>
        {
            ["FAL_KEY"] = fal.Key, ["FAL_QUEUE_URL"] = fal.QueueUrl.AbsoluteUri, ["FAL_REST_URL"] = fal.RestUrl.AbsoluteUri, ["FAL_MEDIA_HOSTS"] = fal.MediaHost,
        });
        await PublishedProgram.ReadyAsync(new Uri(address, "/api/health"));
        using var http = new HttpClient { BaseAddress = address };
        var (four, whole) = await ProductAsync(http, fal);
        var polling = await PollingAsync(fal);
        await PublishedProgram.StopAsync(process);
        folder.Delete(recursive: true);

        Console.WriteLine($"\n| fal runs 1,000-1,500 ms a picture, {Rounds} rounds | median ms | p90 ms |\n|---|---:|---:|");
        Print("added to four pictures side by side (status stream)", four);
        Print("added to one picture by polling every 500 ms", polling);
        Print("four pictures, from the request to the answer", whole);
    }

    private static async Task<(List<double> Added, List<double> Whole)> ProductAsync(HttpClient http, FalEmulator fal)
    {
        var (added, whole) = (new List<double>(), new List<double>());
        for (var round = -2; round < Rounds; round++)
        {
            var before = fal.Journal.Requests.Count;
            var started = DateTimeOffset.UtcNow;
            using var response = await http.PostAsJsonAsync("/api/generate-image", new { prompt = $"A sample as a ghost, {round}", loraId = 1, num_images = 4 });
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
            var answered = DateTimeOffset.UtcNow;
            if (answer.GetProperty("images").EnumerateArray().Any(image => image.GetProperty("status").GetString() != "ready"))
                throw new InvalidOperationException(answer.ToString());
            // The first rounds warm up code and connections.
            if (round < 0)
                continue;
            added.Add((answered - fal.Journal.Requests.Skip(before).Max(request => request.CompletedAt!.Value)).TotalMilliseconds);
            whole.Add((answered - started).TotalMilliseconds);
        }

        return (added, whole);
    }

    private static async Task<List<double>> PollingAsync(FalEmulator fal)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Authorization", $"Key {fal.Key}");
        var added = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var before = fal.Journal.Requests.Count;
            using var submit = await http.PostAsJsonAsync(new Uri(fal.QueueUrl, "fal-ai/flux-lora"), new { prompt = "A sample as a ghost" });
            var request = await submit.Content.ReadFromJsonAsync<JsonElement>();
            while ((await http.GetFromJsonAsync<JsonElement>(request.GetProperty("status_url").GetString())).GetProperty("status").GetString() != "COMPLETED")
                await Task.Delay(500);
            var result = await http.GetFromJsonAsync<JsonElement>(request.GetProperty("response_url").GetString());
            await http.GetByteArrayAsync(result.GetProperty("images")[0].GetProperty("url").GetString());
            added.Add((DateTimeOffset.UtcNow - fal.Journal.Requests.Skip(before).Single().CompletedAt!.Value).TotalMilliseconds);
        }

        return added;
    }

    private static async Task AddSampleAsync(string folder)
    {
        await using var app = await HalloweenCostume.Local.LocalApp.BuildAsync(new Dictionary<string, string?> { ["DATA_DIR"] = folder, ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" });
    }

    private static void Print(string what, List<double> times)
    {
        var sorted = times.Order().ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {sorted[sorted.Length / 2]:F0} | {sorted[(int)(sorted.Length * 0.9)]:F0} |"));
    }
}
