using HalloweenCostume.Fal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HalloweenCostume.Tests.Hosting;

/// <summary>For tests of a fal that keeps its clients waiting: the product's own time-outs, shortened.</summary>
internal static class Hurry
{
    public static readonly FalTimeouts Timeouts = new()
    {
        Head = TimeSpan.FromSeconds(1.5),
        Silence = TimeSpan.FromSeconds(1.5),
        Answer = TimeSpan.FromSeconds(2),
        StreamSilence = TimeSpan.FromSeconds(1),
        Picture = TimeSpan.FromSeconds(3),
        Upload = TimeSpan.FromSeconds(1.5),
        FirstPause = TimeSpan.FromMilliseconds(50),
        LongestPause = TimeSpan.FromMilliseconds(200),
    };

    public static void With(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton(Timeouts));
}
