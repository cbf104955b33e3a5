using Dapper;
using HalloweenCostume.Data;
using HalloweenCostume.Local;
using HalloweenCostume.Local.Storage;
using HalloweenCostume.Storage;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests.Backups;

/// <summary>What belongs to no row goes with the housekeeping, and nothing else.</summary>
public sealed class OrphanTests : IAsyncLifetime
{
    private const string Pictures = "halloween-costume-generated-images", Weights = "halloween-costume-loras";
    private LocalHost _host = null!;

    private FolderObjectStore Store => _host.Services.GetRequiredService<FolderObjectStore>();

    // Without the housekeeping of the start, which would come in between.
    public async Task InitializeAsync() => _host = await LocalHost.StartAsync(
        configure: services => services.Remove(services.Single(service => service.ImplementationType == typeof(LocalHousekeeping))));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Objects_without_a_row_go_and_those_with_one_stay()
    {
        var ready = (await _host.Http.GenerateAsync(2)).Images()[0].GetProperty("path").GetString()!;
        var deleted = (await _host.Http.GenerateAsync()).Images()[0];
        using (await _host.Http.DeleteAsync($"/api/images/1/{deleted.Id()}")) { }
        var underWay = await RowAsync("running", run: 1);
        var again = await RowAsync("queued", run: 2);
        var (failed, cancelled) = (await RowAsync("failed", run: 1), await RowAsync("cancelled", run: 1));
        await PutAsync(Pictures,
            $"1/{underWay}.jpg", $"1/{underWay}-384.webp", $"1/{again}-2.png", $"1/{again}-2-384.webp", $"1/{again}.jpg", $"1/{again}-384.webp",
            $"1/{failed}.jpg", $"1/{failed}-384.webp", $"1/{cancelled}-384.webp", $"7/{Guid.NewGuid()}.webp", $"1/{failed}-edited.jpg", $"1/{Guid.NewGuid()}-3-384.webp", "1/notes.txt", "readme.jpg");
        await PutAsync(Weights, $"{Guid.NewGuid()}.safetensors", "notes.safetensors");
        var upload = await _host.Services.GetRequiredService<HalloweenCostume.Loras.LoraFiles>().PrepareAsync(5, CancellationToken.None);
        await PutAsync(Weights, $"{upload.Id}.safetensors");
        var models = (await ListAsync(Weights)).Count;

        var gone = await _host.Services.GetRequiredService<ObjectSweep>().RunAsync(TimeSpan.Zero, CancellationToken.None);

        var left = await ListAsync(Pictures);
        Assert.Equal(
            new[] { $"1/{underWay}.jpg", $"1/{underWay}-384.webp", $"1/{again}-2.png", $"1/{again}-2-384.webp", "1/notes.txt", "readme.jpg", $"1/{failed}-edited.jpg" }.Order(StringComparer.Ordinal),
            left.Except(Stored()).Order(StringComparer.Ordinal));
        Assert.Contains(ready, left);
        Assert.Contains(deleted.GetProperty("path").GetString()!, left);
        Assert.Empty(Stored().Except(left));
        Assert.Equal(models - 1, (await ListAsync(Weights)).Count);
        Assert.Contains($"{upload.Id}.safetensors", await ListAsync(Weights));
        Assert.Equal(7 + 1, gone);
    }

    [Fact]
    public async Task Pictures_that_are_stored_while_it_sweeps_all_the_time_are_not_harmed()
    {
        using var over = new CancellationTokenSource();
        var sweeping = Task.Run(async () =>
        {
            var sweeps = 0;
            for (; !over.IsCancellationRequested; sweeps++)
                Assert.Equal(0, await _host.Services.GetRequiredService<ObjectSweep>().RunAsync(TimeSpan.Zero, CancellationToken.None));
            return sweeps;
        });

        var generations = await Task.WhenAll(Enumerable.Range(0, 15).Select(_ => _host.Http.GenerateAsync(4)));
        await over.CancelAsync();

        Assert.True(await sweeping > 3);
        Assert.All(generations, generation => Assert.Equal("completed", generation.Status()));
        await DataFolder.AssertSoundAsync(_host.Folder);
    }

    [Fact]
    public async Task After_a_copy_was_put_back_nothing_goes_for_a_week()
    {
        var orphan = $"1/{Guid.NewGuid()}.jpg";
        await PutAsync(Pictures, orphan);
        await _host.Services.GetRequiredService<Database>().WriteAsync(connection => connection.Execute(
            "INSERT INTO chores (name, done_at) VALUES ('restored', @at)", new { at = _host.Time.GetUtcNow().ToUnixTimeMilliseconds() }), CancellationToken.None);
        var housekeeping = _host.Services.GetRequiredService<Housekeeping>();

        foreach (var days in (double[])[0, 6.9])
        {
            _host.Time.Shift = TimeSpan.FromDays(days);
            await housekeeping.RunAsync(CancellationToken.None);
            Assert.Contains(orphan, await ListAsync(Pictures));
        }

        _host.Time.Shift = TimeSpan.FromDays(7.1);
        await housekeeping.RunAsync(CancellationToken.None);
        Assert.DoesNotContain(orphan, await ListAsync(Pictures));
    }

