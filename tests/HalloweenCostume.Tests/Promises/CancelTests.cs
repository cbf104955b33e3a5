using System.Net;
using System.Text.Json;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Promises;

/// <summary>Once a cancellation is answered nothing more is submitted, and what comes late is dropped.</summary>
public sealed class CancelTests
{
    [Fact]
    public async Task Cancelled_while_it_waits_at_fal_it_is_cancelled_there_too()
    {
        await using var host = await StartAsync(new(), runMilliseconds: 3_000, concurrency: 1);
        var other = await host.Http.GenerateAsync(1, "respond-async", "The other one");
        await host.Http.UntilAsync(other.Id(), now => now.Status() == "running");
        var asked = await host.Http.GenerateAsync(4, "respond-async");
        await Eventually.HoldsAsync(() => host.Fal.Journal.Requests.Count == 5 && DataFolder.Images(host.Folder).All(image => image.FalRequestId is not null));

        await AssertCancelledAsync(host, asked.Id());

        Assert.All(host.Fal.Journal.Requests.Skip(1), request => Assert.True(request.Cancelled));
        Assert.Equal("completed", (await host.Http.EndedAsync(other.Id())).Status());
        await DataFolder.AssertSoundAsync(host.Folder);
    }

    [Fact]
    public async Task Cancelled_while_it_runs_its_late_results_are_dropped()
    {
        await using var host = await StartAsync(new(), runMilliseconds: 2_500);
        var other = await host.Http.GenerateAsync(1, "respond-async", "The other one");
        var asked = await host.Http.GenerateAsync(3, "respond-async");
        await host.Http.UntilAsync(asked.Id(), now => now.Images().All(image => image.Status() == "running"));

        await AssertCancelledAsync(host, asked.Id());

        Assert.Equal("completed", (await host.Http.EndedAsync(other.Id())).Status());
        Assert.Equal(2, DataFolder.Objects(host.Folder).Count);
        await DataFolder.AssertSoundAsync(host.Folder);
    }

    [Fact]
    public async Task Cancelled_before_fal_has_answered_the_submit_it_is_cancelled_once_the_answer_is_there()
    {
        var faults = new FalFaults { SlowAnswer = TimeSpan.FromSeconds(1) };
        faults.Chance(FalFault.SubmitSlow, 1);
        await using var host = await StartAsync(faults, runMilliseconds: 4_000);
        var asked = await host.Http.GenerateAsync(2, "respond-async");
        await Eventually.HoldsAsync(() => host.Fal.Journal.Requests.Count == 2);
        Assert.All(DataFolder.Images(host.Folder), image => Assert.Null(image.FalRequestId));

        await AssertCancelledAsync(host, asked.Id());

        await Eventually.HoldsAsync(() => host.Fal.Journal.Requests.All(request => request.Cancelled));
        Assert.Equal(2, host.Fal.Journal.Submits.Count);
    }

    [Theory]
    [InlineData("submit-429")]
    [InlineData("submit-503")]
    public async Task Cancelled_between_two_tries_to_submit_there_is_no_other_try(string fault)
    {
        await using var host = await StartAsync(FalFaultSetting.Parse(fault));
        var asked = await host.Http.GenerateAsync(4, "respond-async");
        await Eventually.HoldsAsync(() => host.Fal.Journal.Submits.Count >= 5);

        await AssertCancelledAsync(host, asked.Id());

        Assert.Empty(host.Fal.Journal.Requests);
    }

    [Fact]
    public async Task Cancelled_while_its_picture_is_fetched_nothing_of_it_is_kept()
    {
        var faults = new FalFaults { DripDelay = TimeSpan.FromMilliseconds(5) };
        faults.Chance(FalFault.PictureDrip, 1);
        await using var host = await StartAsync(faults);
        var asked = await host.Http.GenerateAsync(2, "respond-async");
        await Eventually.HoldsAsync(() => host.Fal.Journal.Calls.Count(call => call.Kind == FalCallKind.Download) == 2);

        await AssertCancelledAsync(host, asked.Id());

        faults.Clear();
        await Eventually.HoldsAsync(() => DataFolder.Drafts(host.Folder).Count == 0, 20);
        Assert.Empty(DataFolder.Objects(host.Folder));
    }

    [Fact]
    public async Task Cancelled_with_a_picture_there_already_that_one_stays()
    {
        var faults = new FalFaults();
        faults.When(FalFault.RequestNeverFinishes, moment => moment.Submit > 1);
        await using var host = await StartAsync(faults);
        var asked = await host.Http.GenerateAsync(3, "respond-async");
        await host.Http.UntilAsync(asked.Id(), now => now.Images().Any(image => image.Status() == "ready"));

        using var response = await host.Http.DeleteAsync($"/api/generations/{asked.Id()}");

        var generation = await response.JsonAsync();
        Assert.Equal("completed", generation.Status());
        Assert.Equal(["cancelled", "cancelled", "ready"], generation.Images().Select(Api.Status).Order(StringComparer.Ordinal));
        await DataFolder.AssertSoundAsync(host.Folder);
    }

    [Fact]
    public async Task Cancelled_at_any_moment_it_stays_cancelled_and_leaves_nothing()
    {
        await using var host = await StartAsync(new(), runMilliseconds: 30);
        for (var milliseconds = 0; milliseconds < 200; milliseconds += 10)
        {
            var asked = await host.Http.GenerateAsync(2, "respond-async");
            await Task.Delay(milliseconds);
            var submits = 0;
            using (var response = await host.Http.DeleteAsync($"/api/generations/{asked.Id()}"))
            {
                submits = host.Fal.Journal.Submits.Count;
                Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            }

            var generation = await host.Http.EndedAsync(asked.Id());
            Assert.All(generation.Images(), image => Assert.True(image.Status() is "ready" or "cancelled"));
            Assert.Equal(submits, host.Fal.Journal.Submits.Count);
        }

        await Task.Delay(500);
        await DataFolder.AssertSoundAsync(host.Folder);
    }

    /// <summary>Cancels, and then watches for a while that nothing else happens.</summary>
    private static async Task AssertCancelledAsync(LocalHost host, string id)
    {
        using var response = await host.Http.DeleteAsync($"/api/generations/{id}");
        var submits = host.Fal.Journal.Submits.Count;
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("cancelled", (await response.JsonAsync()).Status());
        await Task.Delay(1_000);
        Assert.Equal(submits, host.Fal.Journal.Submits.Count);
        var after = await host.Http.GetJsonAsync($"/api/generations/{id}");
        Assert.Equal("cancelled", after.Status());
        Assert.All(after.Images(), image => Assert.Equal("cancelled", image.Status()));
        Assert.All(after.Images(), image => Assert.Equal(JsonValueKind.Null, image.GetProperty("signedUrl").ValueKind));
    }

    private static Task<LocalHost> StartAsync(FalFaults faults, double runMilliseconds = 30, int concurrency = 100) => LocalHost.StartAsync(
        new() { RunTime = TimeRange.Milliseconds(runMilliseconds, runMilliseconds), Concurrency = concurrency, Faults = faults });
}
