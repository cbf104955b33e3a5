using System.Collections.Concurrent;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Resilience;

/// <summary>Backups that are made while others write, to a file and to the bucket: each is one moment's state with all that was acknowledged before, and comes back.</summary>
public sealed class BackupUnderWritesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_backup_holds_what_was_acknowledged_before_it_and_is_restored_whole()
    {
        var backups = Scale.Of(quick: 2, full: 50);
        await FalSettings.AddSamplesAsync(_folder.Path);
        // Requests that wait for ever at fal: what is tested is the writing.
        await using var fal = await FalEmulator.StartAsync(new() { QueueTime = TimeRange.Milliseconds(3_600_000, 3_600_000) }, null, null, CancellationToken.None);
        await using var process = await LocalProcess.ServeAsync(_folder.Path, fal.Settings(("BACKUPS_KEPT", "1000"), ("BACKUP_HOURS", "0")));
        var acknowledged = new ConcurrentQueue<string>();
        using var over = new CancellationTokenSource();
        var writing = Enumerable.Range(0, 4).Select(_ => WriteAsync(process.Http, acknowledged, over.Token)).ToList();

        long restored = 0;
        for (var number = 0; number < backups; number++)
        {
            await Eventually.HoldsAsync(() => acknowledged.Count >= (number + 1) * 20, 60);
            restored += await RoundAsync(acknowledged, toBucket: number % 2 == 1);
        }

        await over.CancelAsync();
        await Task.WhenAll(writing);
        Report.Add(9, FormattableString.Invariant($"{backups} backups to a file and to the bucket in turn while 4 clients write, each restored into a folder of its own"),
            FormattableString.Invariant($"{acknowledged.Count:N0} generations acknowledged meanwhile; every copy sound, with all that was acknowledged before it ({restored:N0} rows restored)"));
    }

    private async Task<long> RoundAsync(ConcurrentQueue<string> acknowledged, bool toBucket)
    {
        using var elsewhere = new TestFolder();
        var copy = elsewhere.Below("copy.db");
        var before = acknowledged.ToList();
        await DoneAsync(_folder.Path, ["backup", toBucket ? "--bucket" : copy], new Dictionary<string, string?> { ["BACKUPS_KEPT"] = "1000" });
        if (toBucket)
            File.Copy(Directory.EnumerateFiles(_folder.Below("objects", "halloween-costume-backups"), "*.db").Max()!, copy);

        using var target = new TestFolder();
        await DoneAsync(target.Path, ["restore", copy]);

        Assert.Equal("ok", DataFolder.Integrity(target.Path));
        var generations = DataFolder.Generations(target.Path);
        Assert.Empty(before.Except(generations));
        Assert.Equal(2 * generations.Count, DataFolder.Images(target.Path).Count);
        Assert.Empty(DataFolder.Drafts(target.Path));
        return generations.Count;
    }

    private static async Task DoneAsync(string folder, string[] command, Dictionary<string, string?>? settings = null)
    {
        var (exitCode, output) = await LocalProcess.RunAsync(command, folder, settings);
        Assert.True(exitCode == 0, output);
    }

    private static async Task WriteAsync(HttpClient http, ConcurrentQueue<string> acknowledged, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            acknowledged.Enqueue((await http.GenerateAsync(2, "respond-async")).Id());
            // Else the last copies would be of a hundred thousand rows that nobody looks at.
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
