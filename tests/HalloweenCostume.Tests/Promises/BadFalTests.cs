using System.Net;
using System.Text.Json;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Promises;

/// <summary>Whatever fal does, every picture reaches an end with a reason, and none is ever paid for twice.</summary>
public sealed class BadFalTests(BadFal fal) : IClassFixture<BadFal>
{
    [Theory]
    [MemberData(nameof(BadFal.Lasting), MemberType = typeof(BadFal))]
    public async Task A_fault_that_lasts_ends_the_picture_with_a_reason(string fault, string status, string? reason, int submits, int accepted)
    {
        var image = await fal.EndedAsync($"lasting {fault}");

        Assert.Equal(status, image.Status());
        if (reason is null)
            Assert.Equal(JsonValueKind.Null, image.GetProperty("error").ValueKind);
        else
            Assert.Contains(reason, image.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(submits, fal.Submits($"lasting {fault}"));
        Assert.Equal(accepted, fal.Accepted($"lasting {fault}"));
    }

    [Theory]
    [MemberData(nameof(BadFal.Passing), MemberType = typeof(BadFal))]
    public async Task A_fault_that_passes_costs_neither_the_picture_nor_a_second_one(string fault)
    {
        var image = await fal.EndedAsync($"passing {fault}");

        Assert.Equal("ready", image.Status());
        Assert.Equal(1, fal.Accepted($"passing {fault}"));
    }

    [Theory]
    [InlineData("request-fails", 4)]
    [InlineData("result-500", 4)]
    [InlineData("result-garbage", 4)]
    [InlineData("result-reset", 4)]
    [InlineData("request-blocked", 1)]
    public async Task A_result_is_asked_for_again_only_so_often(string fault, int times)
    {
        await fal.EndedAsync($"lasting {fault}");

        Assert.Equal(times, fal.Results($"lasting {fault}"));
    }

    [Fact]
    public async Task No_fault_leaves_anything_behind_that_is_not_a_picture() => await DataFolder.AssertSoundAsync(await fal.AllEndedAsync());

    [Fact]
    public async Task All_at_once_still_end_every_picture_and_pay_for_each_once()
    {
        var faults = FalFaultSetting.Parse(
            "submit-429:0.2,submit-503:0.1,submit-lost:0.1,status-500:0.2,status-reset:0.1,status-garbage:0.1,stream-broken:0.3,request-requeued:0.2,"
            + "request-fails:0.1,request-blocked:0.1,result-500:0.2,result-reset:0.1,result-garbage:0.1,picture-404:0.1,picture-reset:0.2,picture-html:0.1", seed: 5);
        await using var host = await LocalHost.StartAsync(
            new() { RunTime = TimeRange.Milliseconds(20, 200), Concurrency = 100, Faults = faults }, configure: Hurry.With);

        var asked = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => host.Http.GenerateAsync(4, "respond-async")));
        var generations = await Task.WhenAll(asked.Select(generation => host.Http.EndedAsync(generation.Id())));

        var images = generations.SelectMany(generation => generation.Images()).ToList();
        Assert.Equal(48, images.Count);
        Assert.Contains(images, image => image.Status() == "ready");
        Assert.Contains(images, image => image.Status() != "ready");
        Assert.All(images.Where(image => image.Status() != "ready"), image => Assert.NotEmpty(image.GetProperty("error").GetString()!));
        Assert.All(host.Fal.Journal.Requests.GroupBy(request => request.Input.GetProperty("seed").GetInt64()), submits => Assert.Single(submits));
        await DataFolder.AssertSoundAsync(host.Folder);
    }

    [Fact]
    public async Task A_status_that_cannot_be_read_does_not_cut_short_a_picture_that_takes_long()
    {
        await using var host = await StartAsync(faults => faults.Chance(FalFault.StatusGarbage, 1), runMilliseconds: 6_000);

        Assert.Equal("ready", (await EndedAsync(host)).Status());
        Assert.Single(host.Fal.Journal.Requests);
    }

    [Fact]
    public async Task A_request_that_never_finishes_is_cancelled_at_fal_at_its_deadline()
    {
        await using var host = await StartAsync(faults => faults.Chance(FalFault.RequestNeverFinishes, 1), new() { ["GENERATION_TIMEOUT_MINUTES"] = "0.02" });

        Assert.Equal("failed", (await EndedAsync(host)).Status());

        await Eventually.HoldsAsync(() => Assert.Single(host.Fal.Journal.Requests).Cancelled);
    }

    [Fact]
    public async Task A_model_that_fal_could_not_load_is_uploaded_anew_for_the_next_try()
    {
        await using var host = await StartAsync(faults => faults.Next(FalFault.RequestLoraFails));
        var failed = await host.Http.GenerateAsync();
        Assert.Equal("failed", failed.Status());

        using var retried = await host.Http.PostAsync($"/api/generations/{failed.Id()}/retries", null);

        Assert.Equal(HttpStatusCode.Accepted, retried.StatusCode);
        Assert.Equal("completed", (await host.Http.EndedAsync(failed.Id())).Status());
        var requests = host.Fal.Journal.Requests;
        Assert.Equal(2, requests.Count);
        Assert.NotEqual(LoraOf(requests[0]), LoraOf(requests[1]));
    }

    [Fact]
    public async Task A_submit_whose_connection_is_closed_without_a_word_is_not_sent_again()
    {
        await using var silent = await SilentFal.StartAsync();
        await using var host = await LocalHost.StartAsync(settings: new Dictionary<string, string?> { ["FAL_QUEUE_URL"] = silent.Address.AbsoluteUri }, configure: Hurry.With);

        // The first submit is refused politely, which leaves a connection that the second one uses.
        await EndedAsync(host);
        var image = await EndedAsync(host);

        Assert.Equal("failed", image.Status());
        Assert.Equal(2, silent.Submits);
        Assert.Equal(1, silent.Connections);
    }

    [Fact]
    public async Task A_storage_that_takes_no_upload_ends_the_picture_too()
    {
        await using var storage = await HandMadeFal.StartAsync(context => context.Request.Path.Value!.Contains("initiate", StringComparison.Ordinal)
            ? context.AnswerAsync(new { upload_url = $"http://{context.Request.Host}/taken", file_url = $"http://{context.Request.Host}/file" })
            : Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var host = await LocalHost.StartAsync(settings: new Dictionary<string, string?> { ["FAL_REST_URL"] = storage.Address.AbsoluteUri }, configure: Hurry.With);

        var image = await EndedAsync(host);

        Assert.Equal("failed", image.Status());
        Assert.Contains("had a fault", image.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    private static Task<LocalHost> StartAsync(Action<FalFaults> fault, Dictionary<string, string?>? settings = null, double runMilliseconds = 50)
    {
        var faults = new FalFaults(seed: 1) { DripDelay = TimeSpan.FromMilliseconds(100) };
        fault(faults);
        return LocalHost.StartAsync(
            new() { RunTime = TimeRange.Milliseconds(runMilliseconds, runMilliseconds), Concurrency = 100, Faults = faults }, settings, configure: Hurry.With);
    }

    private static async Task<JsonElement> EndedAsync(LocalHost host)
    {
        var asked = await host.Http.GenerateAsync(1, "respond-async");
        return (await host.Http.EndedAsync(asked.Id(), 60)).Images()[0];
    }

    private static string? LoraOf(FalRequestRecord request) => request.Input.GetProperty("loras")[0].GetProperty("path").GetString();
}
