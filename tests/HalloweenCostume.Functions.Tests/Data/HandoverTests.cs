using System.Net;

namespace HalloweenCostume.Functions.Tests.Data;

public sealed class HandoverTests
{
    [Fact]
    public async Task The_second_process_is_alive_and_says_503_until_the_first_stops_and_then_goes_on_at_once_in_the_same_file()
    {
        await using var pair = await WriterPair.StartAsync();
        Assert.False(await pair.Second.WriteAsync());
        using (var read = await pair.Second.GetAsync("/rows"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, read.StatusCode);
            Assert.Contains("Another instance", await read.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using (var alive = await pair.Second.GetAsync("/alive"))
            Assert.Equal(HttpStatusCode.OK, alive.StatusCode);

        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => pair.First.WriteOnAsync()));
        await Task.Delay(500);
        await pair.First.Process.TerminateAsync();
        var waited = await pair.Second.TakeOverAsync();

        await writing;
        Assert.True(waited < TimeSpan.FromSeconds(5), $"It took {waited}");
        await pair.AssertSoundAsync("first", "second");
        Assert.Single(pair.Files);
    }
}
