using HalloweenCostume.Backups;
using HalloweenCostume.Data;
using HalloweenCostume.Functions.Tests.Storage;
using HalloweenCostume.Storage;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Functions.Tests;

public sealed class BackupTimerTests
{
    [Fact]
    public async Task A_process_that_has_no_turn_at_the_database_copies_nothing_and_says_nothing()
    {
        using var folder = new TestFolder();
        await using var host = await GcsHost.StartAsync();
        using var source = new SqliteDataSource(new(folder.Below("halloween.db"), "DELETE"));
        using var database = new Database(source, new DatabaseTurn(TimeProvider.System));
        var log = new LogCapture();
        using var logging = new LoggerFactory([log]);
        var storage = host.Get<StorageOptions>();
        var backups = new BackupStore(
            database, host.Store, storage, new(TimeSpan.FromDays(1), 14), new(folder.Below("scratch")), TimeProvider.System, new Logger<BackupStore>(logging));

        await new BackupTimer(backups, storage, new Logger<BackupTimer>(logging)).BackUp(null!, CancellationToken.None);

        Assert.Empty(log.Text);
        Assert.Empty(host.Server.Buckets.Objects);
        Assert.Empty(Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories));
    }
}
