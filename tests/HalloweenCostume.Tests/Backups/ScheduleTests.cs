using HalloweenCostume.Backups;
using HalloweenCostume.Local.Storage;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Tests.Backups;

public sealed class ScheduleTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Bucket => _folder.Below("objects", "halloween-costume-backups");

    private int Copies => Directory.Exists(Bucket) ? Directory.GetFiles(Bucket, "halloween-*.db").Length : 0;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_server_makes_a_copy_at_its_start_when_there_is_none_or_the_newest_is_too_old()
    {
        await using (var host = await StartAsync())
            await Eventually.HoldsAsync(() => Copies == 1);
        await using (var host = await StartAsync())
        {
            // It is young: nothing is made, however often one looks.
            for (var look = 0; look < 3; look++)
                await host.Services.GetRequiredService<BackupStore>().MakeIfDueAsync(CancellationToken.None);
            Assert.Equal(1, Copies);
        }

        var old = Directory.GetFiles(Bucket, "halloween-*.db").Single();
        File.Move(old, Path.Combine(Bucket, "halloween-20200101T000000000Z-v1.db"));
        await using (var host = await StartAsync())
            await Eventually.HoldsAsync(() => Copies == 2);
    }

    [Fact]
    public async Task While_it_runs_it_makes_one_each_time_and_keeps_the_newest()
    {
        var foreign = Path.Combine(Bucket, "notes.txt");
        Directory.CreateDirectory(Bucket);
        await File.WriteAllTextAsync(foreign, "not a copy");
        // Each 1.2 seconds.
        await using var host = await StartAsync(hours: "0.000334", kept: "2");

        var seen = new HashSet<string>();
        await Eventually.HoldsAsync(() =>
        {
            seen.UnionWith(Directory.GetFiles(Bucket, "halloween-*.db"));
            return seen.Count >= 4;
        });

        await Eventually.HoldsAsync(() => Copies <= 2);
        Assert.Contains(seen.Max()!, Directory.GetFiles(Bucket));
        Assert.True(File.Exists(foreign));
    }

    [Fact]
    public async Task None_is_made_where_none_is_wanted()
    {
        await using var host = await StartAsync(hours: "0");

        Assert.Null(await host.Services.GetRequiredService<BackupStore>().MakeIfDueAsync(CancellationToken.None));
        Assert.Equal(0, Copies);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_costs_one_copy_and_no_more()
    {
        await using var host = await StartAsync();
        await Eventually.HoldsAsync(() => Copies == 1);
        host.Time.Shift = TimeSpan.FromHours(-1);
        var backups = host.Services.GetRequiredService<BackupStore>();

        for (var look = 0; look < 5; look++)
            await backups.MakeIfDueAsync(CancellationToken.None);

        Assert.InRange(Copies, 1, 2);
        host.Time.Shift = TimeSpan.FromHours(25);
        await backups.MakeIfDueAsync(CancellationToken.None);
        Assert.InRange(Copies, 2, 3);
    }

    [Fact]
    public async Task A_bucket_that_cannot_be_written_is_logged_and_the_server_goes_on()
    {
        Directory.CreateDirectory(_folder.Below("objects"));
        await File.WriteAllTextAsync(Bucket, "a file where the folder should be");
        using var log = new LogCapture();
        await using var host = await StartAsync(log: log);

        await Eventually.HoldsAsync(() => log.Text.Contains("Error: The database could not be backed up", StringComparison.Ordinal));
        Assert.Equal("completed", (await host.Http.GenerateAsync()).Status());
    }

    [Theory]
    [InlineData("BACKUP_HOURS", "often")]
    [InlineData("BACKUP_HOURS", "-1")]
    [InlineData("BACKUPS_KEPT", "0")]
    [InlineData("BACKUPS_KEPT", "1.5")]
    [InlineData("GCP_BACKUP_BUCKET_NAME", "My Backups")]
    [InlineData("STOP_SECONDS", "61")]
    [InlineData("STOP_SECONDS", "soon")]
    public async Task A_senseless_setting_stops_the_start_with_its_name(string name, string value)
    {
        var (exitCode, output) = await LocalProcess.RunAsync([], _folder.Path, new Dictionary<string, string?> { [name] = value });

        Assert.Equal(1, exitCode);
        Assert.Contains($"{name}: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copies_are_read_by_nobody_through_the_site()
    {
        await using var host = await StartAsync();
        await Eventually.HoldsAsync(() => Copies == 1);
        var name = Path.GetFileName(Directory.GetFiles(Bucket, "halloween-*.db").Single());

        using var answer = await host.Http.GetAsync($"/objects/halloween-costume-backups/{name}");

        await answer.ProblemAsync(System.Net.HttpStatusCode.Forbidden);
        var store = host.Services.GetRequiredService<FolderObjectStore>();
        Assert.Contains(name, await store.ListAsync("halloween-costume-backups", CancellationToken.None).Select(stored => stored.Name.Path).ToListAsync());
        Assert.Empty(await store.ListAsync("other", CancellationToken.None).Select(stored => stored.Name).ToListAsync());
    }

    /// <param name="hours">Null: the schedule that a server has where nobody sets one.</param>
    private Task<LocalHost> StartAsync(string? hours = null, string? kept = null, LogCapture? log = null) => LocalHost.StartAsync(
        folder: _folder.Path,
        settings: new Dictionary<string, string?> { ["BACKUP_HOURS"] = hours, ["BACKUPS_KEPT"] = kept },
        configure: services => services.AddLogging(logging => _ = log is null ? logging : logging.AddProvider(log)));
}
