using System.Net;
using System.Security.Cryptography;
using Google.Apis.Auth.OAuth2;
using Google.Cloud.Storage.V1;
using HalloweenCostume.Functions.Storage;
using HalloweenCostume.Functions.Tests.Storage.Server;
using HalloweenCostume.Storage;

namespace HalloweenCostume.Functions.Tests.Storage;

public sealed class GcsSignedUrlTests : IAsyncLifetime
{
    private static readonly TimeSpan _life = TimeSpan.FromMinutes(15);
    private GcsHost _host = null!;

    private SigningWindow Window => SigningWindow.At(_host.Time.GetUtcNow(), _life);

    private string Signed => _host.Store.SignedUrl(Samples.Picture, Window);

    public async Task InitializeAsync()
    {
        _host = await GcsHost.StartAsync();
        await _host.Store.PutAsync(Samples.Picture, [1, 2, 3]);
        await _host.Store.PutAsync(Samples.Picture.Thumbnail(), [4]);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task It_leads_to_the_object_and_to_parts_of_it()
    {
        using var response = await _host.Http.GetAsync(Signed);
        Assert.Equal((HttpStatusCode.OK, "image/jpeg"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal([1, 2, 3], await response.Content.ReadAsByteArrayAsync());

        using var part = new HttpRequestMessage(HttpMethod.Get, Signed) { Headers = { Range = new(1, 1) } };
        using var partial = await _host.Http.SendAsync(part);
        Assert.Equal([2], await partial.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task It_ends_with_its_window()
    {
        var url = Signed;
        var window = Window;
        _host.Time.SetUtcNow(window.ExpiresAt.AddSeconds(-20));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, url));
        _host.Time.SetUtcNow(window.ExpiresAt);
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(HttpMethod.Get, url));
    }

    [Fact]
    public async Task It_opens_no_other_object_and_does_nothing_but_read()
    {
        var url = Signed;
        var other = _host.Store.Url(Samples.Picture.Thumbnail()) + new Uri(url).Query;
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, other));
        foreach (var method in new[] { "PUT", "POST", "DELETE", "PATCH" })
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(new(method), url));
        Assert.Equal(2, _host.Server.Buckets.Objects.Count);
    }

    [Fact]
    public async Task A_change_of_any_part_of_it_breaks_it()
    {
        var url = Signed;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, url));
        foreach (var changed in new[] { url.Replace("Expires=900", "Expires=901"), url.Replace("Date=2", "Date=1"), url[..^1] + (url[^1] == '0' ? '1' : '0'), url + "&x=1", _host.Store.Url(Samples.Picture) })
            Assert.True(await StatusAsync(HttpMethod.Get, changed) is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest, changed);
    }

    [Fact]
    public void It_is_the_same_bytes_for_everyone_within_a_window_and_others_in_the_next()
    {
        var start = Window.SignedAt + TimeSpan.FromMinutes(10);
        _host.Time.SetUtcNow(start);
        var first = Signed;
        _host.Time.SetUtcNow(start + TimeSpan.FromSeconds(580));
        Assert.Equal(first, Signed);
        // As another instance signs it.
        using var signer = new V4Signer(_host.Get<GcsOptions>());
        Assert.Equal(first, signer.Sign(HttpMethod.Get, Samples.Picture, Window));
        var old = Window;
        _host.Time.SetUtcNow(start + TimeSpan.FromMinutes(10));
        Assert.NotEqual(first, Signed);
        Assert.Same(first, _host.Store.SignedUrl(Samples.Picture, old));
    }

    [Fact]
    public async Task It_is_signed_once_however_many_ask()
    {
        var window = Window;
        using var start = new ManualResetEventSlim();
        var asking = Enumerable.Range(0, 100).Select(_ => Task.Factory.StartNew(() =>
        {
            start.Wait();
            return _host.Store.SignedUrl(Samples.Picture, window);
        }, TaskCreationOptions.LongRunning)).ToList();
        start.Set();
        var urls = await Task.WhenAll(asking);
        Assert.All(urls, url => Assert.Same(urls[0], url));
    }

    [Fact]
    public void More_URLs_than_are_kept_are_right_all_the_same()
    {
        using var key = RSA.Create(1024);
        using var signer = new V4Signer(new(new(new("https://storage.googleapis.com"), false), new("p", "a@p.iam.gserviceaccount.com", key.ExportParameters(true)), true));
        var cache = new SignedUrlCache(signer);
        var window = Window;
        var first = cache.Get(new("b", "0"), window);
        for (var i = 1; i <= 10_001; i++)
            Assert.Contains($"/b/{i}?", cache.Get(new("b", $"{i}"), window), StringComparison.Ordinal);
        var again = cache.Get(new("b", "0"), window);
        Assert.NotSame(first, again);
        Assert.Equal(first, again);
    }

    [Theory]
    [InlineData("12/0190a0a0-0000-7000-8000-000000000001.jpg")]
    [InlineData("my model (1)'s + 100%~!*.safetensors")]
    [InlineData("Zoë/🎃?x=1&y#z")]
    public void It_is_to_the_byte_what_Googles_own_signer_makes(string path)
    {
        var account = new ServiceAccount("p", "pictures@p.iam.gserviceaccount.com", RSAParametersOf(GcsServer.PrivateKeyPem));
        using var signer = new V4Signer(new(new(new("https://storage.googleapis.com"), false), account, true));
        var google = UrlSigner.FromCredential(new ServiceAccountCredential(new ServiceAccountCredential.Initializer(account.Email) { Key = RSA.Create(account.Key) }));
        var name = new ObjectName(Samples.GeneratedBucket, path);
        (string Name, string Value)[] headers = [("x-goog-if-generation-match", "0"), ("cache-control", "private, max-age=900, immutable"), ("content-type", "image/jpeg")];
        var read = UrlSigner.RequestTemplate.FromBucket(name.Bucket).WithObjectName(path);
        var write = read.WithHttpMethod(HttpMethod.Put).WithRequestHeaders(headers.Select(header => KeyValuePair.Create(header.Name, Enumerable.Repeat(header.Value, 1))));

        var expected = google.Sign(read, UrlSigner.Options.FromDuration(_life));
        Assert.Equal(expected, signer.Sign(HttpMethod.Get, name, WindowOf(expected)));
        expected = google.Sign(write, UrlSigner.Options.FromDuration(_life));
        Assert.Equal(expected, signer.Sign(HttpMethod.Put, name, WindowOf(expected), headers));
    }

    [Fact]
    public void The_address_without_a_right_is_the_bare_one()
    {
        Assert.Equal($"{_host.Server.Address.GetLeftPart(UriPartial.Authority)}/{Samples.GeneratedBucket}/{Samples.Picture.Path}", _host.Store.Url(Samples.Picture));
        Assert.StartsWith(_host.Store.Url(Samples.Picture) + "?", Signed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_signature_token_or_key_is_ever_logged_or_told()
    {
        _host.Server.Next(GcsFault.Busy, GcsFault.Reset, GcsFault.None, GcsFault.Forbidden, GcsFault.Busy);
        var told = new List<string>();
        foreach (var call in new Func<Task>[]
        {
            () => _host.Store.PutAsync(Samples.Picture with { Path = "1/x.jpg" }, [1]), () => _host.Store.PutAsync(Samples.Picture, [1]),
            () => _host.Store.ProbeAsync(CancellationToken.None), () => _host.Store.OpenAsync(Samples.Picture with { Path = "no" }, CancellationToken.None),
            () => _host.Store.DeleteAsync(Samples.Picture, CancellationToken.None),
        })
        {
            if (await Record.ExceptionAsync(call) is { } exception)
                told.Add(exception.ToString());
        }

        told.Add($"{_host.Get<GcsOptions>()}");
        told.Add(_host.Log);
        Assert.Equal(4, told.Count);
        Assert.Contains("503", _host.Log, StringComparison.Ordinal);
        var key = GcsServer.PrivateKeyPem.Split('\n')[2];
        Assert.All(told, text =>
        {
            Assert.DoesNotContain("X-Goog-", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Bearer", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(key, text, StringComparison.Ordinal);
        });
    }

    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, string url)
    {
        using var request = new HttpRequestMessage(method, url);
        using var response = await _host.Http.SendAsync(request);
        return response.StatusCode;
    }

    // Google's signer signs for now alone: its moment is read back from what it made.
    private static SigningWindow WindowOf(string url)
    {
        var date = url.Split("X-Goog-Date=")[1].Split('&')[0];
        var signedAt = DateTimeOffset.ParseExact(date, "yyyyMMdd'T'HHmmss'Z'", null, System.Globalization.DateTimeStyles.AssumeUniversal);
        return new(signedAt, signedAt + _life);
    }

    private static RSAParameters RSAParametersOf(string pem) => PrivateKeyPem.Read(pem, out _);
}
