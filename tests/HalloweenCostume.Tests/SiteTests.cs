using System.Net;
using System.Text.Json;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests;

public sealed class SiteTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly string _web = Path.Combine(AppContext.BaseDirectory, "web");
    private readonly HttpClient _http = shared.Host.Http;

    [Theory]
    [InlineData("Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https://storage.googleapis.com; connect-src 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'")]
    [InlineData("X-Content-Type-Options", "nosniff")]
    [InlineData("Referrer-Policy", "no-referrer")]
    [InlineData("Cache-Control", "no-cache")]
    public async Task A_page_may_do_what_the_site_needs_and_no_more(string header, string value)
    {
        using var response = await _http.GetAsync("/");
        Assert.Equal([value], response.Headers.GetValues(header));
    }

    [Theory]
    [InlineData("/admin/")]
    [InlineData("/admin/index.html")]
    [InlineData("/admin/admin.js")]
    public async Task The_admin_page_may_also_send_files_to_the_bucket_but_shows_no_pictures(string path)
    {
        using var response = await _http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            ["default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' https://storage.googleapis.com; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"],
            response.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["no-referrer"], response.Headers.GetValues("Referrer-Policy"));
    }

    [Fact]
    public async Task The_admin_page_is_found_without_its_slash()
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = _http.BaseAddress };
        using var response = await http.GetAsync("/admin");
        Assert.Equal(HttpStatusCode.MovedPermanently, response.StatusCode);
        Assert.Equal("/admin/", new Uri(_http.BaseAddress!, response.Headers.Location!).AbsolutePath);
    }

    [Fact]
    public async Task A_page_can_share_and_copy_pictures_but_not_look_listen_or_locate()
    {
        using var response = await _http.GetAsync("/");
        var features = Assert.Single(response.Headers.GetValues("Permissions-Policy")).Split(", ");
        Assert.Superset(new HashSet<string> { "camera=()", "microphone=()", "geolocation=()", "payment=()", "usb=()", "clipboard-read=()", "clipboard-write=(self)" }, features.ToHashSet());
        // Allowed where nothing is said.
        Assert.DoesNotContain(features, feature => feature.StartsWith("web-share", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/", HttpStatusCode.OK)]
    [InlineData("HEAD", "/", HttpStatusCode.OK)]
    [InlineData("GET", "/app.js", HttpStatusCode.OK)]
    [InlineData("GET", "/favicon.svg", HttpStatusCode.OK)]
    [InlineData("GET", "/app.js", HttpStatusCode.NotModified)]
    [InlineData("HEAD", "/style.css", HttpStatusCode.NotModified)]
    [InlineData("GET", "/app.js", HttpStatusCode.PartialContent)]
    public async Task Each_file_has_the_headers_that_Azure_is_told_to_send(string method, string path, HttpStatusCode status)
    {
        using var config = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(_web, "staticwebapp.config.json")));
        using var request = new HttpRequestMessage(new(method), path);
        if (status == HttpStatusCode.PartialContent)
            request.Headers.Range = new(0, 9);
        else if (status == HttpStatusCode.NotModified)
            request.Headers.IfNoneMatch.Add(await EtagAsync(path));
        using var response = await _http.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
        foreach (var header in config.RootElement.GetProperty("globalHeaders").EnumerateObject())
            Assert.Equal([header.Value.GetString()], response.Headers.GetValues(header.Name));
    }

    [Fact]
    public async Task HEAD_tells_of_a_file_without_sending_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/style.css");
        using var response = await _http.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, "text/css", new FileInfo(Path.Combine(_web, "style.css")).Length), (response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Content.Headers.ContentLength));
        Assert.Equal(await EtagAsync("/style.css"), response.Headers.ETag);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/staticwebapp.config.json")]
    [InlineData("//staticwebapp.config.json")]
    [InlineData("/StaticWebApp.Config.JSON")]
    [InlineData("/staticwebapp%2Econfig.json")]
    [InlineData("/nothing.html")]
    [InlineData("/api.js/")]
    public async Task What_is_no_file_of_the_site_is_a_problem_with_a_problems_headers(string path)
    {
        using var response = await _http.GetAsync(new Uri(_http.BaseAddress!.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        await response.ProblemAsync(HttpStatusCode.NotFound);
        Assert.Equal(["default-src 'none'; frame-ancestors 'none'"], response.Headers.GetValues("Content-Security-Policy"));
        Assert.False(response.Headers.Contains("Permissions-Policy"));
    }

    [Fact]
    public async Task A_part_that_a_file_does_not_have_is_a_problem_too()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/app.js") { Headers = { Range = new(1_000_000, null) } };
        using var response = await _http.SendAsync(request);
        await response.ProblemAsync(HttpStatusCode.RequestedRangeNotSatisfiable);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""{"globalHeaders": {"Cache-Control": 1}}""")]
    public async Task Without_its_headers_the_site_is_not_served(string? config)
    {
        using var program = new TestFolder();
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
            File.Copy(file, program.Below(Path.GetFileName(file)));
        if (config is not null)
        {
            Directory.CreateDirectory(program.Below("web"));
            await File.WriteAllTextAsync(program.Below("web", "staticwebapp.config.json"), config);
        }

        using var folder = new TestFolder();
        var (exitCode, output) = await LocalProcess.RunAsync([], folder.Path, program: program.Path);

        Assert.Equal(1, exitCode);
        Assert.Contains(program.Below("web", "staticwebapp.config.json") + " cannot be used", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private async Task<System.Net.Http.Headers.EntityTagHeaderValue> EtagAsync(string path)
    {
        using var response = await _http.GetAsync(path);
        return response.Headers.ETag!;
    }
}
