using System.Net;
using System.Net.Http.Json;
using System.Text;
using HalloweenCostume.Access;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Admin;

public sealed class KeyAdminTests(AdminHost host) : IClassFixture<AdminHost>
{
    [Fact]
    public async Task An_issued_key_is_shown_once_and_opens_the_site()
    {
        var issued = await host.IssueAsync(new { name = " John's phone ", role = "person", userId = 1, expiresInDays = 30 });

        var (id, key) = (issued.Number(), issued.GetProperty("key").GetString()!);
        Assert.Matches("^hc_[A-Za-z0-9_-]{43}$", key);
        Assert.Equal($"{host.Host.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)}/#key={key}", issued.GetProperty("inviteUrl").GetString());
        Assert.Equal(("John's phone", "person", 1L), (issued.GetProperty("name").GetString(), issued.GetProperty("role").GetString(), issued.GetProperty("userId").GetInt64()));
        Assert.Equal(host.Host.Time.GetUtcNow().AddDays(30), issued.GetProperty("expiresAt").GetDateTimeOffset(), TimeSpan.FromMinutes(1));
        Assert.Equal([1], (await host.With(key).GetJsonAsync("/api/users")).Numbers());

        var list = await host.Http.GetJsonAsync("/api/keys");
        Assert.Equal(list.Numbers().OrderDescending(), list.Numbers());
        Assert.Equal(
            ["id", "name", "role", "userId", "createdAt", "expiresAt", "revokedAt", "lastUsedAt"], list.One(id).EnumerateObject().Select(field => field.Name));
        Assert.DoesNotContain(key[3..], list.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(AccessKey.Hash(key), list.GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("hc_", list.GetRawText(), StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => !host.Http.GetJsonAsync("/api/keys").Result.One(id).IsNull("lastUsedAt"));
    }

    [Fact]
    public async Task The_invite_is_a_QR_code_with_room_around_it()
    {
        var rows = (await host.IssueAsync(new { name = "Household", role = "household" })).GetProperty("qr").EnumerateArray().Select(row => row.GetString()!).ToList();

        Assert.All(rows, row => Assert.Equal(rows.Count, row.Length));
        // The sizes of the standard, 21 and fours on top, and the quiet zone.
        Assert.Equal(0, (rows.Count - 8 - 21) % 4);
        Assert.All(rows[..4].Concat(rows[^4..]), row => Assert.DoesNotContain('1', row));
        string[] finder = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"];
        var far = rows.Count - 11;
        foreach (var (top, left) in new[] { (4, 4), (4, far), (far, 4) })
            Assert.Equal(finder, rows.Skip(top).Take(7).Select(row => row.Substring(left, 7)));
    }

    [Fact]
    public async Task A_revoked_key_ends_at_once_and_so_does_what_signed_in_with_it()
    {
        var issued = await host.IssueAsync(new { name = "Tablet", role = "household" });
        var (id, key) = (issued.Number(), issued.GetProperty("key").GetString());
        using var signIn = await host.With(null).PostAsJsonAsync("/api/session", new { key });
        var cookie = signIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(key, null));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(null, cookie));

        for (var time = 0; time < 2; time++)
        {
            using var revoked = await host.Http.DeleteAsync($"/api/keys/{id}");
            Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(key, null));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(null, cookie));
        }

        Assert.False((await host.Http.GetJsonAsync("/api/keys")).One(id).IsNull("revokedAt"));
        foreach (var (unknown, status) in new[] { ("999", HttpStatusCode.NotFound), ("0", HttpStatusCode.NotFound), ("x", HttpStatusCode.BadRequest) })
        {
            using var refused = await host.Http.DeleteAsync($"/api/keys/{unknown}");
            await refused.ProblemAsync(status);
        }
    }

    [Theory]
    [InlineData("""{"role": "household"}""", "name")]
    [InlineData("""{"name": " ", "role": "household"}""", "name")]
    [InlineData("""{"name": "{101}", "role": "household"}""", "name")]
    [InlineData("""{"name": "a\u001b[2J", "role": "household"}""", "name")]
    [InlineData("""{"name": "a"}""", "role")]
    [InlineData("""{"name": "a", "role": "Admin"}""", "role")]
    [InlineData("""{"name": "a", "role": 1}""", "role")]
    [InlineData("""{"name": "a", "role": "person"}""", "userId")]
    [InlineData("""{"name": "a", "role": "person", "userId": null}""", "userId")]
    [InlineData("""{"name": "a", "role": "person", "userId": "1"}""", "userId")]
    [InlineData("""{"name": "a", "role": "household", "userId": 1}""", "userId")]
    [InlineData("""{"name": "a", "role": "admin", "userId": 1}""", "userId")]
    [InlineData("""{"name": "a", "role": "household", "expiresInDays": 0}""", "expiresInDays")]
    [InlineData("""{"name": "a", "role": "household", "expiresInDays": 3651}""", "expiresInDays")]
    [InlineData("""{"name": "a", "role": "household", "expiresInDays": 1.5}""", "expiresInDays")]
    public async Task A_key_that_is_described_wrong_is_not_issued(string json, string field)
    {
        var before = (await host.Http.GetJsonAsync("/api/keys")).Numbers();
        using var refused = await host.Http.PostAsync("/api/keys", new StringContent(json.Replace("{101}", new('x', 101), StringComparison.Ordinal), Encoding.UTF8, "application/json"));
        await refused.ProblemAsync(HttpStatusCode.BadRequest, field);
        Assert.Equal(before, (await host.Http.GetJsonAsync("/api/keys")).Numbers());
    }

    [Fact]
    public async Task A_key_for_nobody_is_not_issued()
    {
        using var refused = await host.Http.PostAsJsonAsync("/api/keys", new { name = "a", role = "person", userId = 99 });
        await refused.ProblemAsync(HttpStatusCode.NotFound);
    }

    private async Task<HttpStatusCode> StatusAsync(string? key, string? cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/users");
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        using var answer = await host.With(key).SendAsync(request);
        return answer.StatusCode;
    }
}