    [Fact]
    public async Task A_database_that_was_put_back_by_hand_loses_nothing_for_a_week()
    {
        var housekeeping = _host.Services.GetRequiredService<Housekeeping>();
        await _host.Http.GenerateAsync();
        await housekeeping.RunAsync(CancellationToken.None);
        var before = _host.Services.GetRequiredService<Database>().Read(connection => connection.ExecuteScalar<long>("SELECT done_at FROM chores WHERE name = 'swept'"));
        await _host.Http.GenerateAsync(3);
        _host.Time.Shift = TimeSpan.FromHours(1);
        await housekeeping.RunAsync(CancellationToken.None);
        var made = (await ListAsync(Pictures)).Order().ToList();
        Assert.Equal(8, made.Count);

        // As if the file of an hour ago were there again.
        await _host.Services.GetRequiredService<Database>().WriteAsync(connection => connection.Execute(
            "DELETE FROM images; DELETE FROM charges; DELETE FROM generations; UPDATE chores SET done_at = @before WHERE name = 'swept'", new { before }), CancellationToken.None);
        foreach (var days in (double[])[0.05, 1, 6.9])
        {
            _host.Time.Shift = TimeSpan.FromDays(days);
            await housekeeping.RunAsync(CancellationToken.None);
            Assert.Equal(made, (await ListAsync(Pictures)).Order());
        }

        _host.Time.Shift = TimeSpan.FromDays(7.2);
        await housekeeping.RunAsync(CancellationToken.None);
        Assert.Empty(await ListAsync(Pictures));
    }

    [Fact]
    public async Task Where_most_objects_belong_to_nothing_it_is_the_database_that_is_wrong()
    {
        var orphans = Enumerable.Range(0, 40).Select(_ => $"1/{Guid.NewGuid()}.jpg").ToArray();
        await PutAsync(Pictures, orphans);

        Assert.Equal(0, await _host.Services.GetRequiredService<ObjectSweep>().RunAsync(TimeSpan.Zero, CancellationToken.None));

        Assert.Equal(orphans.Order(StringComparer.Ordinal), (await ListAsync(Pictures)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_young_may_be_left_for_later()
    {
        var (young, old) = ($"1/{Guid.NewGuid()}.jpg", $"1/{Guid.NewGuid()}.jpg");
        await PutAsync(Pictures, young, old);
        File.SetLastWriteTimeUtc(Store.Find(new(Pictures, old))!, DateTime.UtcNow.AddHours(-2));

        await _host.Services.GetRequiredService<ObjectSweep>().RunAsync(TimeSpan.FromHours(1), CancellationToken.None);

        Assert.Equal([young], await ListAsync(Pictures));
    }

    [Fact]
    public async Task Databases_of_before_go_after_thirty_days()
    {
        var options = _host.Services.GetRequiredService<DatabaseOptions>();
        var (old, young) = (EarlierDatabases.PathOf(options, "schema-2"), EarlierDatabases.PathOf(options, "restore-20260101T000000000"));
        foreach (var file in (string[])[old, young])
            await File.WriteAllTextAsync(file, "");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-31));
        File.SetLastWriteTimeUtc(young, DateTime.UtcNow.AddDays(-29));

        await _host.Services.GetRequiredService<Housekeeping>().RunAsync(CancellationToken.None);

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
        Assert.True(File.Exists(options.Path));
    }

    // Ready or deleted, with the thumbnail beside.
    private List<string> Stored() =>
        [.. DataFolder.Images(_host.Folder).Where(image => image.ObjectName is not null).SelectMany(image => new[] { image.ObjectName!, $"{image.ObjectName![..image.ObjectName!.LastIndexOf('.')]}-384.webp" })];

    private async Task<List<string>> ListAsync(string bucket) => await Store.ListAsync(bucket, CancellationToken.None).Select(stored => stored.Name.Path).ToListAsync();

    private async Task PutAsync(string bucket, params string[] paths)
    {
        foreach (var path in paths)
            await Store.PutAsync(new(bucket, path), "application/octet-stream", new MemoryStream([1, 2, 3, 4, 5]), CancellationToken.None);
    }

    /// <summary>An image of person 1 in this state, that no runner knows of.</summary>
    private async Task<string> RowAsync(string status, int run)
    {
        var (generation, image) = (Guid.CreateVersion7().ToString(), Guid.CreateVersion7().ToString());
        await _host.Services.GetRequiredService<Database>().WriteAsync(connection => connection.Execute(
            """
            INSERT INTO generations (id, person_id, lora_id, prompt, num_images, status, created_at) VALUES (@generation, 1, 1, 'johndoe', 1, 'running', 1);
            INSERT INTO images (id, generation_id, person_id, position, run, status, seed, created_at) VALUES (@image, @generation, 1, 0, @run, @status, 1, 1);
            """, new { generation, image, run, status }), CancellationToken.None);
        return image;
    }
}
