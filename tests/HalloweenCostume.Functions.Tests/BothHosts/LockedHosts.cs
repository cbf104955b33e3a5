using System.Net.Http.Json;
using HalloweenCostume.Access;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Functions.Tests.BothHosts;

/// <summary>The same two hosts, where everybody needs a key.</summary>
public sealed class LockedHosts : TwoHosts
{
    private readonly string _admin = AccessKey.New();

    private protected override Dictionary<string, string?> Settings => new(base.Settings)
    {
        ["ACCESS"] = "keys", ["ADMIN_KEY_SHA256"] = AccessKey.Hash(_admin), ["RATE_IMAGES_PER_HOUR"] = "6", ["RATE_IMAGES_PER_DAY"] = "20",
    };

    private protected override async Task<Side> PrepareAsync(HttpClient http, FalEmulator fal)
    {
        var person = await IssueAsync(http, new { name = "John's phone", role = "person", userId = 1, expiresInDays = 30 });
        var household = await IssueAsync(http, new { name = "Kitchen", role = "household" });
        var revoked = await IssueAsync(http, new { name = "Lost", role = "admin" });
        using var revoking = await http.SendAsync(Request(HttpMethod.Delete, "/api/keys/3"));
        Assert.True(revoking.IsSuccessStatusCode, await revoking.Content.ReadAsStringAsync());
        using var signIn = await http.PostAsJsonAsync("/api/session", new { key = household });
        return new(http, new()
        {
            ["{admin}"] = _admin, ["{person}"] = person, ["{household}"] = household, ["{revoked}"] = revoked,
            ["{session}"] = signIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0].Split('=')[1],
            ["{self}"] = http.BaseAddress!.GetLeftPart(UriPartial.Authority),
        });
    }

    private async Task<string> IssueAsync(HttpClient http, object wanted)
    {
        using var response = await http.SendAsync(Request(HttpMethod.Post, "/api/keys", wanted));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.JsonAsync()).GetProperty("key").GetString()!;
    }

    private HttpRequestMessage Request(HttpMethod method, string path, object? body = null) => new(method, path)
    {
        Headers = { Authorization = new("Bearer", _admin) }, Content = body is null ? null : JsonContent.Create(body),
    };
}
