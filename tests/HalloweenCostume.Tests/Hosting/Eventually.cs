using System.Diagnostics;

namespace HalloweenCostume.Tests.Hosting;

internal static class Eventually
{
    /// <summary>Looks again and again until something is so.</summary>
    public static async Task HoldsAsync(Func<bool> condition, double seconds = 20)
    {
        for (var clock = Stopwatch.StartNew(); !condition(); await Task.Delay(5))
            Assert.True(clock.Elapsed.TotalSeconds < seconds, $"It did not happen within {seconds} s");
    }
}
