using System.Net;
using System.Text.Json;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Promises;

/// <summary>Pictures succeed and fail one by one.</summary>
public sealed class OneOfFourTests
{
    public static TheoryData<string, string, string> Faults => new()
    {
        { "request-fails", "failed", "The picture service had a fault. Run it again." },
        { "request-blocked", "blocked", "The safety check held this picture back. Try other words, or run it again." },
        { "request-nsfw", "blocked", "The safety check held this picture back. Try other words, or run it again." },
        { "picture-html", "failed", "The picture service answered with something that is not a picture. Run it again." },
        { "picture-wrong-host", "failed", "The picture service answered with something that is not a picture. Run it again." },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Three_are_shown_and_the_fourth_has_its_reason_and_can_be_run_again(string fault, string status, string reason)
    {
        var faults = new FalFaults();
        faults.When(FaultOf(fault), moment => moment.Submit == 2);
        await using var host = await StartAsync(faults);

        var generation = await host.Http.GenerateAsync(4);

        Assert.Equal("completed", generation.Status());
        var bad = Assert.Single(generation.Images(), image => image.Status() != "ready");
        Assert.Equal(status, bad.Status());
        Assert.Equal(reason, bad.GetProperty("error").GetString());
        Assert.All(["signedUrl", "thumbnailUrl", "fullUrl", "width", "path", "expiresAt"], name => Assert.Equal(JsonValueKind.Null, bad.GetProperty(name).ValueKind));
        await DataFolder.AssertSoundAsync(host.Folder);
        Assert.Equal(6, DataFolder.Objects(host.Folder).Count);
        Assert.Equal(3, (await host.Http.GetJsonAsync("/api/images/1")).GetProperty("images").GetArrayLength());

        using var retry = await host.Http.PostAsync($"/api/generations/{generation.Id()}/retries", null);
        Assert.Equal(HttpStatusCode.Accepted, retry.StatusCode);
        var whole = await host.Http.EndedAsync(generation.Id());

        Assert.All(whole.Images(), image => Assert.Equal("ready", image.Status()));
        Assert.Equal(
            generation.Images().Where(image => image.Id() != bad.Id()).Select(image => image.GetProperty("path").GetString()),
            whole.Images().Where(image => image.Id() != bad.Id()).Select(image => image.GetProperty("path").GetString()));
        Assert.Equal(5, host.Fal.Journal.Requests.Count);
        await DataFolder.AssertSoundAsync(host.Folder);
    }

    [Fact]
    public async Task A_blocked_picture_is_run_again_with_another_seed_and_a_failed_one_with_its_own()
    {
        var faults = new FalFaults();
        faults.When(FalFault.RequestBlocked, moment => moment.Submit == 1);
        faults.When(FalFault.RequestFails, moment => moment.Submit == 2);
        await using var host = await StartAsync(faults);
        var first = await host.Http.GenerateAsync(2);

        using (await host.Http.PostAsync($"/api/generations/{first.Id()}/retries", null)) { }
        var second = await host.Http.EndedAsync(first.Id());

        var seeds = first.Images().Zip(second.Images(), (before, after) =>
            (Blocked: before.Status() == "blocked", Same: before.GetProperty("seed").GetInt64() == after.GetProperty("seed").GetInt64()));
        Assert.All(seeds, seed => Assert.NotEqual(seed.Blocked, seed.Same));
        Assert.Equal("completed", second.Status());
    }

    [Fact]
    public async Task Four_blocked_pictures_are_a_failed_generation_that_can_still_be_run_again()
    {
        var faults = new FalFaults();
        faults.Next(FalFault.RequestBlocked, 4);
        await using var host = await StartAsync(faults);

        var generation = await host.Http.GenerateAsync(4);

        Assert.Equal("failed", generation.Status());
        Assert.NotEqual(JsonValueKind.Null, generation.GetProperty("completedAt").ValueKind);
        Assert.All(generation.Images(), image => Assert.Equal("blocked", image.Status()));
        Assert.Empty(DataFolder.Objects(host.Folder));
        using (await host.Http.PostAsync($"/api/generations/{generation.Id()}/retries", null)) { }
        Assert.Equal("completed", (await host.Http.EndedAsync(generation.Id())).Status());
    }

    [Fact]
    public async Task One_that_was_not_even_accepted_costs_the_others_nothing()
    {
        var faults = new FalFaults();
        faults.Next(FalFault.Submit500);
        await using var host = await StartAsync(faults);

        var generation = await host.Http.GenerateAsync(4);

        Assert.Equal("completed", generation.Status());
        Assert.Equal(["failed", "ready", "ready", "ready"], generation.Images().Select(Api.Status).Order(StringComparer.Ordinal));
    }

    private static Task<LocalHost> StartAsync(FalFaults faults) => LocalHost.StartAsync(
        new() { RunTime = TimeRange.Milliseconds(20, 60), Concurrency = 100, Faults = faults });

    private static FalFault FaultOf(string name) => Enum.GetValues<FalFault>().First(fault => FalFaultSetting.NameOf(fault) == name);
}
