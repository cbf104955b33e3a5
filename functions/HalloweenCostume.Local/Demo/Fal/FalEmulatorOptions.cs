using HalloweenCostume.Local.Demo.Fal.Model;

namespace HalloweenCostume.Local.Demo.Fal;

internal sealed record FalEmulatorOptions
{
    /// <summary>0: the port of the last start in the same <see cref="StateFolder"/> if it is still free, else any.</summary>
    public int Port { get; init; }

    /// <summary>The only key that is accepted; null accepts every key that is not empty.</summary>
    public string? Key { get; init; }

    /// <summary>Where requests, results and files outlive the process; null is a temporary folder, deleted at the end.</summary>
    public string? StateFolder { get; init; }

    /// <summary>How long a request runs; drawing is part of it.</summary>
    public TimeRange RunTime { get; init; } = TimeRange.Milliseconds(1_000, 1_500);

    /// <summary>How long a request waits at least, even when a runner is free.</summary>
    public TimeRange QueueTime { get; init; }

    /// <summary>What the first use of a LoRA's URL adds to the run time: the real one downloads some 85 MB then.</summary>
    public TimeSpan ColdStart { get; init; }

    /// <summary>How many requests run at once. fal gives new accounts 2.</summary>
    public int Concurrency { get; init; } = 2;

    /// <summary>Makes run times, queue times and seeds that nobody asked for the same each time.</summary>
    public int? Seed { get; init; }

    public FalFaults Faults { get; init; } = new();

    /// <summary>Draws one picture, encoded as asked. Called on several threads at once, at most one per processor.</summary>
    public Func<FalPictureRequest, byte[]> Artist { get; init; } = NoiseArtist.Draw;
}
