namespace HalloweenCostume.Functions.Tests.Data;

/// <summary>A process that stood still past its lease: when it goes on, it is where it was, and must not matter any more.</summary>
public sealed class FrozenWriterTests
{
    [Theory]
    [InlineData("work")]
    [InlineData("commit")]
    public async Task Frozen_in_the_middle_of_a_transaction_it_changes_nothing_afterwards_and_gets_its_turn_again(string where)
    {
        await using var pair = await WriterPair.StartAsync();
        var writing = await pair.First.HoldAsync(where);
        await pair.First.Process.FreezeAsync();
        await pair.Second.TakeOverAsync();
        var others = pair.Second.WriteOnAsync();

        await pair.First.Process.ThawAsync();

        Assert.False(await writing);
        Assert.False(await pair.First.WriteAsync());
        await Task.Delay(2_000);
        Assert.False(await pair.First.WriteAsync());
        await pair.Second.Process.TerminateAsync();
        await others;
        await pair.First.TakeOverAsync();
        await pair.AssertSoundAsync("first", "second", "first");
    }
}
