namespace HalloweenCostume.Local.Demo.Fal;

/// <summary>A random generator that many requests share; with a seed it gives the same numbers each time.</summary>
internal sealed class Dice(int? seed)
{
    private readonly Random _random = seed is { } value ? new Random(value) : new Random();
    private readonly Lock _lock = new();

    public double NextDouble()
    {
        lock (_lock)
            return _random.NextDouble();
    }

    public long NextInt64()
    {
        lock (_lock)
            return _random.NextInt64();
    }
}
