using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using HalloweenCostume.Functions.Tests.Storage.Server;
using HalloweenCostume.Storage;

namespace HalloweenCostume.Functions.Tests.Storage;

public sealed class GcsObjectStoreTests : IAsyncLifetime
{
    private GcsHost _host = null!;

    private IObjectStore Store => _host.Store;

    public async Task InitializeAsync() => _host = await GcsHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2_000_003)]
    public async Task What_is_put_is_there_byte_for_byte_after_one_round_trip(int length)
    {
        var bytes = Samples.Bytes(length);
        Assert.True(await Store.PutAsync(Samples.Picture, bytes));

        var request = Assert.Single(_host.Server.Requests);
        Assert.Equal(("PUT", true), (request.Method, request.Signed));
        Assert.DoesNotContain("Expect", request.Headers.Keys);
        Assert.DoesNotContain("Authorization", request.Headers.Keys);
        Assert.Equal(bytes, _host.Server.Buckets.Find(Samples.Picture.Bucket, Samples.Picture.Path)!.Bytes);
        await using var read = await Store.OpenAsync(Samples.Picture, CancellationToken.None);
        Assert.Equal(bytes, await AllAsync(read));
        Assert.Equal(length, await Store.SizeAsync(Samples.Picture, CancellationToken.None));
    }

    [Fact]
    public async Task Of_what_is_not_read_to_its_end_the_rest_does_not_come()
    {
        const int length = 64 * 1024 * 1024;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var sent = SendAsync(listener, length);
        await using var host = await GcsHost.StartAsync(more: ("STORAGE_EMULATOR_HOST", $"{listener.LocalEndpoint}"));
        var begun = TimeProvider.System.GetTimestamp();

        await using (var read = await host.Store.OpenAsync(new(Samples.LoraBucket, "big"), CancellationToken.None))
            await read.ReadExactlyAsync(new byte[8]);

        // What lay on the way is all that came.
        Assert.InRange(await sent, 8, length / 4);
        Assert.InRange(TimeProvider.System.GetElapsedTime(begun).TotalSeconds, 0, 10);
    }

    [Fact]
    public async Task A_stream_is_put_from_where_it_stands()
    {
        var bytes = Samples.Bytes(1000);
        using var content = new MemoryStream(bytes) { Position = 400 };
        Assert.True(await Store.PutAsync(Samples.Picture, "image/jpeg", content, CancellationToken.None));
        Assert.Equal(bytes[400..], Kept(Samples.Picture).Bytes);
    }

    [Fact]
    public async Task A_name_that_is_taken_stays_as_it_is()
    {
        var first = Samples.Bytes();
        Assert.True(await Store.PutAsync(Samples.Picture, first));
        var before = _host.Server.Requests.Count;

        Assert.False(await Store.PutAsync(Samples.Picture, Samples.Bytes()));
        Assert.False(await Store.PutAsync(Samples.Picture, first));

        Assert.Equal(first, Kept(Samples.Picture).Bytes);
        Assert.Equal((1, 2), (_host.Server.Buckets.Writes, _host.Server.Requests.Count - before));
    }

    [Fact]
    public async Task Of_many_who_put_the_same_name_at_once_one_does()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Store.PutAsync(Samples.Picture, Samples.Bytes(50_000))));
        Assert.Single(taken, true);
        Assert.Equal(1, _host.Server.Buckets.Writes);
    }

    [Fact]
    public async Task A_picture_is_kept_by_the_browser_alone_as_long_as_its_URL_and_is_saved_under_a_name()
    {
        await Store.PutAsync(Samples.Picture, Samples.Bytes(10));
        await Store.PutAsync(Samples.Picture.Thumbnail(), "image/webp", new MemoryStream([1]), CancellationToken.None);

        var picture = Kept(Samples.Picture);
        Assert.Equal("image/jpeg", picture.ContentType);
        var cache = CacheControlHeaderValue.Parse(picture.CacheControl);
        Assert.Equal((true, TimeSpan.FromMinutes(15), "immutable"), (cache.Private, cache.MaxAge, cache.Extensions.Single().ToString()));
        Assert.Equal("attachment; filename=\"costume-0190a0a0-0000-7000-8000-000000000001.jpg\"", picture.ContentDisposition);
        var thumbnail = Kept(Samples.Picture.Thumbnail());
        Assert.Equal(("image/webp", ""), (thumbnail.ContentType, thumbnail.ContentDisposition));
    }

    [Fact]
    public async Task Its_signature_holds_if_somebody_looks_at_the_headers_on_the_way()
    {
        using var onlooker = new Onlooker();
        Assert.True(await Store.PutAsync(Samples.Picture, [1]));
        Assert.Contains("Cache-Control", onlooker.Seen);
        Assert.Contains("Content-Disposition", onlooker.Seen);
    }

    [Fact]
    public async Task What_is_deleted_is_gone_and_may_be_deleted_again()
    {
        await Store.PutAsync(Samples.Picture, Samples.Bytes(10));
        await Store.DeleteAsync(Samples.Picture, CancellationToken.None);
        Assert.Empty(_host.Server.Buckets.Objects);
        await Store.DeleteAsync(Samples.Picture, CancellationToken.None);
        Assert.True(await Store.PutAsync(Samples.Picture, Samples.Bytes(10)));
    }

    [Fact]
    public async Task What_is_not_there_is_a_file_not_found()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(() => Store.OpenAsync(Samples.Picture, CancellationToken.None));
        await Assert.ThrowsAsync<FileNotFoundException>(() => Store.SizeAsync(Samples.Picture, CancellationToken.None));
    }

    [Fact]
    public async Task The_store_is_well_when_the_account_may_do_what_the_product_does()
    {
        await Store.ProbeAsync(CancellationToken.None);
        Assert.Equal(0, _host.Server.Buckets.Writes);

        foreach (var bucket in new[] { Samples.LoraBucket, Samples.GeneratedBucket })
        {
            var granted = _host.Server.Buckets.Permissions[bucket];
            _host.Server.Buckets.Permissions[bucket] = ["storage.objects.get", "storage.objects.delete"];
            var lacking = await Assert.ThrowsAsync<IOException>(() => Store.ProbeAsync(CancellationToken.None));
            Assert.Contains($"{bucket} cannot be used: the service account lacks storage.objects.create.", lacking.Message, StringComparison.Ordinal);
            _host.Server.Buckets.Permissions[bucket] = granted;
        }

        _host.Server.Buckets.Permissions.TryRemove(Samples.GeneratedBucket, out _);
        var missing = await Assert.ThrowsAsync<IOException>(() => Store.ProbeAsync(CancellationToken.None));
        Assert.Contains("Google answered 404 notFound", missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("../loras/a")]
    [InlineData("a/./b")]
    [InlineData("a\nb")]
    public async Task A_name_that_could_become_another_on_the_way_is_none(string path)
    {
        var name = new ObjectName(Samples.GeneratedBucket, path);
        await Assert.ThrowsAsync<ArgumentException>(() => Store.PutAsync(name, [1]));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.OpenAsync(name, CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DeleteAsync(name, CancellationToken.None));
    }

    [Theory]
    [InlineData("my model (1)'s + 100%~!*.safetensors")]
    [InlineData("Zoë/🎃?x=1&y#z.safetensors")]
    public async Task Any_other_name_goes_there_and_back(string path)
    {
        var name = new ObjectName(Samples.LoraBucket, path);
        Assert.True(await Store.PutAsync(name, [1, 2, 3]));
        Assert.Equal((name.Bucket, path), Assert.Single(_host.Server.Buckets.Objects).Key);
        await using (var read = await Store.OpenAsync(name, CancellationToken.None))
            Assert.Equal([1, 2, 3], await AllAsync(read));
        await Store.DeleteAsync(name, CancellationToken.None);
        Assert.Empty(_host.Server.Buckets.Objects);
    }

    [Fact]
    public async Task An_emulator_needs_no_credentials()
    {
        await using var host = await GcsHost.StartAsync(credentials: false);
        Assert.True(await host.Store.PutAsync(Samples.Picture, [1]));
        await host.Store.ProbeAsync(CancellationToken.None);
        await host.Store.DeleteAsync(Samples.Picture, CancellationToken.None);
        Assert.Empty(host.Server.Buckets.Objects);
        Assert.DoesNotContain(host.Server.Requests, request => request.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task What_takes_its_time_is_made_ready_beside_the_start_and_an_emulator_is_told_of()
    {
        await _host.WarmUp.StartAsync(CancellationToken.None);
        await ((Microsoft.Extensions.Hosting.BackgroundService)_host.WarmUp).ExecuteTask!;
        Assert.Contains($"Objects are kept by the emulator at {_host.Server.Address}", _host.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("could not be made ready", _host.Log, StringComparison.Ordinal);
        Assert.Empty(_host.Server.Requests);
    }

    private GcsObject Kept(ObjectName name) => _host.Server.Buckets.Find(name.Bucket, name.Path)!;

    /// <returns>How many bytes of the object could be sent before nobody wanted more.</returns>
    private static async Task<int> SendAsync(TcpListener listener, int length)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        var buffer = new byte[64 * 1024];
        await stream.ReadAtLeastAsync(buffer, 1);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n"));
        var sent = 0;
        try
        {
            for (; sent < length; sent += buffer.Length)
                await stream.WriteAsync(buffer);
        }
        catch (IOException)
        {
            // Hung up.
        }

        return sent;
    }

    private static async Task<byte[]> AllAsync(Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
