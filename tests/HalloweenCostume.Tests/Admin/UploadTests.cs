using System.Net;
using System.Text;
using Dapper;
using HalloweenCostume.Data;
using HalloweenCostume.Local.Storage;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests.Admin;

/// <summary>Models as files: prepared, put, registered.</summary>
public sealed class UploadTests(AdminHost host) : IClassFixture<AdminHost>
{
    private readonly byte[] _file = LoraFile.Of(5000);

    [Fact]
    public async Task A_file_that_was_put_becomes_a_model_that_makes_pictures()
    {
        var upload = await Upload.PrepareAsync(host, _file.Length);
        Assert.Equal(host.Host.Time.GetUtcNow() + TimeSpan.FromHours(12), upload.ExpiresAt, TimeSpan.FromMinutes(1));
        using (var early = await upload.RegisterAsync(host))
            Assert.Contains("has not arrived", (await early.ProblemAsync(HttpStatusCode.BadRequest, "uploadId")).GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var stored = await upload.PutAsync(_file);
        Assert.True(stored.IsSuccessStatusCode);

        using var added = await upload.RegisterAsync(host);

        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        var lora = await added.JsonAsync();
        Assert.Equal(("file", _file.Length, 1.0, false), (lora.GetProperty("weights").GetString(), lora.GetProperty("sizeBytes").GetInt32(), lora.GetProperty("scale").GetDouble(), lora.GetProperty("shared").GetBoolean()));
        Assert.True(lora.IsNull("url"));
        Assert.Equal("completed", (await host.GenerateAsync(1, lora.Number())).Status());
        using var again = await upload.RegisterAsync(host);
        await again.ProblemAsync(HttpStatusCode.BadRequest, "uploadId");

        var name = $"{upload.Id}.safetensors";
        Assert.Contains(name, Upload.Stored(host));
        using (await host.Http.DeleteAsync($"/api/loras/{lora.Number()}")) { }
        Assert.DoesNotContain(name, Upload.Stored(host));
    }

    [Fact]
    public async Task An_upload_becomes_one_model_however_many_ask_at_once()
    {
        var upload = await Upload.StoredAsync(host, _file);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => upload.RegisterAsync(host, trigger: "once")));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        foreach (var answer in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
            await answer.ProblemAsync(HttpStatusCode.BadRequest, "uploadId");
        Assert.Single((await host.Http.GetJsonAsync("/api/loras")).EnumerateArray(), lora => lora.GetProperty("trigger").GetString() == "once");
    }

    [Fact]
    public async Task A_file_is_put_once_and_nobody_reads_it_by_that_address()
    {
        var upload = await Upload.StoredAsync(host, _file);

        using var second = await upload.PutAsync([.. _file[..^1], 7]);
        await second.ProblemAsync(HttpStatusCode.PreconditionFailed);
        using var read = await Upload.SendAsync(HttpMethod.Get, upload.Url);
        await read.ProblemAsync(HttpStatusCode.MethodNotAllowed);
        using var readAsPicture = await Upload.SendAsync(HttpMethod.Get, upload.Url.Replace(FolderObjectStore.UploadRoute, FolderObjectStore.Route, StringComparison.Ordinal));
        await readAsPicture.ProblemAsync(HttpStatusCode.Forbidden);
        Assert.Equal(_file, await File.ReadAllBytesAsync(Path.Combine(host.Host.Folder, "objects", "halloween-costume-loras", $"{upload.Id}.safetensors")));
    }

    [Fact]
    public async Task Only_the_address_that_was_given_takes_a_file()
    {
        var upload = await Upload.PrepareAsync(host, _file.Length);
        var picture = (await host.GenerateAsync(1, 1)).Images()[0].GetProperty("signedUrl").GetString()!
            .Replace(FolderObjectStore.Route, FolderObjectStore.UploadRoute, StringComparison.Ordinal);
        var before = Upload.Stored(host);
        var signature = upload.Url[(upload.Url.LastIndexOf('=') + 1)..];
        foreach (var url in new[]
        {
            upload.Url[..^1] + (upload.Url[^1] == 'A' ? 'B' : 'A'), upload.Url[..^1], upload.Url[..upload.Url.LastIndexOf('&')], upload.Url[..upload.Url.IndexOf('?', StringComparison.Ordinal)],
            upload.Url.Replace($"size={_file.Length}", $"size={_file.Length + 1}", StringComparison.Ordinal), upload.Url.Replace($"size={_file.Length}", "size=-1", StringComparison.Ordinal),
            upload.Url.Replace($"size={_file.Length}&", "", StringComparison.Ordinal), upload.Url.Replace("expires=", "expires=9", StringComparison.Ordinal),
            upload.Url.Replace(".safetensors", ".jpg", StringComparison.Ordinal), upload.Url.Replace(upload.Id, "..%2F..%2Fhalloween", StringComparison.Ordinal),
            upload.Url.Replace("halloween-costume-loras", "halloween-costume-generated-images", StringComparison.Ordinal),
            // A picture's address gives the right to read it, and no other.
            picture.Replace("expires=", $"size={_file.Length}&expires=", StringComparison.Ordinal),
            $"{picture[..picture.IndexOf('?', StringComparison.Ordinal)]}{upload.Url[upload.Url.IndexOf('?', StringComparison.Ordinal)..]}",
        })
        {
            using var refused = await Upload.SendAsync(HttpMethod.Put, url, new ByteArrayContent(_file));
            Assert.True(refused.StatusCode == HttpStatusCode.Forbidden, $"{refused.StatusCode}: {url}");
        }

        foreach (var method in new[] { "POST", "PATCH", "DELETE" })
        {
            using var refused = await Upload.SendAsync(new(method), upload.Url, new ByteArrayContent(_file));
            await refused.ProblemAsync(HttpStatusCode.MethodNotAllowed);
        }

        Assert.Equal(43, signature.Length);
        Assert.Equal(before, Upload.Stored(host));
        await Eventually.HoldsAsync(() => DataFolder.Drafts(host.Host.Folder).Count == 0);
    }

