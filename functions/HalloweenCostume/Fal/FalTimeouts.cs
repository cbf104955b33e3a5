namespace HalloweenCostume.Fal;

/// <summary>How long fal may keep us waiting in each part of a call. Every wait of the product is one of these or ends with the picture's deadline.</summary>
public sealed record FalTimeouts
{
    /// <summary>From sending a request to the head of its answer.</summary>
    public TimeSpan Head { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Between two reads of a body.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The body of an answer as a whole.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two reads of the status stream: a comment comes every 15 s while nothing happens, so three were missing.</summary>
    public TimeSpan StreamSilence { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The download of a picture as a whole.</summary>
    public TimeSpan Picture { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>One call of an upload, which carries up to 90 MB.</summary>
    public TimeSpan Upload { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Before a call is tried again for the first time; doubled each time up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(0.5);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(8);
}
