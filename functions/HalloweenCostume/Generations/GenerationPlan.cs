using HalloweenCostume.Fal;

namespace HalloweenCostume.Generations;

/// <summary>What one run of the workflow has to do. The first run makes all images, each retry makes those that failed.</summary>
/// <param name="Run">1, 2, … within the generation.</param>
public sealed record GenerationPlan(Guid GenerationId, int Run, IReadOnlyList<ImagePlan> Images);

public sealed record ImagePlan(Guid ImageId, Guid GenerationId, int Run);

/// <summary>What the workflow needs to know of an accepted submit.</summary>
/// <param name="RequestId">fal's.</param>
/// <param name="Deadline">When the workflow stops waiting for it.</param>
public sealed record Submission(string RequestId, DateTimeOffset Deadline);

/// <summary>What one look at fal told.</summary>
/// <param name="Outcome">Null: it is to be waited for.</param>
public sealed record ImageCheck(WaitOutcome? Outcome, FalDoubts Doubts);

public enum WaitOutcome
{
    /// <summary>fal has finished, well or badly: its result tells which.</summary>
    Done,
    Failed,
    TimedOut,
    Cancelled,
}
