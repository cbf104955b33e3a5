using HalloweenCostume.Generations;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Rules;

public sealed class PatienceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_is_set_makes_it_neither_longer_nor_shorter(int hours)
    {
        var (time, tries) = (new ShiftedTime(), 0);
        var clock = System.Diagnostics.Stopwatch.StartNew();

        await Assert.ThrowsAsync<IOException>(() => Patience.UntilAsync<int>(
            () =>
            {
                tries++;
                time.Shift = TimeSpan.FromHours(hours);
                throw new IOException();
            },
            TimeSpan.FromSeconds(2), time, CancellationToken.None));

        // At 0, 0.5 and 1.5 s; the next would come too late.
        Assert.Equal(3, tries);
        Assert.InRange(clock.Elapsed.TotalSeconds, 1.4, 10);
    }
}
