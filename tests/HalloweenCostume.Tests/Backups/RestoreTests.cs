using System.Security.Cryptography;
using HalloweenCostume.Data;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Backups;

public sealed class RestoreTests : IAsyncLifetime, IDisposable
{
    private BackupFolder _folder = null!;

    public async Task InitializeAsync() => _folder = await BackupFolder.WithSamplesAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_copy_takes_the_place_of_the_database_which_is_kept()
    {
        await _folder.DoneAsync("backup", _folder.Copy);
        await _folder.AddPersonAsync("Late");

        var output = await _folder.DoneAsync("restore", _folder.Copy);

        Assert.Equal(["John", "Jane", "Sample"], _folder.People());
        Assert.Contains("3 people, 0 pictures", output, StringComparison.Ordinal);
        var kept = Assert.Single(Directory.EnumerateFiles(_folder.Path, "halloween.before-restore-*.db"));
        Assert.Contains(kept, output, StringComparison.Ordinal);
        Assert.Empty(_folder.Leftovers());

        // And back again.
        await _folder.DoneAsync("restore", kept);
        Assert.Equal(["John", "Jane", "Sample", "Late"], _folder.People());
    }

    [Fact]
    public async Task Copies_in_the_bucket_are_listed_newest_first_and_put_back_by_name_or_as_the_latest()
    {
        await _folder.DoneAsync("backup", "--bucket");
        await _folder.AddPersonAsync("Second");
        await _folder.DoneAsync("backup", "--bucket");
        await _folder.AddPersonAsync("Third");

        var names = (await _folder.DoneAsync("backups")).Split('\n').Skip(1).Select(row => row.Split(' ')[0]).ToList();
        Assert.Equal(_folder.InBucket.Reverse(), names);
        Assert.Equal(2, names.Count);

        await _folder.DoneAsync("restore", "--bucket", "latest");
        Assert.Equal(["John", "Jane", "Sample", "Second"], _folder.People());
        await _folder.DoneAsync("restore", "--bucket", names[1]);
        Assert.Equal(["John", "Jane", "Sample"], _folder.People());
    }

    [Fact]
    public async Task Where_nothing_is_yet_a_copy_becomes_the_database()
    {
        await _folder.DoneAsync("backup", _folder.Copy);
        using var empty = new BackupFolder();

        var output = await empty.DoneAsync("restore", _folder.Copy);

        Assert.Equal(["John", "Jane", "Sample"], empty.People());
        Assert.DoesNotContain("kept as", output, StringComparison.Ordinal);
        await using var server = await LocalProcess.ServeAsync(empty.Path, new Dictionary<string, string?> { ["FAL_KEY"] = "key" });
        Assert.Equal(3, (await server.Http.GetJsonAsync("/api/users")).GetArrayLength());
    }

    [Fact]
    public async Task While_a_server_runs_nothing_is_put_back()
    {
        await _folder.DoneAsync("backup", _folder.Copy);
        await _folder.AddPersonAsync("Late");
        await using var server = await LocalProcess.ServeAsync(_folder.Path, new Dictionary<string, string?> { ["FAL_KEY"] = "key" });

        var (exitCode, output) = await _folder.RunAsync("restore", _folder.Copy);

        Assert.Equal(1, exitCode);
        Assert.Contains("stop it first", output, StringComparison.Ordinal);
        Assert.Equal(4, (await server.Http.GetJsonAsync("/api/users")).GetArrayLength());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_copy_of_an_earlier_schema_is_put_back_and_brought_to_this_one(int version)
    {
        BackupFolder.Execute(_folder.Copy, await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Schemas", $"00{version}.sql")));
        var before = SHA256.HashData(await File.ReadAllBytesAsync(_folder.Copy));

        await _folder.DoneAsync("restore", _folder.Copy);

        Assert.Equal(["John", "Jané"], _folder.People());
        Assert.Equal(Migrations.LatestVersion, DataFolder.SchemaVersion(_folder.Path));
        Assert.Equal(before, SHA256.HashData(await File.ReadAllBytesAsync(_folder.Copy)));
    }

    [Fact]
    public async Task A_file_that_was_copied_with_its_journal_beside_it_is_put_back_with_what_that_holds()
    {
        await using (var server = await LocalProcess.ServeAsync(_folder.Path, new Dictionary<string, string?> { ["FAL_KEY"] = "key" }))
        {
            await _folder.AddPersonAsync("Late");
            await server.KillAsync();
        }

        File.Copy(_folder.Database, _folder.Copy);
        File.Copy(_folder.Database + "-wal", _folder.Copy + "-wal");
        using var target = new BackupFolder();
        await target.DoneAsync("restore", _folder.Copy);

        Assert.Contains("Late", target.People());
    }

    [Fact]
    public async Task A_damaged_database_does_not_keep_a_copy_from_being_put_back_and_is_kept_too()
    {
        await _folder.DoneAsync("backup", "--bucket");
        var garbage = RandomNumberGenerator.GetBytes(50_000);
        foreach (var end in (string[])["-wal", "-shm"])
            File.Delete(_folder.Database + end);
        await File.WriteAllBytesAsync(_folder.Database, garbage);
        var (exitCode, output) = await _folder.RunAsync("people", "list");
        Assert.Equal(1, exitCode);
        Assert.Contains("'restore' puts one of them back", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(_folder.Database + "-wal", garbage[..1_000]);

        output = await _folder.DoneAsync("restore", "--bucket", "latest");

        Assert.Contains("It could not be read", output, StringComparison.Ordinal);
        Assert.Equal(["John", "Jane", "Sample"], _folder.People());
        Assert.Equal(garbage, await File.ReadAllBytesAsync(Assert.Single(Directory.EnumerateFiles(_folder.Path, "halloween.before-restore-*.db"))));
    }

    [Fact]
    public async Task A_copy_with_pages_of_another_size_is_put_back_too()
    {
        await _folder.DoneAsync("backup", _folder.Copy);
        BackupFolder.Execute(_folder.Copy, "PRAGMA page_size = 8192; VACUUM;");
        await _folder.AddPersonAsync("Late");

        await _folder.DoneAsync("restore", _folder.Copy);

        Assert.Equal(["John", "Jane", "Sample"], _folder.People());
    }

    [Fact]
    public async Task Killed_at_any_moment_a_restore_leaves_the_one_or_the_other()
    {
        // Some 15 MB, so that it takes its time.
        Resilience.ManyRows.AddPictures(_folder.Path, 12_000);
        await _folder.DoneAsync("backup", _folder.Copy);
        BackupFolder.Execute(_folder.Database, "DELETE FROM images; DELETE FROM generations;");
        var random = new Random(7);
        var outcomes = new HashSet<long>();
        for (var number = 0; number < 8; number++)
        {
            await LocalProcess.KilledAsync(["restore", _folder.Copy], _folder.Path, TimeSpan.FromMilliseconds(200 + random.Next(900)));

            Assert.Equal("ok", DataFolder.Integrity(_folder.Path));
            var images = DataFolder.Count(_folder.Path, "images");
            Assert.Contains(images, (long[])[0, 12_000]);
            outcomes.Add(images);
        }

        await _folder.DoneAsync("restore", _folder.Copy);
        Assert.Equal(12_000, DataFolder.Count(_folder.Path, "images"));
    }
}
