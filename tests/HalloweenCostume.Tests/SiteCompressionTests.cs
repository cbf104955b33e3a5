using System.IO.Compression;
using System.Net;
using HalloweenCostume.Local.Site;
using HalloweenCostume.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace HalloweenCostume.Tests;

public sealed class SiteCompressionTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly string _web = Path.Combine(AppContext.BaseDirectory, "web");
    private readonly HttpClient _http = shared.Host.Http;

    [Theory]
    [InlineData("/", "index.html", "br")]
    [InlineData("/app.js", "app.js", "br")]
    [InlineData("/style.css", "style.css", "br")]
    [InlineData("/favicon.svg", "favicon.svg", "br")]
    [InlineData("/style.css", "style.css", "gzip")]
    [InlineData("/style.css", "style.css", "gzip, deflate, br, zstd")]
    public async Task Text_comes_compressed_as_the_browser_likes_it(string path, string file, string encodings)
    {
        using var response = await GetAsync(_http, path, encodings);
        var sent = await response.Content.ReadAsByteArrayAsync();
        var whole = await File.ReadAllBytesAsync(Path.Combine(_web, file));

        var encoding = encodings == "gzip" ? "gzip" : "br";
        Assert.Equal((HttpStatusCode.OK, encoding), (response.StatusCode, Assert.Single(response.Content.Headers.ContentEncoding)));
        Assert.Equal(["Accept-Encoding"], response.Headers.Vary);
        Assert.Equal(whole, Unpack(sent, encoding));
        Assert.True(sent.Length < whole.Length, $"{sent.Length} of {whole.Length}");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    [InlineData("br;q=0, gzip;q=0")]
    public async Task Who_does_not_ask_for_it_gets_text_as_it_is_and_caches_know_that_there_are_two(string? encodings)
    {
        using var response = await GetAsync(_http, "/style.css", encodings);
        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.Equal(["Accept-Encoding"], response.Headers.Vary);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(_web, "style.css")), await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task What_the_browser_has_compressed_is_a_304()
    {
        using var first = await GetAsync(_http, "/app.js", "br");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/app.js") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        request.Headers.Add("Accept-Encoding", "br");
        using var again = await _http.SendAsync(request);

        Assert.Equal((HttpStatusCode.NotModified, first.Headers.ETag), (again.StatusCode, again.Headers.ETag));
        Assert.Equal(["Accept-Encoding"], again.Headers.Vary);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_part_of_a_file_is_of_the_file_as_it_is()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/style.css") { Headers = { Range = new(10, 19) } };
        request.Headers.Add("Accept-Encoding", "br");
        using var response = await _http.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal((await File.ReadAllBytesAsync(Path.Combine(_web, "style.css")))[10..20], await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/api/openapi.json")]
    [InlineData("/api/nothing")]
    [InlineData("/nothing")]
    public async Task The_API_is_not_compressed(string path)
    {
        using var response = await GetAsync(_http, path, "br, gzip");
        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.Empty(response.Headers.Vary);
    }

    [Fact]
    public async Task A_generated_picture_is_not_compressed()
    {
        var image = (await _http.GenerateAsync()).Images()[0];
        using var picture = await GetAsync(_http, image.GetProperty("signedUrl").GetString()!, "br, gzip");
        Assert.Empty(picture.Content.Headers.ContentEncoding);
        Assert.Empty(picture.Headers.Vary);
    }

    [Theory]
    [InlineData("page.html", "text/html", true)]
    [InlineData("data.json", "application/json", true)]
    [InlineData("app.webmanifest", "application/manifest+json", true)]
    [InlineData("icon.png", "image/png", false)]
    [InlineData("photo.jpg", "image/jpeg", false)]
    [InlineData("notes.note", "application/x-note", false)]
    [InlineData("style.sheet", "text/css", true)]
    public async Task A_file_has_the_type_that_the_configuration_gives_it_and_is_compressed_if_that_is_text(string file, string type, bool compressed)
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.Below(file), new string('x', 5000));
        await File.WriteAllTextAsync(folder.Below("staticwebapp.config.json"), """{"globalHeaders": {"X-Other": "kept"}, "mimeTypes": {".note": "application/x-note", ".sheet": "text/css"}}""");
        await using var app = await ServeAsync(folder.Path);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using var response = await GetAsync(http, file, "br");

        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(["kept"], response.Headers.GetValues("X-Other"));
        Assert.Equal((compressed, compressed), (response.Content.Headers.ContentEncoding.Count == 1, response.Headers.Vary.Count == 1));
    }

    private static async Task<WebApplication> ServeAsync(string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSiteCompression();
        var app = builder.Build();
        app.UseRouting();
        app.UseSite(folder, SiteConfig.Read(folder));
        await app.StartAsync();
        return app;
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient http, string path, string? encodings)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (encodings is not null)
            request.Headers.Add("Accept-Encoding", encodings);
        return await http.SendAsync(request);
    }

    private static byte[] Unpack(byte[] sent, string encoding)
    {
        using var packed = new MemoryStream(sent);
        using Stream unpacking = encoding == "br" ? new BrotliStream(packed, CompressionMode.Decompress) : new GZipStream(packed, CompressionMode.Decompress);
        using var whole = new MemoryStream();
        unpacking.CopyTo(whole);
        return whole.ToArray();
    }
}
