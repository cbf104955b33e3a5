using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Local.Storage;
using HalloweenCostume.Storage;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Tests;

public sealed class SignedUrlTests : IAsyncLifetime
{
    private static readonly UriCreationOptions _asWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };
    private LocalHost _host = null!;
    private JsonElement _image;

    private string Url => _image.GetProperty("signedUrl").GetString()!;

    public async Task InitializeAsync()
    {
        _host = await LocalHost.StartAsync();
        _image = (await _host.Http.GenerateAsync()).Images().Single();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task It_leads_to_the_picture_and_to_its_thumbnail()
    {
        using var picture = await _host.Http.GetAsync(Url);
        Assert.Equal("image/jpeg", picture.Content.Headers.ContentType?.MediaType);
        Assert.Equal([0xFF, 0xD8, 0xFF], (await picture.Content.ReadAsByteArrayAsync())[..3]);
        Assert.Equal(["nosniff"], picture.Headers.GetValues("X-Content-Type-Options"));
        // The styles are those of the browser, which frames a picture that is opened by itself.
        Assert.Equal(["default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"], picture.Headers.GetValues("Content-Security-Policy"));

        using var thumbnail = await _host.Http.GetAsync(_image.GetProperty("thumbnailUrl").GetString());
        Assert.Equal("image/webp", thumbnail.Content.Headers.ContentType?.MediaType);
        Assert.Equal("WEBP", Encoding.ASCII.GetString((await thumbnail.Content.ReadAsByteArrayAsync())[8..12]));
    }

    [Fact]
    public async Task It_may_be_kept_by_the_browser_alone_until_it_ends()
    {
        using var picture = await _host.Http.GetAsync(Url);

        var cache = picture.Headers.CacheControl!;
        Assert.True(cache.Private);
        Assert.Contains(cache.Extensions, extension => extension.Name == "immutable");
        var left = _image.GetProperty("expiresAt").GetDateTimeOffset() - _host.Time.GetUtcNow();
        Assert.InRange(cache.MaxAge!.Value.TotalSeconds, left.TotalSeconds - 2, left.TotalSeconds + 2);
    }

    [Fact]
    public async Task It_ends_when_it_says_so()
    {
        var expiresAt = _image.GetProperty("expiresAt").GetDateTimeOffset();
        _host.Time.Shift = expiresAt - DateTimeOffset.UtcNow - TimeSpan.FromSeconds(10);
        using (var before = await _host.Http.GetAsync(Url))
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        _host.Time.Shift = expiresAt - DateTimeOffset.UtcNow;
        using var after = await _host.Http.GetAsync(Url);

        await after.ProblemAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_change_of_any_character_of_it_breaks_it()
    {
        var query = Url.IndexOf('?', StringComparison.Ordinal) + 1;
        for (var i = query; i < Url.Length; i++)
        {
            var changed = $"{Url[..i]}{(Url[i] is '1' or 'Z' ? '2' : char.IsAsciiDigit(Url[i]) ? '1' : 'Z')}{Url[(i + 1)..]}";
            using var response = await _host.Http.GetAsync(changed);
            await response.ProblemAsync(HttpStatusCode.Forbidden);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("?expires={expires}")]
    [InlineData("?signature={signature}")]
    [InlineData("?expires={expires}&signature=")]
    [InlineData("?expires={expires}&signature={signature}A")]
    [InlineData("?expires={expires}&signature={signature}=")]
    [InlineData("?expires={expires}&signature={signature}&signature={signature}")]
    [InlineData("?expires={expires}%00&signature={signature}")]
    [InlineData("?expires=+{expires}&signature={signature}")]
    [InlineData("?expires=0{expires}&signature={signature}")]
    [InlineData("?expires=99999999999999999999&signature={signature}")]
    [InlineData("?expires=9223372036854775807&signature={signature}")]
    [InlineData("?expires=-1&signature={signature}")]
    [InlineData("?expires={expires}&signature=%F0%9F%8E%83%F0%9F%8E%83%F0%9F%8E%83%F0%9F%8E%83%F0%9F%8E%83%F0%9F%8E%83%F0%9F%8E%83%F0%9F%8E%83%F0%9F%8E%83%F0%9F%8E%83%F0%9F%8E%83")]
    public async Task Anything_but_its_own_query_is_refused(string query)
    {
        var (path, expires, signature) = Parts();
        using var response = await RawAsync(path + query.Replace("{expires}", expires).Replace("{signature}", signature));
        await response.ProblemAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task It_opens_no_other_object()
    {
        var other = (await _host.Http.GenerateAsync()).Images().Single();
        var query = Url[Url.IndexOf('?', StringComparison.Ordinal)..];

        foreach (var url in new[] { other.GetProperty("fullUrl").GetString(), _image.GetProperty("thumbnailUrl").GetString()!.Split('?')[0] })
        {
            using var response = await _host.Http.GetAsync(url + query);
            await response.ProblemAsync(HttpStatusCode.Forbidden);
        }
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task It_is_for_GET_alone(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Url);
        using var response = await _host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET"], response.Content.Headers.Allow);
        using var still = await _host.Http.GetAsync(Url);
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Fact]
    public async Task Parts_of_a_picture_can_be_asked_for()
    {
        var whole = await _host.Http.GetByteArrayAsync(Url);
        foreach (var (from, to, expected) in new (long?, long?, byte[])[] { (0, 99, whole[..100]), (100, null, whole[100..]), (null, 10, whole[^10..]), (0, 1_000_000_000, whole) })
        {
            using var response = await SendAsync(request => request.Headers.Range = new(from, to));
            Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
            Assert.Equal(whole.Length, response.Content.Headers.ContentRange?.Length);
            Assert.Equal(expected, await response.Content.ReadAsByteArrayAsync());
        }

        using var beyond = await SendAsync(request => request.Headers.Range = new(whole.Length, null));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
        Assert.Equal($"bytes */{whole.Length}", beyond.Content.Headers.ContentRange?.ToString());
    }

    [Fact]
    public async Task A_picture_that_the_client_has_is_a_304()
    {
        using var first = await _host.Http.GetAsync(Url);
        using var again = await SendAsync(request => request.Headers.IfNoneMatch.Add(first.Headers.ETag!));
        using var part = await SendAsync(request =>
        {
            request.Headers.IfRange = new RangeConditionHeaderValue(first.Headers.ETag!);
            request.Headers.Range = new(0, 9);
        });
        using var other = await SendAsync(request => request.Headers.IfNoneMatch.Add(new("\"other\"")));

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(first.Headers.ETag, again.Headers.ETag);
        Assert.Equal((HttpStatusCode.PartialContent, HttpStatusCode.OK), (part.StatusCode, other.StatusCode));
    }

    [Theory]
    [InlineData("/objects/{bucket}/../../signing.key")]
    [InlineData("/objects/{bucket}/%2e%2e/%2e%2e/signing.key")]
    [InlineData("/objects/{bucket}/..%2f..%2fsigning.key")]
    [InlineData("/objects/{bucket}/..%5c..%5csigning.key")]
    [InlineData("/objects/{bucket}/1/..\\..\\..\\signing.key")]
    [InlineData("/objects/{bucket}/%252e%252e/%252e%252e/signing.key")]
    [InlineData("/objects/{bucket}//etc/passwd")]
    [InlineData("/objects/{bucket}/%2fetc%2fpasswd")]
    [InlineData("/objects/{bucket}/C:%5cWindows%5cwin.ini")]
    [InlineData("/objects/{bucket}/1/.hidden")]
    [InlineData("/objects/{bucket}/1/")]
    [InlineData("/objects/{bucket}/1")]
    [InlineData("/objects/{bucket}/")]
    [InlineData("/objects/{bucket}")]
    [InlineData("/objects/../signing.key")]
    [InlineData("/objects/./{bucket}/{path}")]
    [InlineData("/objects/{bucket}/./{path}")]
    [InlineData("/objects/{bucket}/1/../{path}")]
    [InlineData("/objects/{bucket}/{path}%00.jpg")]
    [InlineData("/objects/{bucket}/{path}%20")]
    [InlineData("/objects/{bucket}/{path}.")]
    [InlineData("/objects/{bucket}/{path}/")]
    [InlineData("/objects/halloween-costume-loras/{path}")]
    [InlineData("/objects/other-bucket/{path}")]
    [InlineData("/objects/%2e/{path}")]
    [InlineData("/objects/%E2%80%AE/{path}")]
    public async Task No_path_leads_out_of_its_bucket(string trick)
    {
        var (path, expires, signature) = Parts();
        var bucket = _image.GetProperty("bucket").GetString()!;
        var address = trick.Replace("{bucket}", bucket).Replace("{path}", _image.GetProperty("path").GetString());

        using var response = await RawAsync($"{address}?expires={expires}&signature={signature}");

        // Where dots are resolved before anybody looks, it is this very picture again; or it is nothing at all.
        if (response.StatusCode == HttpStatusCode.OK)
            Assert.Equal(path, new Uri(_host.Http.BaseAddress!, address).AbsolutePath);
        else
            Assert.True(response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{response.StatusCode}");
    }

    [Fact]
    public async Task A_path_that_is_too_long_to_be_signed_is_refused()
    {
        var (_, expires, signature) = Parts();
        using var response = await RawAsync($"/objects/{_image.GetProperty("bucket").GetString()}/{string.Concat(Enumerable.Repeat("1/", 400))}1.jpg?expires={expires}&signature={signature}");
        await response.ProblemAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_picture_whose_file_is_gone_is_a_404()
    {
        File.Delete(Path.Combine(_host.Folder, "objects", _image.GetProperty("bucket").GetString()!, _image.GetProperty("path").GetString()!));
        using var response = await _host.Http.GetAsync(Url);
        await response.ProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_name_that_would_lead_out_of_the_store_is_none()
    {
        var store = _host.Services.GetRequiredService<IObjectStore>();
        foreach (var name in new ObjectName[] { new("halloween-costume-generated-images", "../x"), new("../objects", "x"), new("halloween-costume-generated-images", "a\\b"), new("halloween-costume-generated-images", "") })
            await Assert.ThrowsAsync<ArgumentException>(() => store.PutAsync(name, "image/jpeg", new MemoryStream([1]), CancellationToken.None));
    }

    [Fact]
    public async Task Without_a_signature_nothing_can_be_read()
    {
        using var response = await _host.Http.GetAsync(_image.GetProperty("fullUrl").GetString());
        await response.ProblemAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public void The_key_is_for_its_owner_alone()
    {
        var key = new FileInfo(Path.Combine(_host.Folder, "signing.key"));
        Assert.Equal(32, key.Length);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, key.UnixFileMode);
    }

    [Fact]
    public async Task Another_key_signs_otherwise_and_the_same_one_goes_on_after_a_restart()
    {
        var path = new Uri(Url).AbsolutePath;
        var expires = _image.GetProperty("expiresAt").GetDateTimeOffset();
        Assert.NotEqual(new Uri(Url).PathAndQuery, new UrlSigner(new byte[32]).Sign(path, expires));

        using var folder = new TestFolder();
        string signed;
        await using (var host = await LocalHost.StartAsync(folder: folder.Path))
            signed = (await host.Http.GenerateAsync()).Images()[0].GetProperty("signedUrl").GetString()!;
        await using var again = await LocalHost.StartAsync(folder: folder.Path);
        using var picture = await again.Http.GetAsync(new Uri(signed).PathAndQuery);
        Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
    }

    [Fact]
    public async Task No_signed_URL_and_no_key_is_ever_written_down()
    {
        const string key = "0123abcd-fal-key:4567ef890123456789";
        using var log = new LogCapture();
        await using var host = await LocalHost.StartAsync(
            new() { Key = key, RunTime = TimeRange.Milliseconds(20, 40), Concurrency = 100 },
            configure: services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log)));
        host.Fal.Faults.Next(FalFault.RequestBlocked);
        host.Fal.Faults.Next(FalFault.PictureWrongHost);
        host.Fal.Faults.Next(FalFault.Status500, 2);
        host.Fal.Faults.Next(FalFault.Submit401);
        var urls = new List<string>();
        for (var i = 0; i < 2; i++)
            await host.Http.GenerateAsync(4);
        foreach (var image in (await host.Http.GetJsonAsync("/api/images/1")).Images())
        {
            urls.Add(image.GetProperty("signedUrl").GetString()!);
            using var read = await host.Http.GetAsync(urls[^1]);
            using var refused = await host.Http.GetAsync(urls[^1] + "x");
        }

        var signatures = urls.Select(url => url.Split("signature=")[1]).Append(key).ToList();
        Assert.True(signatures.Count > 4);
        Assert.Contains("has no picture", log.Text, StringComparison.Ordinal);
        var files = Directory.EnumerateFiles(host.Folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) is not ("signing.key" or "server.lock") && !file.EndsWith("-shm", StringComparison.Ordinal)).ToList();
        Assert.Contains(files, file => file.EndsWith("halloween.db", StringComparison.Ordinal));
        foreach (var text in files.Select(file => Encoding.Latin1.GetString(ReadShared(file))).Append(log.Text))
        {
            Assert.DoesNotContain("signature=", text, StringComparison.Ordinal);
            Assert.All(signatures, signature => Assert.DoesNotContain(signature, text, StringComparison.Ordinal));
        }
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private (string Path, string Expires, string Signature) Parts()
    {
        var url = new Uri(Url);
        var query = url.Query[1..].Split('&').ToDictionary(pair => pair.Split('=')[0], pair => pair.Split('=')[1]);
        return (url.AbsolutePath, query["expires"], query["signature"]);
    }

    private async Task<HttpResponseMessage> SendAsync(Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Url);
        change(request);
        return await _host.Http.SendAsync(request);
    }

    private Task<HttpResponseMessage> RawAsync(string target) =>
        _host.Http.GetAsync(new Uri(_host.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + target, _asWritten));
}
