using System.Diagnostics;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Dapper;
using HalloweenCostume.Data;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace HalloweenCostume.Functions.Tests.Data;

public sealed class WriterLeaseTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private Azurite _azurite = null!;

    public async Task InitializeAsync() => _azurite = await Azurite.StartAsync();

    public Task DisposeAsync() => _azurite.DisposeAsync().AsTask();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_storage_account_that_gives_no_answer_ends_the_turn_in_time_and_one_that_does_again_brings_it_back()
    {
        await using var host = await LeaseHost.StartAsync(_azurite, _folder);
        Assert.Equal(0, People(host));

        var clock = Stopwatch.StartNew();
        await _azurite.Process.FreezeAsync();
        await Eventually.HoldsAsync(() => !host.IsOurs, 30);

        Assert.True(clock.Elapsed < WriterProgram.Lifetime, $"It took {clock.Elapsed}");
        Assert.Throws<NotOurTurnException>(() => People(host));
        await Eventually.HoldsAsync(() => host.Log.Text.Contains("gives no answer", StringComparison.Ordinal));
        await _azurite.Process.ThawAsync();
        await Eventually.HoldsAsync(() => host.IsOurs, 20);
        await Eventually.HoldsAsync(() => IsOpen(host), 20);
        Assert.Single(Rows.Files(_folder));
    }

    [Fact]
    public async Task It_renews_three_times_in_the_leases_time_and_asks_for_nothing_else()
    {
        await using var host = await LeaseHost.StartAsync(_azurite, _folder);
        var before = host.Requests.Sent.Count;

        await Task.Delay(WriterProgram.Lifetime + TimeSpan.FromSeconds(2));

        Assert.True(host.IsOurs);
        Assert.Equal(["renew", "renew", "renew"], host.Requests.Sent.Skip(before));
    }

    [Fact]
    public async Task A_lease_that_is_taken_away_ends_the_turn_and_all_that_was_open_is_opened_anew()
    {
        await using var host = await LeaseHost.StartAsync(_azurite, _folder);
        Assert.Equal(0, People(host));
        var blob = new BlobServiceClient(_azurite.ConnectionString).GetBlobContainerClient("halloween-costume").GetBlobClient("writer.lease");

        await blob.GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);
        await blob.DeleteAsync();

        await Eventually.HoldsAsync(() => !host.IsOurs, 20);
        // It is said after the turn has ended.
        await Eventually.HoldsAsync(() => host.Log.Text.Contains("The lease is lost", StringComparison.Ordinal), 20);
        await Eventually.HoldsAsync(() => IsOpen(host), 20);
        Assert.Equal(0, People(host));
        Assert.Equal(2, Rows.Files(_folder).Count);
    }

    [Fact]
    public async Task A_database_brought_along_is_used_and_left_as_it_was()
    {
        Execute(_folder.Below("halloween.db"), "PRAGMA journal_mode = WAL; CREATE TABLE brought (x INTEGER); INSERT INTO brought VALUES (7)");
        var before = await File.ReadAllBytesAsync(_folder.Below("halloween.db"));

        await using var host = await LeaseHost.StartAsync(_azurite, _folder);

        Assert.Equal(7, host.Database.Read(connection => connection.ExecuteScalar<int>("SELECT x FROM brought")));
        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.Below("halloween.db")));
    }

    [Fact]
    public async Task A_schema_from_the_future_stays_closed_is_left_alone_and_the_lease_is_given_back()
    {
        Execute(_folder.Below("halloween.db"), $"PRAGMA user_version = {Migrations.LatestVersion + 1}");

        await using var host = await LeaseHost.StartAsync(_azurite, _folder);
        await Eventually.HoldsAsync(() => host.Requests.Sent.Contains("release"));

        Assert.Throws<NotOurTurnException>(() => People(host));
        Assert.Contains("Use the newer program", host.Log.Text, StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => host.Requests.Sent.Count(request => request == "release") == 2);
        Assert.Single(Rows.Files(_folder));
    }

    [Fact]
    public async Task A_database_of_an_older_schema_is_kept_as_it_was_before_it_is_changed_and_not_for_ever()
    {
        DatabaseFile.Make(_folder.Below("halloween.db"), 2, "Jane");

        await using (var host = await LeaseHost.StartAsync(_azurite, _folder))
        {
            Assert.Equal(1, People(host));
            Assert.Equal(Migrations.LatestVersion, host.Database.Read(connection => connection.ExecuteScalar<int>("PRAGMA user_version")));
            Assert.Contains("halloween.before-schema-3.db for 30 days", host.Log.Text, StringComparison.Ordinal);
        }

        var kept = _folder.Below("halloween.before-schema-3.db");
        Assert.Equal((2, "Jane"), (DatabaseFile.Read<int>(kept, "PRAGMA user_version"), Assert.Single(DatabaseFile.People(kept))));
        Assert.Single(Rows.Files(_folder));
        // Of one that was being copied when the process was killed.
        await File.WriteAllTextAsync(kept + ".tmp", "half");
        var options = new DatabaseOptions(_folder.Below("halloween.db"), "DELETE");
        EarlierDatabases.DeleteOld(options, DateTimeOffset.UtcNow.AddDays(29));
        Assert.True(File.Exists(kept));
        EarlierDatabases.DeleteOld(options, DateTimeOffset.UtcNow.AddDays(31));
        Assert.Equal(["halloween.1.db", "halloween.db"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_copy_that_an_operator_laid_beside_it_is_the_database_after_a_restart()
    {
        await using (var host = await LeaseHost.StartAsync(_azurite, _folder))
            Assert.Equal(0, People(host));
        DatabaseFile.Make(_folder.Below("halloween.restore.db"), "Jane", "John");

        await using (var host = await LeaseHost.StartAsync(_azurite, _folder))
        {
            Assert.Equal(2, People(host));
            await host.Database.WriteAsync(connection => connection.Execute("UPDATE people SET last_name = 'Roe'"), CancellationToken.None);
        }

        await using (var host = await LeaseHost.StartAsync(_azurite, _folder))
            Assert.Equal(2, host.Database.Read(connection => connection.ExecuteScalar<int>("SELECT count(*) FROM people WHERE last_name = 'Roe'")));
        Assert.Equal(2, Rows.Files(_folder).Count);
    }

    [Fact]
    public async Task Nothing_of_the_key_is_logged()
    {
        await using (var host = await LeaseHost.StartAsync(_azurite, _folder))
        {
            await _azurite.Process.EndAsync();
            await Eventually.HoldsAsync(() => host.Log.Text.Contains("gives no answer", StringComparison.Ordinal));
            Assert.DoesNotContain("Eby8", host.Log.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("devstoreaccount1", host.Log.Text, StringComparison.Ordinal);
        }
    }

    private static int People(LeaseHost host) => host.Database.Read(connection => connection.ExecuteScalar<int>("SELECT count(*) FROM people"));

    private static bool IsOpen(LeaseHost host)
    {
        try
        {
            return People(host) == 0;
        }
        catch (NotOurTurnException)
        {
            return false;
        }
    }

    private static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        connection.Execute(sql);
    }
}
