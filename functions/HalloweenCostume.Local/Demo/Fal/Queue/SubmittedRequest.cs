using System.Text.Json;

namespace HalloweenCostume.Local.Demo.Fal.Queue;

/// <summary>What a submit said. It does not change afterwards.</summary>
/// <param name="Subpath">"" or "image-to-image".</param>
/// <param name="StartTimeout">How long the caller lets it wait.</param>
/// <param name="OutputLifetime">How long output files stay.</param>
/// <param name="KeepPayload">False with <c>X-Fal-Store-IO: 0</c>: the input leaves the disk at the end, the result an hour later.</param>
internal sealed record SubmittedRequest(
    Guid Id,
    int Submit,
    string Application,
    string Subpath,
    JsonElement Input,
    DateTimeOffset SubmittedAt,
    TimeSpan? StartTimeout,
    bool LowPriority,
    TimeSpan OutputLifetime,
    bool KeepPayload)
{
    public FalMoment Moment => new(Submit, Input);
}
