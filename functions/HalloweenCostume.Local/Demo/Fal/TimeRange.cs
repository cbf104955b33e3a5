namespace HalloweenCostume.Local.Demo.Fal;

/// <summary>A span of time drawn anew each time, evenly between both ends.</summary>
internal readonly record struct TimeRange(TimeSpan Min, TimeSpan Max)
{
    public static TimeRange Milliseconds(double min, double max) => new(TimeSpan.FromMilliseconds(min), TimeSpan.FromMilliseconds(max));

    public TimeSpan Draw(Dice dice) => Min + ((Max - Min) * dice.NextDouble());
}
