using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace HalloweenCostume.Tests.Hosting;

/// <summary>The calls that most tests make.</summary>
internal static class Api
{
    public static HttpRequestMessage Generate(object body, string? prefer = null, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/generate-image") { Content = JsonContent.Create(body) };
        if (prefer is not null)
            request.Headers.Add("Prefer", prefer);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return request;
    }

    public static object Portrait(int count = 1, string prompt = "A portrait of johndoe in a haunted house.", long loraId = 1) =>
        new { prompt, loraId, num_images = count };

    /// <summary>Asks for pictures and returns the generation as it stands in the answer.</summary>
    public static async Task<JsonElement> GenerateAsync(this HttpClient http, int count = 1, string? prefer = null, string prompt = "A portrait of johndoe in a haunted house.")
    {
        using var response = await http.SendAsync(Generate(Portrait(count, prompt), prefer));
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        return await response.JsonAsync();
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync()).RootElement;

    public static async Task<JsonElement> GetJsonAsync(this HttpClient http, string path)
    {
        using var response = await http.GetAsync(path);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {await response.Content.ReadAsStringAsync()}");
        return await response.JsonAsync();
    }

    public static string Id(this JsonElement json) => json.GetProperty("id").GetString()!;

    public static string Status(this JsonElement json) => json.GetProperty("status").GetString()!;

    public static IReadOnlyList<JsonElement> Images(this JsonElement generation) => [.. generation.GetProperty("images").EnumerateArray()];

    /// <summary>Waits, by asking, until a generation has ended.</summary>
    public static Task<JsonElement> EndedAsync(this HttpClient http, string id, double seconds = 30) =>
        http.UntilAsync(id, generation => generation.Status() is "completed" or "failed" or "cancelled", seconds);

    public static async Task<JsonElement> UntilAsync(this HttpClient http, string id, Func<JsonElement, bool> holds, double seconds = 30)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            var generation = await http.GetJsonAsync($"/api/generations/{id}");
            if (holds(generation))
                return generation;
            Assert.True(clock.Elapsed.TotalSeconds < seconds, $"After {seconds} s it stands at {generation}");
        }
    }
}
