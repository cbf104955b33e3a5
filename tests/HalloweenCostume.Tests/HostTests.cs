using System.Diagnostics;
using System.Net;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests;

public sealed class HostTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly LocalHost _host = shared.Host;

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:7071")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("192.168.0.10")]
    [InlineData("0.0.0.0")]
    [InlineData("[2001:db8::1]")]
    public async Task A_page_elsewhere_that_makes_its_name_lead_here_gets_nothing(string name)
    {
        foreach (var path in new[] { "/api/users", "/", "/api/nothing", "/objects/x/y" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = name } };
            using var response = await _host.Http.SendAsync(request);
            await response.ProblemAsync(HttpStatusCode.MisdirectedRequest);
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:7071")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:7071")]
    public async Task This_machine_is_answered_under_all_its_own_names(string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/users") { Headers = { Host = name } };
        using var response = await _host.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_request_without_a_host_gets_nothing() =>
        Assert.InRange((await RawHttp.SendAsync(_host.Http.BaseAddress!, "GET /api/users HTTP/1.0\r\n\r\n", [], default)).Status, 400, 499);

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/index.html", "text/html")]
    [InlineData("/app.js", "text/javascript")]
    [InlineData("/style.css", "text/css")]
    [InlineData("/favicon.svg", "image/svg+xml")]
    public async Task The_site_is_kept_by_browsers_and_asked_about_each_time(string path, string contentType)
    {
        using var first = await _host.Http.GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, contentType), (first.StatusCode, first.Content.Headers.ContentType?.MediaType));
        Assert.Equal("no-cache", first.Headers.CacheControl?.ToString());
        Assert.NotEmpty(await first.Content.ReadAsByteArrayAsync());

        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var again = await _host.Http.SendAsync(request);
        Assert.Equal((HttpStatusCode.NotModified, "no-cache"), (again.StatusCode, again.Headers.CacheControl?.ToString()));
    }

    [Theory]
    [InlineData("/api/users")]
    [InlineData("/api/images/1")]
    [InlineData("/api/openapi.json")]
    [InlineData("/api/health")]
    public async Task Nothing_of_the_API_is_kept_by_anybody_or_read_as_something_else(string path)
    {
        using var response = await _host.Http.GetAsync(path);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["no-referrer"], response.Headers.GetValues("Referrer-Policy"));
        Assert.Equal(["default-src 'none'; frame-ancestors 'none'"], response.Headers.GetValues("Content-Security-Policy"));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("FAL_QUEUE_URL", "https://queue.fal.run", "FAL_KEY")]
    [InlineData("FAL_KEY", "two words", "FAL_KEY")]
    [InlineData("ASPNETCORE_URLS", "nowhere", "ASPNETCORE_URLS")]
    [InlineData("ACCESS", "everybody", "ACCESS")]
    [InlineData("ADMIN_KEY_SHA256", "hc_nothashed", "ADMIN_KEY_SHA256")]
    [InlineData("SITE_URL", "party", "SITE_URL")]
    [InlineData("SESSION_DAYS", "0", "SESSION_DAYS")]
    [InlineData("RUNNING_PER_KEY", "0", "RUNNING_PER_KEY")]
    [InlineData("RATE_IMAGES_PER_HOUR", "0", "RATE_IMAGES_PER_HOUR")]
    [InlineData("RATE_IMAGES_PER_DAY", "many", "RATE_IMAGES_PER_DAY")]
    [InlineData("ALLOWED_ORIGINS", "*", "ALLOWED_ORIGINS")]
    [InlineData("DEMO_FAULTS", "no-such-fault", "DEMO_FAULTS")]
    public async Task A_senseless_setting_stops_the_start_and_is_named(string name, string value, string named)
    {
        using var folder = new TestFolder();
        var (exitCode, output) = await LocalProcess.RunAsync([], folder.Path, new Dictionary<string, string?> { [name] = value });

        Assert.Equal(1, exitCode);
        Assert.Contains(named, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Now listening", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_senseless_settings_are_named_at_once_with_what_they_should_be()
    {
        using var folder = new TestFolder();
        var settings = new Dictionary<string, string?>
        {
            ["FAL_KEY"] = "secret-part\twith-a-tab",
            ["FAL_QUEUE_URL"] = "http://queue.fal.run",
            ["FAL_REST_URL"] = "rest.fal.ai",
            ["FAL_MEDIA_HOSTS"] = ",",
            ["GENERATE_WAIT_SECONDS"] = "-1",
            ["GENERATION_TIMEOUT_MINUTES"] = "soon",
            ["SIGNED_URL_MINUTES"] = "0",
            ["LORA_URL_HOURS"] = "1e9",
            ["SQLITE_JOURNAL_MODE"] = "MEMORY",
            ["GCP_LORA_BUCKET_NAME"] = "../up",
            ["ALLOWED_ORIGINS"] = "party.example",
        };
        var (exitCode, output) = await LocalProcess.RunAsync([], folder.Path, settings);

        Assert.Equal(1, exitCode);
        Assert.All(settings.Keys, name => Assert.Contains($"{name}: ", output, StringComparison.Ordinal));
        Assert.DoesNotContain("secret-part", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_told_in_a_sentence()
    {
        using var folder = new TestFolder();
        var (exitCode, output) = await LocalProcess.RunAsync([], folder.Path,
            new Dictionary<string, string?> { ["ASPNETCORE_URLS"] = _host.Http.BaseAddress!.AbsoluteUri });

        Assert.Equal(1, exitCode);
        Assert.Contains("address already in use", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_says_that_it_is_one_and_a_stop_does_not_wait_for_those_who_wait()
    {
        using var folder = new TestFolder();
        await using var host = await LocalProcess.ServeAsync(folder.Path, new Dictionary<string, string?> { ["DEMO_RUN_MS"] = "60000", ["FAL_KEY"] = null });
        Assert.Equal("demo", (await host.Http.GetJsonAsync("/api/health")).GetProperty("mode").GetString());
        Assert.Contains("drawn, not generated", host.Output, StringComparison.Ordinal);
        var making = host.Http.SendAsync(Api.Generate(Api.Portrait()));
        using var accepted = await host.Http.SendAsync(Api.Generate(Api.Portrait(), prefer: "respond-async"));
        var id = (await accepted.JsonAsync()).Id();
        await host.Http.UntilAsync(id, now => now.Status() == "running");
        using var poll = new HttpRequestMessage(HttpMethod.Get, $"/api/generations/{id}") { Headers = { { "Prefer", "wait=30" } } };
        using (var now = await host.Http.GetAsync($"/api/generations/{id}"))
            poll.Headers.IfNoneMatch.Add(now.Headers.ETag!);
        var waiting = host.Http.SendAsync(poll);
        await Task.Delay(300);

        var clock = Stopwatch.StartNew();
        Assert.Equal(0, await host.TerminateAsync());

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"It took {clock.Elapsed.TotalSeconds:F1} s.");
        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.Accepted), ((await waiting).StatusCode, (await making).StatusCode));
    }
}
