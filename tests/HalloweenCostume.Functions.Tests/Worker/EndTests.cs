using System.Diagnostics;
using System.Net;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using HalloweenCostume.Functions.Generations;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Functions.Tests.Worker;

/// <summary>A worker that ends, and what the next one makes of it.</summary>
public sealed class EndTests
{
    [Theory]
    [InlineData(nameof(FalCallKind.Status))]
    [InlineData(nameof(FalCallKind.Download))]
    public async Task Killed_in_the_middle_and_started_again_every_picture_is_paid_for_once_and_ready(string moment)
    {
        var faults = new FalFaults { DripDelay = TimeSpan.FromMilliseconds(5) };
        faults.Chance(FalFault.PictureDrip, 1);
        await using var host = await LocalHost.StartAsync(new() { RunTime = TimeRange.Milliseconds(1_500, 2_000), Concurrency = 100, Faults = faults });
        var id = (await host.Http.GenerateAsync(3, "respond-async")).Id();
        await Eventually.HoldsAsync(() => DataFolder.Images(host.Folder).All(image => image.FalRequestId is not null));
        await Eventually.HoldsAsync(() => host.Fal.Journal.Calls.Any(call => call.Kind.ToString() == moment));

        await host.Functions.Worker.KillAsync();
        faults.Clear();
        await host.Functions.StartWorkerAsync();

        // The lease of the one that was killed ends by itself.
        await AnswersAsync(host, HttpStatusCode.OK, TimeSpan.FromSeconds(60));
        var generation = await host.Http.EndedAsync(id, 60);
        Assert.All(generation.Images(), image => Assert.Equal("ready", image.Status()));
        Assert.Equal(3, host.Fal.Journal.Submits.Count);
        Assert.Equal(6, DataFolder.Objects(host.Folder).Count);
    }

    [Fact]
    public async Task Stopped_it_lets_the_next_one_go_on_at_once()
    {
        await using var host = await LocalHost.StartAsync(new() { RunTime = TimeRange.Milliseconds(4_000, 4_000), Concurrency = 100 });
        var id = (await host.Http.GenerateAsync(2, "respond-async")).Id();

        Assert.Equal(0, await host.Functions.StopWorkerAsync());
        await host.Functions.StartWorkerAsync();

        // A lease that was not given back would take 30 s.
        await AnswersAsync(host, HttpStatusCode.OK, TimeSpan.FromSeconds(10));
        Assert.Equal("completed", (await host.Http.EndedAsync(id, 60)).Status());
        Assert.Equal(2, host.Fal.Journal.Submits.Count);
        await DataFolder.AssertSoundAsync(host.Folder);
    }

    [Fact]
    public async Task A_submit_that_has_no_turn_at_the_database_is_tried_again()
    {
        await using var host = await LocalHost.StartAsync();
        var turnLost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Functions.Before = name => name == nameof(ImageActivities.SubmitImage) ? turnLost.Task : Task.CompletedTask;
        var id = (await host.Http.GenerateAsync(1, "respond-async")).Id();
        var lease = new BlobServiceClient(host.AccountConnection).GetBlobContainerClient("halloween-costume").GetBlobClient("writer.lease").GetBlobLeaseClient();
        await lease.BreakAsync(TimeSpan.Zero);
        await lease.AcquireAsync(TimeSpan.FromSeconds(60));
        await AnswersAsync(host, HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(40));

        turnLost.SetResult();
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Empty(host.Fal.Journal.Submits);
        await lease.ReleaseAsync();

        await AnswersAsync(host, HttpStatusCode.OK, TimeSpan.FromSeconds(30));
        var generation = await host.Http.EndedAsync(id, 60);
        Assert.True(generation.Status() == "completed", $"{generation}");
        Assert.Single(host.Fal.Journal.Submits);
    }

    private static async Task AnswersAsync(LocalHost host, HttpStatusCode status, TimeSpan within)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            using var response = await host.Http.GetAsync("/api/users");
            if (response.StatusCode == status)
                return;
            Assert.True(clock.Elapsed < within, $"{response.StatusCode} after {clock.Elapsed}");
        }
    }
}
