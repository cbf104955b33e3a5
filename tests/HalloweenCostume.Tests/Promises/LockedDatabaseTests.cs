using System.Diagnostics;
using System.Net;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HalloweenCostume.Tests.Promises;

/// <summary>A locked database: an answer that says so, nothing half written, and all is well afterwards.</summary>
public sealed class LockedDatabaseTests
{
    [Theory]
    [InlineData("WAL")]
    [InlineData("DELETE")]
    public async Task A_locked_database_is_a_503_that_says_so_and_nothing_is_written(string journalMode)
    {
        await using var host = await LocalHost.StartAsync(settings: new Dictionary<string, string?> { ["SQLITE_JOURNAL_MODE"] = journalMode });
        var clock = Stopwatch.StartNew();
        using (Lock(host.Folder))
        {
            using var refused = await host.Http.SendAsync(Api.Generate(Api.Portrait(2), key: "locked"));

            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
            Assert.NotNull(refused.Headers.RetryAfter);
            Assert.Contains("database is busy", (await refused.JsonAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
            // It waits five seconds for its turn. More is a hang, however slow this machine is.
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"It took {clock.Elapsed}");
        }

        Assert.Equal(0, DataFolder.Count(host.Folder, "generations"));
        Assert.Equal(0, DataFolder.Count(host.Folder, "images"));
        using var taken = await host.Http.SendAsync(Api.Generate(Api.Portrait(2), key: "locked"));
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal("completed", (await taken.JsonAsync()).Status());
        Assert.Equal(2, host.Fal.Journal.Submits.Count);
    }

    [Fact]
    public async Task A_database_locked_while_pictures_are_made_costs_none_of_them()
    {
        await using var host = await LocalHost.StartAsync(new() { RunTime = TimeRange.Milliseconds(300, 400), Concurrency = 100 });
        var asked = await host.Http.GenerateAsync(4, "respond-async");
        await Eventually.HoldsAsync(() => DataFolder.Images(host.Folder).All(image => image.FalRequestId is not null));

        using (Lock(host.Folder))
            await Task.Delay(7_000);

        Assert.Equal("completed", (await host.Http.EndedAsync(asked.Id(), 60)).Status());
        Assert.Equal(4, host.Fal.Journal.Submits.Count);
        await DataFolder.AssertSoundAsync(host.Folder);
    }

    [Fact]
    public async Task A_database_locked_at_the_start_does_not_end_the_server()
    {
        using var folder = new TestFolder();
        var faults = new FalFaults();
        faults.Next(FalFault.RequestNeverFinishes, 2);
        await using var fal = await FalEmulator.StartAsync(new() { RunTime = TimeRange.Milliseconds(20, 30), Faults = faults }, null, null, CancellationToken.None);
        var settings = fal.Settings(("SQLITE_JOURNAL_MODE", "DELETE"));
        string id;
        await using (var before = await LocalHost.StartAsync(settings: settings, folder: folder.Path))
        {
            id = (await before.Http.GenerateAsync(2, "respond-async")).Id();
            await Eventually.HoldsAsync(() => DataFolder.Images(folder.Path).All(image => image.FalRequestId is not null));
        }

        Disposable? locked = null;
        await using var host = await LocalHost.StartAsync(settings: settings, folder: folder.Path, samples: false,
            configure: services => services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(new AtStart(() => locked = Lock(folder.Path)))));
        using (locked)
            await Task.Delay(7_000);

        await Eventually.HoldsAsync(() => fal.Journal.Calls.Count(call => call.Kind == FalCallKind.StatusStream) >= 4);
        using var cancelled = await host.Http.DeleteAsync($"/api/generations/{id}");
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        Assert.Equal("completed", (await host.Http.GenerateAsync()).Status());
    }

    [Fact]
    public async Task A_submit_that_could_not_be_written_down_for_long_is_not_repeated()
    {
        var faults = new FalFaults { SlowAnswer = TimeSpan.FromSeconds(1) };
        faults.Next(FalFault.SubmitSlow);
        await using var host = await LocalHost.StartAsync(
            new() { RunTime = TimeRange.Milliseconds(100, 100), Faults = faults }, new Dictionary<string, string?> { ["GENERATION_TIMEOUT_MINUTES"] = "0.02" });
        var asked = await host.Http.GenerateAsync(1, "respond-async");
        await Eventually.HoldsAsync(() => host.Fal.Journal.Requests.Count == 1);

        // Past the picture's deadline, past the attempt to fail it, and into the run that follows.
        using (Lock(host.Folder))
            await Task.Delay(19_000);

        var image = (await host.Http.EndedAsync(asked.Id(), 60)).Images()[0];
        // What fal has finished meanwhile is taken where the last look finds it in time.
        Assert.Contains(image.Status(), (string[])["ready", "failed"]);
        Assert.Single(host.Fal.Journal.Submits);
    }

    private static Disposable Lock(string folder)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "halloween.db"), Pooling = false }.ToString());
        connection.Open();
        Execute(connection, "BEGIN EXCLUSIVE");
        return new(() =>
        {
            Execute(connection, "ROLLBACK");
            connection.Dispose();
        });
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class AtStart(Action begin) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            begin();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Disposable(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
