using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Resilience;

/// <summary>A folder whose server was killed: what it had written down then, and whether the next server makes all of it good.</summary>
/// <param name="acknowledged">The generations whose ids a client got to know.</param>
internal sealed class Survivors(string folder, FalEmulator fal, Dictionary<string, string?> settings, IReadOnlyCollection<string> acknowledged)
{
    /// <param name="PaidTwice">Images that fal took a second time, since nobody had written down that it had taken them.</param>
    public sealed record Outcome(int Generations, int Images, int PaidTwice);

    public async Task<Outcome> GoOnAsync()
    {
        Assert.Equal("ok", DataFolder.Integrity(folder));
        var before = DataFolder.Images(folder);
        await using (var process = await LocalProcess.ServeAsync(folder, settings))
        {
            foreach (var id in DataFolder.Generations(folder))
                Assert.All((await process.Http.EndedAsync(id, 120)).Images(), image => Assert.Equal("ready", image.Status()));
            Assert.Equal(0, await process.TerminateAsync());
        }

        Assert.Empty(acknowledged.Except(DataFolder.Generations(folder)));
        // One picture and one thumbnail to each row, and nothing else.
        await DataFolder.AssertSoundAsync(folder);
        return new(DataFolder.Generations(folder).Count, before.Count, PaidTwice(before));
    }

    private int PaidTwice(IReadOnlyList<DataFolder.Image> before)
    {
        var submits = fal.Journal.Requests.GroupBy(request => request.Input.GetProperty("seed").GetInt64()).ToDictionary(group => group.Key, group => group.ToList());
        Assert.Equal(DataFolder.Images(folder).Select(image => image.Seed).Order(), submits.Keys.Order());
        foreach (var image in before.Where(image => image.FalRequestId is not null))
            Assert.Equal(image.FalRequestId, Assert.Single(submits[image.Seed]).Id.ToString());
        Assert.All(submits.Values, requests => Assert.InRange(requests.Count, 1, 2));
        return submits.Values.Count(requests => requests.Count == 2);
    }
}
