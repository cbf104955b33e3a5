using System.Net;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Promises;

public sealed partial class IdempotencyTests
{
    // Windows of signing so long that none ends while a test compares URLs.
    private static readonly Dictionary<string, string?> _settings = new() { ["SIGNED_URL_MINUTES"] = "10080" };

    [Fact]
    public async Task A_hundred_requests_with_one_key_are_one_generation_one_submit_a_picture_and_one_answer()
    {
        await using var host = await LocalHost.StartAsync(settings: _settings);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => AskAsync(host, "once")));

        Assert.Equal(HttpStatusCode.OK, answers.Select(answer => answer.Status).Distinct().Single());
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.Equal(1, DataFolder.Count(host.Folder, "generations"));
        Assert.Equal(3, host.Fal.Journal.Submits.Count);
        Assert.Equal(3, host.Fal.Journal.Submits.Select(submit => submit.Input!.Value.GetProperty("seed").GetInt64()).Distinct().Count());
        await DataFolder.AssertSoundAsync(host.Folder);
    }

    [Fact]
    public async Task A_hundred_requests_with_a_hundred_keys_are_a_hundred_generations()
    {
        await using var host = await LocalHost.StartAsync(settings: _settings);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => AskAsync(host, $"key {i}", count: 1, prefer: "respond-async")));

        Assert.Equal(100, answers.Select(answer => answer.Body).Distinct().Count());
        Assert.Equal(100, DataFolder.Count(host.Folder, "generations"));
    }

    [Fact]
    public async Task A_client_that_hangs_up_and_asks_again_gets_the_pictures_it_asked_for()
    {
        await using var host = await LocalHost.StartAsync(new() { RunTime = TimeRange.Milliseconds(1_500, 1_600), Concurrency = 100 }, _settings);
        using (var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(250)))
        {
            using var request = Api.Generate(Api.Portrait(2), key: "again");
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Http.SendAsync(request, gone.Token));
        }

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, "again", count: 2)).Status);

        Assert.Equal(2, host.Fal.Journal.Submits.Count);
        Assert.Equal(1, DataFolder.Count(host.Folder, "generations"));
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(LocalHost host, string key, int count = 3, string? prefer = null)
    {
        using var request = Api.Generate(Api.Portrait(count), prefer, key);
        using var response = await host.Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
