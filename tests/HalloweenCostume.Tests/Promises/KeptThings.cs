using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HalloweenCostume.Access;
using HalloweenCostume.Loras;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests.Promises;

/// <summary>One of each thing that the product keeps for a time, and a look at whether it is still kept.</summary>
internal sealed class KeptThings
{
    private const string Repeated = "again";

    private readonly LocalHost _host;
    private readonly string _household;

    private KeptThings(LocalHost host, string household) => (_host, _household) = (host, household);

    public string GenerationId { get; private set; } = "";

    private string Key { get; set; } = "";

    private string Session { get; set; } = "";

    private string Link { get; set; } = "";

    private string DeletedId { get; set; } = "";

    private Guid UploadId { get; set; }

    /// <param name="keyLife">Of an access key, and of the session that was begun with it.</param>
    public static async Task<KeptThings> MakeAsync(LocalHost host, TimeSpan keyLife)
    {
        var keys = host.Services.GetRequiredService<AccessKeyDb>();
        var things = new KeptThings(host, (await keys.IssueAsync(new("home", AccessRole.Household, null, null), CancellationToken.None))!.Value.Key)
        {
            Key = (await keys.IssueAsync(new("guest", AccessRole.Household, null, host.Time.GetUtcNow() + keyLife), CancellationToken.None))!.Value.Key,
            UploadId = (await host.Services.GetRequiredService<LoraFiles>().PrepareAsync(1000, CancellationToken.None)).Id,
        };
        using (var begun = await host.Http.PostAsJsonAsync("/api/session", new { key = things.Key }))
            things.Session = begun.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        var generation = await things.RepeatAsync();
        things.GenerationId = generation.Id();
        things.Link = generation.Images()[1].GetProperty("signedUrl").GetString()!;
        things.DeletedId = generation.Images()[0].Id();
        using (await things.SendAsync(HttpMethod.Delete, $"/api/images/1/{things.DeletedId}")) { }
        return things;
    }

    public async Task<HttpStatusCode> ByKeyAsync()
    {
        using var response = await SendAsync(HttpMethod.Get, "/api/users", key: Key);
        return response.StatusCode;
    }

    public async Task<HttpStatusCode> BySessionAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/users") { Headers = { { "Cookie", Session } } };
        using var response = await _host.Http.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>The generation that the repeated key stands for.</summary>
    public async Task<JsonElement> RepeatAsync()
    {
        using var request = Api.Generate(new { prompt = "johndoe", loraId = 1, num_images = 2, userId = 1 }, "wait=30", Repeated);
        request.Headers.Authorization = new("Bearer", _household);
        using var response = await _host.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.JsonAsync();
    }

    /// <returns>What the upload's check says of a file that was not sent yet.</returns>
    public async Task<string?> UploadAsync() => (await _host.Services.GetRequiredService<LoraFiles>().CheckAsync(UploadId, CancellationToken.None)).Wrong;

    public async Task<HttpStatusCode> RestoreAndDeleteAsync()
    {
        using var restored = await SendAsync(HttpMethod.Post, $"/api/images/1/{DeletedId}/restorations");
        using (await SendAsync(HttpMethod.Delete, $"/api/images/1/{DeletedId}")) { }
        return restored.StatusCode;
    }

    public async Task<int> LeftTodayAsync()
    {
        using var response = await SendAsync(HttpMethod.Get, "/api/session?userId=1");
        return (await response.JsonAsync()).GetProperty("rate").GetProperty("day").GetProperty("remaining").GetInt32();
    }

    public async Task<HttpStatusCode> FreshLinkAsync()
    {
        using var page = await SendAsync(HttpMethod.Get, "/api/images/1");
        using var picture = await _host.Http.GetAsync((await page.JsonAsync()).Images()[0].GetProperty("signedUrl").GetString());
        return picture.StatusCode;
    }

    public async Task<HttpStatusCode> OldLinkAsync()
    {
        using var picture = await _host.Http.GetAsync(Link);
        return picture.StatusCode;
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? key = null)
    {
        var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new("Bearer", key ?? _household) } };
        return _host.Http.SendAsync(request);
    }
}
