using System.Net.Http.Json;
using System.Text.Json;

namespace HalloweenCostume.Web.Tests;

public class LocalSiteTests
{
    [Fact]
    public async Task A_site_that_was_away_comes_back_with_its_address_and_its_pictures()
    {
        await using var site = await LocalSite.StartAsync(mortal: true);
        using var client = new HttpClient { BaseAddress = site.Address };
        var user = await site.AddPicturesAsync(profile: 1, count: 3);

        await site.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/"));

        await site.StartAgainAsync();
        Assert.Equal(client.BaseAddress, site.Address);
        Assert.Equal(["Picture 3", "Picture 2", "Picture 1"], (await ImagesAsync(client, user)).Select(Prompt));
    }

    [Fact]
    public async Task Settings_reach_the_site()
    {
        await using var site = await LocalSite.StartAsync(new() { ["DEMO_FAULTS"] = "request-blocked:1", ["DEMO_RUN_MS"] = "20-40" });
        using var client = new HttpClient { BaseAddress = site.Address };
        using var answer = await client.PostAsJsonAsync("api/generate-image", new { prompt = "A cat", loraId = 1, num_images = 1 });
        var generation = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("blocked", generation.GetProperty("images")[0].GetProperty("status").GetString());
    }

    [Fact]
    public async Task Ten_thousand_pictures_are_there_to_the_last()
    {
        await using var site = await LocalSite.StartAsync();
        using var client = new HttpClient { BaseAddress = site.Address };
        var user = await site.AddPicturesAsync(profile: 2, count: 10_000);

        var images = await ImagesAsync(client, user);
        Assert.Equal(Enumerable.Range(1, 10_000).Reverse().Select(number => $"Picture {number}"), images.Select(Prompt));
        Assert.InRange(images.Select(image => image.GetProperty("createdAt").GetDateTimeOffset().Date).Distinct().Count(), 250, 251);
        foreach (var image in images.Where((_, i) => i % 997 == 0))
        {
            Assert.NotEmpty(Convert.FromBase64String(image.GetProperty("thumbhash").GetString()!));
            Assert.Equal(("image/jpeg", 0xFF), await FileAsync(client, image, "signedUrl"));
            Assert.Equal(("image/webp", 'R'), await FileAsync(client, image, "thumbnailUrl"));
        }
    }

    private static async Task<List<JsonElement>> ImagesAsync(HttpClient client, long user)
    {
        var images = new List<JsonElement>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"api/images/{user}?limit=100{cursor}");
            images.AddRange(page.GetProperty("images").EnumerateArray());
            cursor = page.GetProperty("nextCursor").GetString() is { } next ? $"&cursor={next}" : null;
        }

        return images;
    }

    private static string? Prompt(JsonElement image) => image.GetProperty("prompt").GetString();

    private static async Task<(string? Type, int FirstByte)> FileAsync(HttpClient client, JsonElement image, string url)
    {
        using var answer = await client.GetAsync(image.GetProperty(url).GetString());
        return (answer.Content.Headers.ContentType?.MediaType, (await answer.Content.ReadAsByteArrayAsync())[0]);
    }
}
