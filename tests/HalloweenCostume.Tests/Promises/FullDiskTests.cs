using System.Net;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Local.Demo.Fal.Model;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Promises;

/// <summary>A full disk: an answer that says so, nothing half written, and all is well once there is room.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task A_full_disk_is_a_503_that_says_so_and_goes_on_when_there_is_room()
    {
        using var disk = await SmallDisk.MountAsync(megabytes: 4);
        await FalSettings.AddSamplesAsync(disk.Path);
        await using var fal = await FalEmulator.StartAsync(new() { RunTime = TimeRange.Milliseconds(20, 40), Concurrency = 100 }, null, null, CancellationToken.None);
        await using var process = await LocalProcess.ServeAsync(disk.Path, fal.Settings(("BACKUP_HOURS", "0")));
        Assert.Equal("completed", (await process.Http.GenerateAsync()).Status());
        var before = DataFolder.Count(disk.Path, "generations");

        disk.Fill();
        var (refused, detail) = await RefusedAsync(process.Http);

        Assert.Contains("disk", detail, StringComparison.Ordinal);
        Assert.Contains("full", detail, StringComparison.Ordinal);
        Assert.Equal("ok", DataFolder.Integrity(disk.Path));
        // Those that were taken in the last free pages are there whole.
        Assert.Equal(before + refused, DataFolder.Count(disk.Path, "generations"));
        Assert.Equal(before + refused, DataFolder.Count(disk.Path, "images"));
        Assert.Equal(HttpStatusCode.OK, (await process.Http.GetAsync("/api/images/1")).StatusCode);
        disk.MakeRoom();
        Assert.Equal("completed", (await process.Http.GenerateAsync()).Status());
        foreach (var id in DataFolder.Generations(disk.Path))
            Assert.NotEqual("running", (await process.Http.EndedAsync(id, 60)).Status());
        await DataFolder.AssertSoundAsync(disk.Path);
    }

    [Fact]
    public async Task A_picture_that_finds_no_room_waits_and_is_stored_whole_once_there_is()
    {
        using var disk = await SmallDisk.MountAsync(megabytes: 4);
        await FalSettings.AddSamplesAsync(disk.Path);
        using var full = new ManualResetEventSlim();
        byte[] DrawWhenFull(FalPictureRequest picture)
        {
            full.Wait(TimeSpan.FromMinutes(1));
            return NoiseArtist.Draw(picture);
        }

        await using var fal = await FalEmulator.StartAsync(
            new() { RunTime = TimeRange.Milliseconds(20, 40), Concurrency = 100, Artist = DrawWhenFull }, null, null, CancellationToken.None);
        await using var process = await LocalProcess.ServeAsync(disk.Path, fal.Settings(("BACKUP_HOURS", "0")));
        var asked = await process.Http.GenerateAsync(2, "respond-async");
        await Eventually.HoldsAsync(() => DataFolder.Images(disk.Path).All(image => image is { FalRequestId: not null, Status: "running" }));

        disk.Fill(leaveKilobytes: 40);
        full.Set();
        await Eventually.HoldsAsync(() => fal.Journal.Calls.Count(call => call.Kind == FalCallKind.Download) >= 4);

        Assert.Empty(DataFolder.Objects(disk.Path));
        Assert.DoesNotContain((await process.Http.GetJsonAsync($"/api/generations/{asked.Id()}")).Images(), image => image.Status() == "ready");
        disk.MakeRoom();
        Assert.Equal("completed", (await process.Http.EndedAsync(asked.Id(), 60)).Status());
        Assert.Equal(2, fal.Journal.Submits.Count);
        Assert.Equal(4, DataFolder.Objects(disk.Path).Count);
        await DataFolder.AssertSoundAsync(disk.Path);
    }

    /// <returns>How many were taken before, and what the refusal says.</returns>
    private static async Task<(int Taken, string Detail)> RefusedAsync(HttpClient http)
    {
        for (var taken = 0; taken < 50; taken++)
        {
            using var response = await http.SendAsync(Api.Generate(Api.Portrait(), "respond-async"));
            if (response.IsSuccessStatusCode)
                continue;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            return (taken, (await response.JsonAsync()).GetProperty("detail").GetString()!);
        }

        throw new InvalidOperationException("The disk is not full.");
    }
}
