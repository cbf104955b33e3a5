using System.Net.Http.Json;

namespace HalloweenCostume.Web.Tests.Gallery;

/// <summary>A picture as the API lists it.</summary>
public sealed record Listed(string Id, long UserId, long LoraId, string Prompt, long Seed, DateTimeOffset CreatedAt, string SignedUrl);

internal static class Listing
{
    /// <summary>All of a user's pictures, newest first.</summary>
    public static async Task<IReadOnlyList<Listed>> ListAsync(this HttpClient http, long user)
    {
        var images = new List<Listed>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await http.GetFromJsonAsync<Page>($"api/images/{user}?limit=100{cursor}"))!;
            images.AddRange(page.Images);
            cursor = page.NextCursor is { } next ? $"&cursor={next}" : null;
        }

        return images;
    }

    private sealed record Page(List<Listed> Images, string? NextCursor);
}
