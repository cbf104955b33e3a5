using HalloweenCostume.Access;
using HalloweenCostume.Generations;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests.Access;

public sealed class FairTurnTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_persons_twenty_do_not_keep_anothers_one_waiting(bool oneKey)
    {
        await using var host = await LocalHost.StartAsync(
            new() { RunTime = TimeRange.Milliseconds(100, 120), Concurrency = 2 },
            new Dictionary<string, string?> { ["ACCESS"] = "keys", ["RUNNING_PER_KEY"] = "2" });
        var first = await KeyAsync(host);
        var second = oneKey ? first : await KeyAsync(host);
        var twenty = new List<string>();
        for (var number = 0; number < 20; number++)
            twenty.Add(await AskAsync(host, first, 1));
        var one = await AskAsync(host, second, 2);

        await host.UntilEndedAsync(one, second);

        var done = 0;
        foreach (var id in twenty)
            done += (await host.GetAsync(id, first)).Status() == "completed" ? 1 : 0;
        Assert.InRange(done, 0, 10);
        foreach (var id in twenty)
            await host.UntilEndedAsync(id, first);
    }

    [Fact]
    public void Of_each_key_so_many_run_and_the_person_with_the_fewest_is_next()
    {
        var line = new FairLine(perKey: 2, all: 4);
        var runs = new[] { Run(1, 1), Run(1, 1), Run(1, 1), Run(1, 2), Run(2, 3), Run(null, 4), Run(null, 5) };
        foreach (var run in runs)
            line.Add(run);

        // Key 1: person 1, then person 2; then keys and persons with none under way, in the order in which they came.
        Assert.Equal([runs[0], runs[3], runs[4], runs[5]], Take(line));
        line.Leave(runs[5]);
        Assert.Equal([runs[6]], Take(line));
        line.Leave(runs[6]);
        Assert.Empty(Take(line));
        line.Leave(runs[0]);
        Assert.Equal([runs[1]], Take(line));
    }

    private static IEnumerable<GenerationRun> Take(FairLine line)
    {
        var taken = new List<GenerationRun>();
        while (line.TryTake(out var run))
            taken.Add(run);
        return taken;
    }

    private static GenerationRun Run(long? key, long person) => new(Guid.CreateVersion7(), 1, key, person);

    private static async Task<string> KeyAsync(LocalHost host) =>
        (await host.Services.GetRequiredService<AccessKeyDb>().IssueAsync(new("key", AccessRole.Household, null, null), CancellationToken.None))!.Value.Key;

    private static async Task<string> AskAsync(LocalHost host, string key, long userId)
    {
        using var request = Api.Generate(new { prompt = "a ghost", loraId = userId, num_images = 1, userId }, prefer: "respond-async");
        request.Headers.Authorization = new("Bearer", key);
        using var response = await host.Http.SendAsync(request);
        return (await response.JsonAsync()).Id();
    }
}

file static class Asking
{
    public static async Task<System.Text.Json.JsonElement> GetAsync(this LocalHost host, string id, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/generations/{id}") { Headers = { Authorization = new("Bearer", key) } };
        using var response = await host.Http.SendAsync(request);
        return await response.JsonAsync();
    }

    public static async Task UntilEndedAsync(this LocalHost host, string id, string key)
    {
        for (var look = 0; (await host.GetAsync(id, key)).Status() is "queued" or "running"; look++)
        {
            Assert.True(look < 2000, "It does not end.");
            await Task.Delay(10);
        }
    }
}
