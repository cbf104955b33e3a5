namespace HalloweenCostume.Tests.Hosting;

/// <summary>A clock that can be moved; timers and waits go on at their own pace.</summary>
public sealed class ShiftedTime : TimeProvider
{
    private long _passed;

    /// <summary>How wrong the clock goes: what somebody who sets it does, or a machine that wakes up.</summary>
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;

    public override long GetTimestamp() => base.GetTimestamp() + Volatile.Read(ref _passed);

    /// <summary>Time goes by, for the clock and for what is measured.</summary>
    public void Pass(TimeSpan time)
    {
        Shift += time;
        Interlocked.Add(ref _passed, (long)(time.TotalSeconds * TimestampFrequency));
    }
}