    [Fact]
    public async Task A_file_of_another_size_is_refused()
    {
        foreach (var content in new HttpContent[]
        {
            new ByteArrayContent(_file[..^1]), new ByteArrayContent([.. _file, 0]), new ByteArrayContent([]),
            // Without a Content-Length.
            new StreamContent(new LengthlessStream(_file)),
        })
        {
            var upload = await Upload.PrepareAsync(host, _file.Length);
            using var refused = await Upload.SendAsync(HttpMethod.Put, upload.Url, content);
            await refused.ProblemAsync(HttpStatusCode.BadRequest);
            using var registered = await upload.RegisterAsync(host);
            await registered.ProblemAsync(HttpStatusCode.BadRequest, "uploadId");
        }
    }

    [Fact]
    public async Task Of_a_file_that_was_cut_off_on_its_way_nothing_is_kept_and_it_may_come_again()
    {
        var upload = await Upload.PrepareAsync(host, _file.Length);
        var address = new Uri(upload.Url);
        using (var client = new System.Net.Sockets.TcpClient())
        {
            await client.ConnectAsync(address.Host, address.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"PUT {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/octet-stream\r\nContent-Length: {_file.Length}\r\n\r\n"));
            await client.GetStream().WriteAsync(_file.AsMemory(0, 2000));
            await Eventually.HoldsAsync(() => DataFolder.Drafts(host.Host.Folder).Count > 0);
        }

        await Eventually.HoldsAsync(() => DataFolder.Drafts(host.Host.Folder).Count == 0);
        Assert.DoesNotContain($"{upload.Id}.safetensors", Upload.Stored(host));
        using var again = await upload.PutAsync(_file);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task What_is_no_model_is_not_registered_and_says_what_is_wrong()
    {
        foreach (var (file, wrong) in new (byte[], string)[]
        {
            (Encoding.ASCII.GetBytes("<html>this is a page, not a model</html>"), "does not begin with a safetensors header"), ([1, 2, 3], "is shorter than a safetensors header"),
            (_file[..^1], "it was cut off"), ([.. _file, 0], "or added to"), ([8, 0, 0, 0, 0, 0, 0, 0, .. "no json!"u8], "cannot be read"), ([2, 0, 0, 0, 0, 0, 0, 0, .. "[]"u8], "is no JSON object"),
            ([.. Enumerable.Repeat((byte)255, 8), 0], "does not begin with a safetensors header"),
        })
        {
            var upload = await Upload.StoredAsync(host, file);
            using var refused = await upload.RegisterAsync(host, trigger: "wrong");
            Assert.Contains(wrong, (await refused.ProblemAsync(HttpStatusCode.BadRequest, "uploadId")).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain((await host.Http.GetJsonAsync("/api/loras")).EnumerateArray(), lora => lora.GetProperty("trigger").GetString() == "wrong");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1073741825")]
    [InlineData("99999999999999999999")]
    [InlineData("1.5")]
    [InlineData("\"5000\"")]
    [InlineData("null")]
    public async Task A_size_that_no_file_may_have_is_refused(string size)
    {
        using var refused = await host.Http.PostAsync("/api/lora-uploads", new StringContent($$"""{"sizeBytes": {{size}}}""", Encoding.UTF8, "application/json"));
        await refused.ProblemAsync(HttpStatusCode.BadRequest, "sizeBytes");
    }

    [Fact]
    public async Task An_upload_that_became_no_model_in_time_is_deleted()
    {
        await using var later = await AdminHost.StartAsync();
        var (kept, left, never) = (await Upload.StoredAsync(later, _file), await Upload.StoredAsync(later, _file), await Upload.PrepareAsync(later, 100));
        using var registered = await kept.RegisterAsync(later);
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);

        later.Host.Time.Shift = TimeSpan.FromHours(12.1);
        using var late = await never.PutAsync(new byte[100]);
        await late.ProblemAsync(HttpStatusCode.Forbidden);
        using var tooLate = await left.RegisterAsync(later);
        await tooLate.ProblemAsync(HttpStatusCode.BadRequest, "uploadId");
        // It could still be on its way.
        await KeepHouseAsync(later);
        Assert.Equal(2, Rows(later));
        later.Host.Time.Shift = TimeSpan.FromHours(24.1);
        await KeepHouseAsync(later);

        Assert.Equal(0, Rows(later));
        Assert.Contains($"{kept.Id}.safetensors", Upload.Stored(later));
        Assert.DoesNotContain($"{left.Id}.safetensors", Upload.Stored(later));
        Assert.Equal("completed", (await later.GenerateAsync(1, (await registered.JsonAsync()).Number())).Status());
    }

    private static Task KeepHouseAsync(AdminHost host) => host.Host.Services.GetRequiredService<Housekeeping>().RunAsync(CancellationToken.None);

    private static long Rows(AdminHost host) =>
        host.Host.Services.GetRequiredService<Database>().Read(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM lora_uploads"));

    private sealed class LengthlessStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
