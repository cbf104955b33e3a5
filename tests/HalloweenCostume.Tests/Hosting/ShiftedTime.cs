namespace HalloweenCostume.Tests.Hosting;

/// <summary>A clock that can be moved; timers and waits go on at their own pace.</summary>
public sealed class ShiftedTime : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}
