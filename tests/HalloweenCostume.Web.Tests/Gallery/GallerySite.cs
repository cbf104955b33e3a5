using System.Net.Http.Json;

namespace HalloweenCostume.Web.Tests.Gallery;

/// <summary>A site with thousands of pictures, of which tests take away and add some. What counts is what its API lists.</summary>
public sealed class GallerySite : IAsyncLifetime, IDisposable
{
    /// <summary>The place in the list of profiles of somebody with 400 pictures.</summary>
    public const int Some = 1;

    /// <summary>With 2,400 pictures.</summary>
    public const int Many = 2;

    /// <summary>With none, but for what a test adds and takes away again.</summary>
    public const int None = 3;

    private readonly HttpClient http = new();

    public LocalSite Local { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Local = await LocalSite.StartAsync(new() { ["DEMO_RUN_MS"] = "200-400", ["DEMO_CONCURRENCY"] = "4" });
        http.BaseAddress = Local.Address;
        await Local.AddPicturesAsync(Some, 400);
        await Local.AddPicturesAsync(Many, 2400);
    }

    /// <param name="profile">Its place in the list, from 1.</param>
    public async Task<long> UserAsync(int profile) => (await http.GetFromJsonAsync<List<Person>>("api/users"))![profile - 1].Id;

    /// <summary>A profile's pictures as the API lists them.</summary>
    public async Task<IReadOnlyList<Listed>> ListAsync(int profile) => await http.ListAsync(await UserAsync(profile));

    /// <summary>Somebody elsewhere asks for pictures, and has them.</summary>
    public async Task GenerateAsync(int profile, int count)
    {
        var userId = await UserAsync(profile);
        var loraId = (await http.GetFromJsonAsync<List<Model>>($"api/get-lora-models?userId={userId}"))!.First(model => model.PersonId == userId).Id;
        using var answer = await http.PostAsJsonAsync(
            "api/generate-image", new { prompt = "A visitor from elsewhere", loraId, num_images = count, userId });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Somebody elsewhere deletes a picture.</summary>
    public async Task DeleteAsync(Listed image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var answer = await http.DeleteAsync($"api/images/{image.UserId}/{image.Id}");
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The bytes that a signed URL leads to.</summary>
    public Task<byte[]> ReadAsync(string signedUrl) => http.GetByteArrayAsync(signedUrl);

    public Task DisposeAsync() => Local.DisposeAsync();

    public void Dispose() => http.Dispose();

    private sealed record Person(long Id);

    private sealed record Model(long Id, long PersonId);
}
