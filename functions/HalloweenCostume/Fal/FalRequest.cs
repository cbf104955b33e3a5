namespace HalloweenCostume.Fal;

/// <summary>An accepted submit. Its addresses are kept as fal gave them and never built.</summary>
/// <param name="QueuePosition">0 for the next to run; null when fal did not say.</param>
public sealed record FalRequest(string RequestId, Uri StatusUrl, Uri ResultUrl, Uri CancelUrl, int? QueuePosition);

/// <summary>Any state that is not known means “keep waiting”.</summary>
public enum FalState
{
    Queued,
    Running,

    /// <summary>Finished, well or badly or cancelled: the result tells which.</summary>
    Finished,
}

public readonly record struct FalStatus(FalState State, int? QueuePosition);

/// <summary>How many looks in a row had an answer that one does not believe at once.</summary>
/// <param name="Unknown">fal did not know the request.</param>
/// <param name="Senseless">Nobody could read the status.</param>
public readonly record struct FalDoubts(int Unknown, int Senseless);

/// <param name="Url">Where the picture lies, not to be trusted.</param>
/// <param name="Seed">The seed that was used; null when fal did not say.</param>
/// <param name="Flagged">The safety checker blackened the picture.</param>
public sealed record FalResult(string Url, long? Seed, bool Flagged);
