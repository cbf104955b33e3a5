namespace HalloweenCostume.Functions.Tests.Data;

public sealed class FrozenAgainAndAgainTests
{
    [Fact]
    public async Task Frozen_again_and_again_at_any_moment_of_its_writing_no_row_is_lost_and_none_comes_late()
    {
        const int rounds = 5;
        await using var pair = await WriterPair.StartAsync();
        var (holder, waiting) = (pair.First, pair.Second);
        for (var round = 0; round < rounds; round++)
        {
            var writing = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => holder.WriteOnAsync()));
            await Task.Delay(Random.Shared.Next(200, 1_200));
            await holder.Process.FreezeAsync();
            await waiting.TakeOverAsync();
            await holder.Process.ThawAsync();
            for (var i = 0; i < 20; i++)
                Assert.True(await waiting.WriteAsync(), waiting.Output);
            await writing;
            Assert.False(await holder.WriteAsync());
            (holder, waiting) = (waiting, holder);
        }

        await pair.AssertSoundAsync([.. Enumerable.Range(0, rounds + 1).Select(turn => turn % 2 == 0 ? "first" : "second")]);
    }
}
