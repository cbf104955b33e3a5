using HalloweenCostume.Functions.Tests.Storage.Server;
using HalloweenCostume.Storage;

namespace HalloweenCostume.Functions.Tests.Storage;

public sealed class GcsListTests : IAsyncLifetime
{
    private const string Bucket = Samples.BackupBucket;
    private GcsHost _host = null!;

    private GcsBuckets Buckets => _host.Server.Buckets;

    public async Task InitializeAsync() => _host = await GcsHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_list_has_every_object_of_its_bucket_with_its_size_and_time()
    {
        _host.Time.SetUtcNow(new(2026, 10, 31, 18, 0, 0, TimeSpan.Zero));
        await _host.Store.PutAsync(new(Bucket, "12/a picture & more.jpg"), Samples.Bytes(7));
        await _host.Store.PutAsync(new(Bucket, "Zoë/🎃.db"), []);
        await _host.Store.PutAsync(Samples.Picture, Samples.Bytes(1));

        var listed = (await ListAsync()).OrderBy(stored => stored.SizeBytes).ToList();

        Assert.Equal([("Zoë/🎃.db", 0L), ("12/a picture & more.jpg", 7L)], listed.Select(stored => (stored.Name.Path, stored.SizeBytes)));
        Assert.All(listed, stored =>
        {
            Assert.Equal(Bucket, stored.Name.Bucket);
            Assert.InRange((stored.StoredAt - new DateTimeOffset(2026, 10, 31, 18, 0, 0, TimeSpan.Zero)).TotalSeconds, 0, 20);
        });
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(99, 10)]
    [InlineData(100, 10)]
    [InlineData(101, 11)]
    public async Task A_list_of_several_pages_is_read_to_its_end(int objects, int pages)
    {
        Buckets.PageSize = 10;
        Put(objects);

        Assert.Equal(Names(objects), (await ListAsync()).Select(stored => stored.Name.Path).Order(StringComparer.Ordinal));

        Assert.Equal(pages, _host.Server.Requests.Count);
        // What else Google knows of an object is twenty times as much.
        Assert.All(_host.Server.Requests, request => Assert.Contains("fields=items%28name%2Csize%2CtimeCreated%29%2CnextPageToken", request.Query, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_empty_bucket_has_an_empty_list() => Assert.Empty(await ListAsync());

    [Fact]
    public async Task Who_has_seen_enough_asks_for_no_further_page()
    {
        Buckets.PageSize = 10;
        Put(30);

        await foreach (var _ in _host.Store.ListAsync(Bucket, CancellationToken.None))
            break;

        Assert.Single(_host.Server.Requests);
    }

    [Fact]
    public async Task What_could_not_be_asked_for_is_not_listed()
    {
        Buckets.Put(Bucket, "a//b", new([], "", "", "", 0), onlyNew: true);
        Buckets.Put(Bucket, "folder/", new([], "", "", "", 0), onlyNew: true);
        Put(1);

        Assert.Equal(Names(1), (await ListAsync()).Select(stored => stored.Name.Path));
    }

    [Theory]
    [InlineData(nameof(GcsFault.Busy))]
    [InlineData(nameof(GcsFault.TooMany))]
    [InlineData(nameof(GcsFault.Reset))]
    public async Task A_fault_in_the_second_page_passes(string fault)
    {
        Buckets.PageSize = 10;
        Put(25);
        var again = Enum.Parse<GcsFault>(fault);
        _host.Server.Next(GcsFault.None, again, again);

        Assert.Equal(Names(25), (await ListAsync()).Select(stored => stored.Name.Path).Order(StringComparer.Ordinal));

        Assert.Equal(3 + 2, _host.Server.Requests.Count);
    }

    [Fact]
    public async Task A_list_that_breaks_off_is_no_shorter_list()
    {
        Buckets.PageSize = 10;
        Put(25);
        _host.Server.Next([GcsFault.None, .. Enumerable.Repeat(GcsFault.Busy, 5)]);

        var exception = await Assert.ThrowsAsync<IOException>(ListAsync);

        Assert.Equal($"The bucket {Bucket} could not be listed: Google answered 503 ServiceUnavailable.", exception.Message);
    }

    [Fact]
    public async Task A_bucket_that_is_missing_or_closed_is_told_without_a_second_try()
    {
        Buckets.Permissions[Bucket] = ["storage.objects.create", "storage.objects.get", "storage.objects.delete"];
        var closed = await Assert.ThrowsAsync<IOException>(ListAsync);
        Assert.Equal($"The bucket {Bucket} could not be listed: Google answered 403 forbidden.", closed.Message);

        Buckets.Permissions.TryRemove(Bucket, out _);
        var missing = await Assert.ThrowsAsync<IOException>(ListAsync);
        Assert.Equal($"The bucket {Bucket} could not be listed: Google answered 404 notFound.", missing.Message);
        Assert.Equal(2, _host.Server.Requests.Count);
    }

    [Fact]
    public async Task Without_the_bucket_of_backups_the_store_is_well_all_the_same()
    {
        Buckets.Permissions.TryRemove(Bucket, out _);

        await _host.Store.ProbeAsync(CancellationToken.None);
    }

    private async Task<IReadOnlyList<StoredObject>> ListAsync()
    {
        var listed = new List<StoredObject>();
        await foreach (var stored in _host.Store.ListAsync(Bucket, CancellationToken.None))
            listed.Add(stored);
        return listed;
    }

    private void Put(int objects)
    {
        foreach (var name in Names(objects))
            Buckets.Put(Bucket, name, new([1], "", "", "", 0), onlyNew: true);
    }

    private static IEnumerable<string> Names(int objects) => Enumerable.Range(1, objects).Select(number => $"{number % 7}/{number:D4}.jpg").Order(StringComparer.Ordinal);
}
