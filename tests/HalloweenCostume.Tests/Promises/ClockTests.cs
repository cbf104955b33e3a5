using System.Diagnostics;
using System.Net;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HalloweenCostume.Tests.Promises;

/// <summary>A clock that is set by an hour, forth or back: nothing ends or stays wrongly by more than that hour, and what is waited for is not touched by it.</summary>
/// <remarks>Others: the order of the gallery in GalleryTests, guesses in AttemptsProperties, the rate in RateProperties, fal's webhook in Webhooks.</remarks>
public sealed class ClockTests
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task What_has_more_than_the_jump_before_it_is_there_after_it_and_after_the_clock_is_right_again(int hours)
    {
        await using var host = await StartAsync();
        var kept = await KeptThings.MakeAsync(host, keyLife: TimeSpan.FromHours(2));

        foreach (var jump in new[] { hours * _hour, TimeSpan.Zero })
        {
            host.Time.Shift = jump;
            await host.Services.GetRequiredService<Housekeeping>().RunAsync(CancellationToken.None);

            Assert.Equal(HttpStatusCode.OK, await kept.ByKeyAsync());
            Assert.Equal(HttpStatusCode.OK, await kept.BySessionAsync());
            Assert.Equal(kept.GenerationId, (await kept.RepeatAsync()).Id());
            Assert.Contains("has not arrived", await kept.UploadAsync(), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, await kept.RestoreAndDeleteAsync());
            Assert.Equal(2, await kept.LeftTodayAsync());
            // A page that is asked for now has links that work now.
            Assert.Equal(HttpStatusCode.OK, await kept.FreshLinkAsync());
        }

        Assert.Equal(2, host.Fal.Journal.Requests.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task What_has_had_its_time_and_the_jump_has_ended(int hours)
    {
        await using var host = await StartAsync();
        var kept = await KeptThings.MakeAsync(host, keyLife: TimeSpan.FromMinutes(30));
        host.Time.Shift = hours * _hour;
        var margin = TimeSpan.FromMinutes(1);

        host.Time.Pass(TimeSpan.FromMinutes(30) + _hour + margin);
        Assert.Equal(HttpStatusCode.Unauthorized, await kept.ByKeyAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await kept.BySessionAsync());
        Assert.Equal(HttpStatusCode.Forbidden, await kept.OldLinkAsync());
        host.Time.Pass(TimeSpan.FromHours(12));
        Assert.Contains("is no upload", await kept.UploadAsync(), StringComparison.Ordinal);
        host.Time.Pass(TimeSpan.FromHours(12));
        Assert.Equal(4, await kept.LeftTodayAsync());
        Assert.NotEqual(kept.GenerationId, (await kept.RepeatAsync()).Id());
        host.Time.Pass(TimeSpan.FromDays(6));
        await host.Services.GetRequiredService<Housekeeping>().RunAsync(CancellationToken.None);
        Assert.Equal(HttpStatusCode.NotFound, await kept.RestoreAndDeleteAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_picture_under_way_has_its_whole_time_and_no_more(int hours)
    {
        await using var host = await LocalHost.StartAsync(settings: new Dictionary<string, string?> { ["GENERATION_TIMEOUT_MINUTES"] = "0.05" });
        host.Fal.Faults.Chance(FalFault.RequestNeverFinishes, 1);
        var clock = Stopwatch.StartNew();
        var asked = await host.Http.GenerateAsync(1, "respond-async");
        await host.Http.UntilAsync(asked.Id(), generation => generation.Images()[0].Status() == "running");
        host.Time.Shift = hours * _hour;

        var ended = await host.Http.EndedAsync(asked.Id());

        Assert.InRange(clock.Elapsed.TotalSeconds, 2.8, 10);
        Assert.Contains("did not finish in time", ended.Images()[0].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.True(ended.GetProperty("completedAt").GetDateTimeOffset() >= ended.GetProperty("createdAt").GetDateTimeOffset(), $"{ended}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task What_fal_finished_while_the_host_was_down_is_taken_at_a_start_with_another_clock(int hours)
    {
        using var folder = new TestFolder();
        await FalSettings.AddSamplesAsync(folder.Path);
        await using var fal = await FalEmulator.StartAsync(new() { RunTime = TimeRange.Milliseconds(700, 700) }, null, null, CancellationToken.None);
        string id;
        await using (var before = await LocalHost.StartAsync(settings: fal.Settings(), folder: folder.Path, samples: false))
        {
            id = (await before.Http.GenerateAsync(2, "respond-async")).Id();
            await Eventually.HoldsAsync(() => DataFolder.Images(folder.Path).All(image => image.FalRequestId is not null));
        }

        await using var after = await LaterAsync(folder.Path, fal.Settings(), hours * _hour);

        Assert.All((await after.Http.EndedAsync(id)).Images(), image => Assert.Equal("ready", image.Status()));
        Assert.Equal(2, fal.Journal.Requests.Count);
    }

    [Fact]
    public async Task A_start_with_the_clock_set_back_makes_nobody_wait_for_longer_than_a_whole_deadline()
    {
        using var folder = new TestFolder();
        await FalSettings.AddSamplesAsync(folder.Path);
        var faults = new FalFaults();
        faults.Chance(FalFault.RequestNeverFinishes, 1);
        await using var fal = await FalEmulator.StartAsync(new() { Faults = faults }, null, null, CancellationToken.None);
        var settings = fal.Settings(("GENERATION_TIMEOUT_MINUTES", "0.05"));
        string id;
        await using (var before = await LocalHost.StartAsync(settings: settings, folder: folder.Path, samples: false))
        {
            id = (await before.Http.GenerateAsync(1, "respond-async")).Id();
            await Eventually.HoldsAsync(() => DataFolder.Images(folder.Path).All(image => image.FalRequestId is not null));
        }

        await using var after = await LaterAsync(folder.Path, settings, -_hour);

        Assert.Equal("failed", (await after.Http.EndedAsync(id, 15)).Status());
    }

    private static Task<LocalHost> StartAsync() => LocalHost.StartAsync(settings: new Dictionary<string, string?>
    {
        ["ACCESS"] = "keys", ["RATE_IMAGES_PER_HOUR"] = "4", ["RATE_IMAGES_PER_DAY"] = "4", ["SESSION_DAYS"] = "1",
    });

    private static Task<LocalHost> LaterAsync(string folder, Dictionary<string, string?> settings, TimeSpan shift) => LocalHost.StartAsync(
        settings: settings, folder: folder, samples: false,
        configure: services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new ShiftedTime { Shift = shift })));
}
