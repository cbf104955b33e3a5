namespace HalloweenCostume.Functions.Storage;

/// <summary>How long Google may keep us waiting.</summary>
internal sealed record GcsTimeouts
{
    /// <summary>One try: of an upload as a whole, of a download to the head of its answer.</summary>
    public TimeSpan Try { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>All tries together.</summary>
    public TimeSpan Call { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Before the second try; doubled each time up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(0.5);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(8);
}
