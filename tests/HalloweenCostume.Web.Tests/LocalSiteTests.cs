using System.Net.Http.Json;
using System.Text.Json;

namespace HalloweenCostume.Web.Tests;

public class LocalSiteTests
{
    [Fact]
    public async Task Settings_reach_the_site()
    {
        await using var site = await LocalSite.StartAsync(new() { ["DEMO_FAULTS"] = "request-blocked:1", ["DEMO_RUN_MS"] = "20-40" });
        using var client = new HttpClient { BaseAddress = site.Address };
        using var answer = await client.PostAsJsonAsync("api/generate-image", new { prompt = "A cat", loraId = 1, num_images = 1 });
        var generation = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("blocked", generation.GetProperty("images")[0].GetProperty("status").GetString());
    }
}
