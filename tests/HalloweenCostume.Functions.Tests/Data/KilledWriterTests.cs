namespace HalloweenCostume.Functions.Tests.Data;

public sealed class KilledWriterTests
{
    // The lease ends, the other process asks once a second, and this machine is slow.
    private static readonly TimeSpan _longest = WriterProgram.Lifetime + TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Killed_with_half_a_transaction_in_the_file_the_next_one_rolls_it_back_within_the_leases_time()
    {
        await using var pair = await WriterPair.StartAsync();
        var writing = await pair.First.HoldAsync("work");
        await pair.First.Process.EndAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => writing);

        var waited = await pair.Second.TakeOverAsync();

        Assert.True(waited < _longest, $"It took {waited}");
        await pair.AssertSoundAsync("first", "second");
    }

    [Fact]
    public async Task Killed_while_it_writes_every_row_that_it_acknowledged_is_there()
    {
        await using var pair = await WriterPair.StartAsync();
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => pair.First.WriteOnAsync()));
        await Task.Delay(Random.Shared.Next(300, 1_500));
        await pair.First.Process.EndAsync();
        await writing;

        var waited = await pair.Second.TakeOverAsync();

        Assert.True(waited < _longest, $"It took {waited}");
        await pair.AssertSoundAsync("first", "second");
    }
}
