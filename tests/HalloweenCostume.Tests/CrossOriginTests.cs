using System.Net;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests;

public sealed partial class CrossOriginTests : IAsyncLifetime
{
    private const string Party = "https://party.example";
    private const string SomeId = "0199a3c4-5d0e-7c11-8f3a-6b1d2e4f5a60";
    private LocalHost _host = null!;

    public async Task InitializeAsync() =>
        _host = await LocalHost.StartAsync(settings: new Dictionary<string, string?> { ["ALLOWED_ORIGINS"] = $"{Party}/, http://localhost:8080" });

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("GET", "/api/users")]
    [InlineData("POST", "/api/generate-image")]
    [InlineData("DELETE", $"/api/generations/{SomeId}")]
    [InlineData("DELETE", $"/api/images/1/{SomeId}")]
    public async Task A_preflight_of_an_allowed_site_is_told_all_that_it_may_send(string method, string path)
    {
        using var response = await PreflightAsync(Party, method, path);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal((Party, "true", "600"), (Header(response, "Access-Control-Allow-Origin"), Header(response, "Access-Control-Allow-Credentials"), Header(response, "Access-Control-Max-Age")));
        Assert.Equal(["DELETE", "GET", "PATCH", "POST", "PUT"], Names(response, "Access-Control-Allow-Methods"));
        Assert.Equal(["Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "Prefer"], Names(response, "Access-Control-Allow-Headers"));
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://party.example")]
    [InlineData("https://party.example:8443")]
    [InlineData("https://party.example.evil.example")]
    [InlineData("https://sub.party.example")]
    [InlineData("http://localhost:8081")]
    [InlineData("null")]
    public async Task A_site_that_is_not_named_is_told_nothing(string origin)
    {
        using var preflight = await PreflightAsync(origin, "POST", "/api/generate-image");
        using var response = await SendAsync(origin, HttpMethod.Get, "/api/users");
        Assert.Empty(CorsHeaders(preflight));
        Assert.Empty(CorsHeaders(response));
    }

    [Fact]
    public async Task A_page_of_an_allowed_site_can_make_a_picture_and_follow_it()
    {
        using var request = Api.Generate(Api.Portrait(), prefer: "respond-async", key: "a");
        request.Headers.Add("Origin", "http://localhost:8080");
        using var accepted = await _host.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal("http://localhost:8080", Header(accepted, "Access-Control-Allow-Origin"));
        Assert.Equal(["ETag", "Location", "RateLimit", "RateLimit-Policy", "Retry-After"], Names(accepted, "Access-Control-Expose-Headers"));

        var generation = await _host.Http.EndedAsync((await accepted.JsonAsync()).Id());
        using var again = await SendAsync(Party, HttpMethod.Get, $"/api/generations/{generation.Id()}");
        using var known = await SendAsync(Party, HttpMethod.Get, $"/api/generations/{generation.Id()}", known => known.Headers.IfNoneMatch.Add(again.Headers.ETag!));
        Assert.Equal((HttpStatusCode.NotModified, Party), (known.StatusCode, Header(known, "Access-Control-Allow-Origin")));
    }

    [Theory]
    [InlineData("GET", "/api/nothing", HttpStatusCode.NotFound)]
    [InlineData("PUT", "/api/users", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/api/images/x", HttpStatusCode.BadRequest)]
    [InlineData("GET", $"/api/generations/{SomeId}", HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/generate-image", HttpStatusCode.UnsupportedMediaType)]
    public async Task A_page_of_an_allowed_site_can_read_why_it_was_refused(string method, string path, HttpStatusCode status)
    {
        using var response = await SendAsync(Party, new(method), path);
        await response.ProblemAsync(status);
        Assert.Equal(Party, Header(response, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_page_of_an_allowed_site_can_read_what_went_wrong_here()
    {
        using var locked = await LockedDatabase.HoldAsync(_host);
        using var response = await SendAsync(Party, HttpMethod.Delete, $"/api/images/1/{SomeId}");
        await response.ProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(Party, Header(response, "Access-Control-Allow-Origin"));
        Assert.Contains("Retry-After", Names(response, "Access-Control-Expose-Headers"));
    }

    [Fact]
    public async Task An_allowed_site_changes_nothing_about_the_names_of_this_machine()
    {
        using var response = await SendAsync(Party, HttpMethod.Get, "/api/users", request => request.Headers.Host = "evil.example");
        await response.ProblemAsync(HttpStatusCode.MisdirectedRequest);
        Assert.Equal(Party, Header(response, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Without_the_setting_nobody_is_told_anything()
    {
        await using var host = await LocalHost.StartAsync();
        foreach (var (method, path) in new[] { ("OPTIONS", "/api/users"), ("GET", "/api/users"), ("GET", "/api/nothing"), ("GET", "/") })
        {
            using var request = new HttpRequestMessage(new(method), path) { Headers = { { "Origin", Party }, { "Access-Control-Request-Method", "GET" } } };
            using var response = await host.Http.SendAsync(request);
            Assert.Empty(CorsHeaders(response));
            Assert.DoesNotContain("Origin", response.Headers.Vary);
        }
    }

    private async Task<HttpResponseMessage> PreflightAsync(string origin, string method, string path) => await SendAsync(origin, HttpMethod.Options, path, request =>
    {
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", "content-type,prefer");
    });

    private async Task<HttpResponseMessage> SendAsync(string origin, HttpMethod method, string path, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { { "Origin", origin } } };
        change?.Invoke(request);
        return await _host.Http.SendAsync(request);
    }

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));

    private static IEnumerable<string> Names(HttpResponseMessage response, string name) => Header(response, name).Split(',').Order(StringComparer.Ordinal);

    private static IEnumerable<string> CorsHeaders(HttpResponseMessage response) =>
        response.Headers.Select(header => header.Key).Where(name => name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
}
