using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace HalloweenCostume.Tests.Demo;

public sealed class FalFileTests
{
    private const string Lifecycle = "X-Fal-Object-Lifecycle-Preference";

    [Fact]
    public async Task Files_are_public_and_serve_head_and_ranges()
    {
        await using var caller = await FalCaller.StartAsync();
        var content = RandomNumberGenerator.GetBytes(1000);
        var url = await FalUploads.PutAsync(caller, "naïve name.bin", content);
        using var http = new HttpClient();

        using var whole = await http.GetAsync(url);
        using var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, url));
        using var part = await http.SendAsync(new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(10, 19) } });

        Assert.Equal(content, await whole.Content.ReadAsByteArrayAsync());
        Assert.Equal(("application/x-test", 1000), (whole.Content.Headers.ContentType!.MediaType, head.Content.Headers.ContentLength));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(content[10..20], await part.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task An_announced_file_is_not_there_until_it_was_put()
    {
        await using var caller = await FalCaller.StartAsync();
        var (uploadUrl, fileUrl) = await FalUploads.InitiateAsync(caller, "a.bin");

        using var early = await caller.Http.GetAsync(fileUrl);
        using var put = await FalUploads.PutAsync(uploadUrl, [1, 2, 3]);
        using var again = await FalUploads.PutAsync(uploadUrl, [1, 2, 3]);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK, HttpStatusCode.OK), (early.StatusCode, put.StatusCode, again.StatusCode));
        Assert.Equal([1, 2, 3], await caller.Http.GetByteArrayAsync(fileUrl));
    }

    [Fact]
    public async Task An_upload_cut_off_half_way_leaves_no_file()
    {
        var folder = Directory.CreateTempSubdirectory();
        await using var caller = await FalCaller.StartAsync(FalCaller.Quick with { StateFolder = folder.FullName });
        var (uploadUrl, fileUrl) = await FalUploads.InitiateAsync(caller, "a.bin");

        await Assert.ThrowsAsync<HttpRequestException>(() => caller.Http.PutAsync(uploadUrl, new CutOffContent()));
        using var file = await caller.Http.GetAsync(fileUrl);

        Assert.Equal(HttpStatusCode.NotFound, file.StatusCode);
        for (var i = 0; i < 100 && Partials().Length > 0; i++)
            await Task.Delay(20);
        Assert.Empty(Partials());
        await caller.DisposeAsync();
        folder.Delete(recursive: true);

        string[] Partials() => Directory.GetFiles(folder.FullName, "*.partial", SearchOption.AllDirectories);
    }

    [Fact]
    public async Task Parts_become_one_file_when_their_etags_match()
    {
        await using var caller = await FalCaller.StartAsync();
        var (uploadUrl, fileUrl) = await FalUploads.InitiateAsync(caller, "big.bin", "initiate-multipart");
        byte[][] contents = [RandomNumberGenerator.GetBytes(100_000), RandomNumberGenerator.GetBytes(100_000), [7]];
        var parts = new List<JsonElement>();
        foreach (var (index, content) in contents.Index())
        {
            using var put = await FalUploads.PutAsync($"{uploadUrl}/{index + 1}", content);
            parts.Add(await put.Content.ReadFromJsonAsync<JsonElement>());
        }
        using var wrongTag = await CompleteAsync([parts[0], JsonElement.Parse("""{"partNumber":2,"etag":"no"}""")]);
        using var wrongOrder = await CompleteAsync([parts[1], parts[0]]);
        using var unknown = await CompleteAsync([parts[0], JsonElement.Parse("""{"partNumber":9,"etag":"no"}""")]);
        using var early = await caller.Http.GetAsync(fileUrl);
        using var complete = await CompleteAsync(parts);

        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest], [wrongTag.StatusCode, wrongOrder.StatusCode, unknown.StatusCode]);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (early.StatusCode, complete.StatusCode));
        Assert.Equal(contents.SelectMany(content => content), await caller.Http.GetByteArrayAsync(fileUrl));

        Task<HttpResponseMessage> CompleteAsync(IEnumerable<JsonElement> list) => caller.Http.PostAsJsonAsync($"{uploadUrl}/complete", new { parts = list });
    }

    [Fact]
    public async Task More_than_two_gibibytes_are_refused()
    {
        await using var caller = await FalCaller.StartAsync();
        var (uploadUrl, _) = await FalUploads.InitiateAsync(caller, "huge.bin");
        using var request = new HttpRequestMessage(HttpMethod.Put, uploadUrl) { Content = new AnnouncedContent((2L << 30) + 1), Headers = { ExpectContinue = true } };

        using var response = await caller.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Output_files_go_when_their_lifetime_is_over_and_uploads_stay()
    {
        var folder = Directory.CreateTempSubdirectory();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var caller = await FalCaller.StartAsync(FalCaller.Quick with { StateFolder = folder.FullName, RunTime = default }, time);
        var upload = await FalUploads.PutAsync(caller, "a", [1]);
        var shortUpload = await FalUploads.PutAsync(caller, "b", [2], ("X-Fal-Object-Lifecycle", """{"expiration_duration_seconds":60}"""));
        var (_, brief) = await caller.ResultAsync(await caller.SubmitAsync(null, FalCaller.FluxLora, (Lifecycle, """{"expiration_duration_seconds":60}""")));
        var (_, usual) = await caller.ResultAsync(await caller.SubmitAsync());
        string[] urls = [upload, Url(usual), shortUpload, Url(brief)];

        Assert.Equal("200 200 200 200", await CodesAsync());
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("200 200 200 200", await CodesAsync());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("200 200 404 404", await CodesAsync());
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(4, Directory.GetFiles(Path.Combine(folder.FullName, "files")).Length);
        time.Advance(TimeSpan.FromDays(7));
        Assert.Equal("200 404 404 404", await CodesAsync());
        await caller.DisposeAsync();
        folder.Delete(recursive: true);

        static string Url(JsonElement output) => output.GetProperty("images")[0].GetProperty("url").GetString()!;

        async Task<string> CodesAsync() => string.Join(' ', await Task.WhenAll(urls.Select(async url =>
        {
            using var response = await caller.Http.GetAsync(url);
            return (int)response.StatusCode;
        })));
    }

    private sealed class CutOffContent : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[100_000]);
            await stream.FlushAsync();
            await Task.Delay(100);
            throw new IOException("cut off");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 200_000;
            return true;
        }
    }

    private sealed class AnnouncedContent(long announced) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new InvalidOperationException("The server asked for the body.");

        protected override bool TryComputeLength(out long length)
        {
            length = announced;
            return true;
        }
    }
}
