using System.Net;
using HalloweenCostume.Backups;
using HalloweenCostume.Data;
using HalloweenCostume.Functions.Tests.Data;
using HalloweenCostume.Functions.Tests.Hosting.Rpc;
using HalloweenCostume.People;
using HalloweenCostume.Storage;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Functions.Tests.Worker;

/// <summary>Copies of the database in the bucket, and the way back.</summary>
public sealed class BackupTests
{
    private const string Bucket = Storage.Samples.BackupBucket;

    [Fact]
    public async Task The_timer_copies_the_database_into_its_bucket_once_a_day_and_an_operator_puts_it_back_by_a_file_and_a_restart()
    {
        await using var host = await LocalHost.StartAsync();
        var people = host.Services.GetRequiredService<PeopleDb>();
        await people.AddAsync("Before", "Backup", CancellationToken.None);
        await host.Functions.FireAsync(nameof(BackupTimer.BackUp));
        await people.AddAsync("After", "Backup", CancellationToken.None);
        await host.Functions.FireAsync(nameof(BackupTimer.BackUp));

        var ((_, name), copy) = Assert.Single(host.Store.Buckets.Objects, stored => stored.Key.Bucket == Bucket);
        var backup = Backup.Of(new StoredObject(new(Bucket, name), copy.Bytes.Length, copy.CreatedAt))!;
        Assert.InRange((DateTimeOffset.UtcNow - backup.MadeAt).TotalMinutes, 0, 2);
        Assert.Equal(Migrations.LatestVersion, backup.SchemaVersion);
        Assert.Contains("After", await NamesAsync(host));

        await File.WriteAllBytesAsync(Path.Combine(host.Folder.Path, "halloween.restore.db"), copy.Bytes);
        Assert.Equal(0, await host.Functions.StopWorkerAsync());
        await host.Functions.StartWorkerAsync();

        var names = await NamesAsync(host);
        Assert.Contains("Before", names);
        Assert.DoesNotContain("After", names);
        Assert.Contains("After", DatabaseFile.People(Assert.Single(Directory.GetFiles(host.Folder.Path, "halloween.before-restore-*.db"))));
        Assert.False(File.Exists(Path.Combine(host.Folder.Path, "halloween.restore.db")));
        Assert.Equal("completed", (await host.Http.GenerateAsync()).Status());
        await DataFolder.AssertSoundAsync(host.Folder);
    }

    [Fact]
    public async Task A_bucket_that_is_missing_costs_no_health_and_is_told_with_the_remedy()
    {
        await using var host = await LocalHost.StartAsync();
        host.Store.Buckets.Permissions.TryRemove(Bucket, out _);

        await host.Functions.FireAsync(nameof(BackupTimer.BackUp));

        await Eventually.HoldsAsync(() => host.Functions.Logs.Any(log => log.Level == RpcLog.Types.Level.Error));
        var line = Assert.Single(host.Functions.Logs, log => log.Level == RpcLog.Types.Level.Error);
        Assert.Contains($"could not be backed up to the bucket {Bucket}", line.Message, StringComparison.Ordinal);
        Assert.Contains("infra/google/setup.sh makes the bucket", line.Message, StringComparison.Ordinal);
        using var health = await host.Http.GetAsync("/api/health?deep=true");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(LocalHost host) =>
        [.. (await host.Http.GetJsonAsync("/api/users")).EnumerateArray().Select(person => person.GetProperty("firstName").GetString()!)];
}
