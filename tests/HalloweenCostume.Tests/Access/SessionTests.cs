using System.Net;
using System.Net.Http.Json;
using HalloweenCostume.Access;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Access;

public sealed class SessionTests(Callers callers) : IClassFixture<Callers>
{
    private HttpClient Http => callers.Host.Http;

    private string Origin => Http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    [Fact]
    public async Task A_key_becomes_a_cookie_that_no_script_reads_and_no_other_site_sends()
    {
        using var response = await Http.PostAsJsonAsync("/api/session", new { key = callers.Key(Callers.Own) });

        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie")).Split("; ");
        Assert.StartsWith("hc_session=hc_", cookie[0], StringComparison.Ordinal);
        Assert.DoesNotContain(callers.Key(Callers.Own), cookie[0], StringComparison.Ordinal);
        Assert.Equal(["httponly", "path=/", "samesite=strict", "secure"], cookie[1..].Where(part => !part.StartsWith("expires", StringComparison.Ordinal)).Order());
        var session = await response.JsonAsync();
        Assert.Equal(("keys", "person", "Person", 1L), (session.GetProperty("access").GetString(), session.GetProperty("role").GetString(), session.GetProperty("name").GetString(), session.GetProperty("userId").GetInt64()));
        Assert.InRange(session.GetProperty("expiresAt").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddDays(29), DateTimeOffset.UtcNow.AddDays(31));
        Assert.Equal(100_000, session.GetProperty("rate").GetProperty("hour").GetProperty("limit").GetInt32());
    }

    [Theory]
    [InlineData("https", null, true)]
    [InlineData(null, "party.example", false)]
    [InlineData("https", "party.example", true)]
    public async Task The_cookie_is_Secure_wherever_a_browser_would_keep_it(string? proto, string? host, bool secure)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/session") { Content = JsonContent.Create(new { key = callers.Key(Callers.Own) }) };
        request.Headers.Host = host;
        if (proto is not null)
            request.Headers.Add("X-Forwarded-Proto", proto);
        using var response = await Http.SendAsync(request);

        Assert.Equal(secure, Assert.Single(response.Headers.GetValues("Set-Cookie")).Contains("; secure", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_ends_for_good_when_it_is_ended_and_its_key_goes_on()
    {
        var token = await callers.SignInAsync(callers.Key(Callers.Household));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(token));
        using var end = Cookie(HttpMethod.Delete, "/api/session", token, Origin);
        using var ended = await Http.SendAsync(end);

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.StartsWith("hc_session=; expires=Thu, 01 Jan 1970", Assert.Single(ended.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(token));
        using var key = await callers.SendAsync(Callers.Household, HttpMethod.Get, "/api/users");
        Assert.Equal(HttpStatusCode.OK, key.StatusCode);
    }

    [Fact]
    public async Task A_revoked_key_ends_all_that_signed_in_with_it_at_once()
    {
        var key = await callers.IssueAsync(AccessRole.Household, null);
        var token = await callers.SignInAsync(key);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(token));
        using var list = await callers.SendAsync(Callers.Admin, HttpMethod.Get, "/api/keys");
        var id = (await list.JsonAsync())[0].GetProperty("id").GetInt64();

        using var revoked = await callers.SendAsync(Callers.Admin, HttpMethod.Delete, $"/api/keys/{id}");

        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(token));
        using var again = await callers.SendAsync(Callers.Admin, HttpMethod.Delete, $"/api/keys/{id}");
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
    }

    [Fact]
    public async Task A_session_is_no_key_and_a_key_is_no_session()
    {
        var token = await callers.SignInAsync(callers.Key(Callers.Admin));
        using var asKey = new HttpRequestMessage(HttpMethod.Get, "/api/users") { Headers = { Authorization = new("Bearer", token) } };
        using var refused = await Http.SendAsync(asKey);

        await refused.ProblemAsync(HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(callers.Key(Callers.Admin)));
    }

    [Fact]
    public async Task A_cookie_works_where_a_proxy_puts_a_token_of_its_own_beside_it()
    {
        var token = await callers.SignInAsync(callers.Key(Callers.Own));
        using var request = Cookie(HttpMethod.Get, "/api/users", token);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer eyJhbGciOiJub25lIn0.e30.");
        using var response = await Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("own", null, "application/json", HttpStatusCode.Accepted)]
    [InlineData(null, "same-origin", "application/json", HttpStatusCode.Accepted)]
    [InlineData("https://party.example", "same-origin", "application/json", HttpStatusCode.Accepted)]
    [InlineData("own", null, "application/json; charset=utf-8", HttpStatusCode.Accepted)]
    [InlineData("own", null, null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("own", null, "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("own", null, "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("own", null, "multipart/form-data; boundary=x", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, null, "application/json", HttpStatusCode.Forbidden)]
    [InlineData("https://evil.example", null, "application/json", HttpStatusCode.Forbidden)]
    [InlineData("null", null, "application/json", HttpStatusCode.Forbidden)]
    [InlineData("https://evil.example", "cross-site", "application/json", HttpStatusCode.Forbidden)]
    [InlineData("own-other-port", "same-site", "application/json", HttpStatusCode.Forbidden)]
    [InlineData(null, "cross-site", "application/json", HttpStatusCode.Forbidden)]
    public async Task A_cookie_changes_something_only_from_our_own_page(string? origin, string? site, string? type, HttpStatusCode expected)
    {
        using var made = await callers.SendAsync(Callers.Own, HttpMethod.Post, "/api/generate-image", new { prompt = "johndoe", loraId = 1, num_images = 1 });
        var token = await callers.SignInAsync(callers.Key(Callers.Own));
        using var request = Cookie(HttpMethod.Delete, $"/api/generations/{(await made.JsonAsync()).Id()}", token, origin switch
        {
            "own" => Origin, "own-other-port" => "http://127.0.0.1:1", _ => origin,
        });
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        request.Content!.Headers.Remove("Content-Type");
        if (type is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await Http.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Another_sites_page_signs_nobody_in()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/session") { Content = JsonContent.Create(new { key = callers.Key(Callers.Own) }), Headers = { { "Origin", "https://evil.example" } } };
        using var response = await Http.SendAsync(request);

        await response.ProblemAsync(HttpStatusCode.Forbidden);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    private async Task<HttpStatusCode> GetAsync(string token)
    {
        using var request = Cookie(HttpMethod.Get, "/api/session", token);
        using var response = await Http.SendAsync(request);
        return response.StatusCode;
    }

    private static HttpRequestMessage Cookie(HttpMethod method, string path, string token, string? origin = null)
    {
        var request = new HttpRequestMessage(method, path) { Headers = { { "Cookie", $"{AccessGuard.Cookie}={token}" } } };
        if (method != HttpMethod.Get)
            request.Content = new ByteArrayContent([]) { Headers = { ContentType = new("application/json") } };
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        return request;
    }
}
