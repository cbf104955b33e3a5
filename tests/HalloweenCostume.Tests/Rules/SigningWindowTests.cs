using HalloweenCostume.Storage;

namespace HalloweenCostume.Tests.Rules;

public sealed class SigningWindowTests
{
    private static readonly TimeSpan _life = TimeSpan.FromMinutes(15);

    [Fact]
    public void Everybody_within_ten_minutes_gets_the_same_window()
    {
        var start = DateTimeOffset.Parse("2026-10-31T20:10:00Z", System.Globalization.CultureInfo.InvariantCulture);
        var window = SigningWindow.At(start, _life);

        Assert.Equal(new(start, start.AddMinutes(15)), window);
        Assert.Equal(window, SigningWindow.At(start.AddMinutes(10).AddTicks(-1), _life));
        Assert.NotEqual(window, SigningWindow.At(start.AddMinutes(10), _life));
        Assert.NotEqual(window, SigningWindow.At(start.AddTicks(-1), _life));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(60)]
    [InlineData(15 * 60)]
    [InlineData(7 * 24 * 3600)]
    public void A_third_of_the_life_is_always_left_and_never_more_than_the_life(int lifeSeconds)
    {
        var life = TimeSpan.FromSeconds(lifeSeconds);
        var random = new Random(31);
        for (var i = 0; i < 1_000; i++)
        {
            var now = DateTimeOffset.UnixEpoch.AddMilliseconds(random.NextInt64(4_000_000_000_000));
            var left = SigningWindow.At(now, life).ExpiresAt - now;
            Assert.InRange(left, life / 3, life);
        }
    }
}
