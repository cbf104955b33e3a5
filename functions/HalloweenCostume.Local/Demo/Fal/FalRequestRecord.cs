using System.Text.Json;

namespace HalloweenCostume.Local.Demo.Fal;

/// <summary>An accepted request and how far it is.</summary>
/// <param name="Submit">The ordinal of its submit, from 1.</param>
/// <param name="Input">The model's input as it was sent.</param>
/// <param name="StartedAt">The last start: a request may run more than once.</param>
/// <param name="CompletedAt">Just before the result could first be fetched.</param>
/// <param name="StatusCode">The result's HTTP code; null until there is one.</param>
/// <param name="Runs">How often this process started it.</param>
internal sealed record FalRequestRecord(
    Guid Id,
    int Submit,
    JsonElement Input,
    DateTimeOffset SubmittedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    bool Cancelled,
    int? StatusCode,
    int Runs);
