using System.Collections.Immutable;

namespace HalloweenCostume.Local.Demo.Fal.Queue;

internal enum RequestStatus { InQueue, InProgress, Completed }

internal sealed record LogLine(DateTimeOffset At, string Message);

/// <summary>How far a request is.</summary>
/// <param name="Position">How many wait in front of it; counts only while it is queued.</param>
/// <param name="Runs">How often it was started in this process.</param>
/// <param name="Outcome">Set together with <paramref name="CompletedAt"/>.</param>
internal sealed record RequestState(
    RequestStatus Status,
    int Position,
    int Runs,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    FalOutcome? Outcome,
    bool Cancelled,
    ImmutableArray<LogLine> Logs)
{
    public static readonly RequestState New = new(RequestStatus.InQueue, 0, 0, null, null, null, false, []);
}
