using System.Text.Json;

namespace HalloweenCostume.Local.Demo.Fal;

/// <summary>What a fault's condition may look at.</summary>
/// <param name="Submit">The ordinal of the submit, from 1; a refused one counts too.</param>
/// <param name="Input">The model's input; undefined when nothing is known of it.</param>
internal sealed record FalMoment(int Submit, JsonElement Input)
{
    public string? Prompt => Input.ValueKind == JsonValueKind.Object && Input.TryGetProperty("prompt", out var prompt) ? prompt.ToString() : null;

    public long? Seed => Input.ValueKind == JsonValueKind.Object && Input.TryGetProperty("seed", out var seed) && seed.TryGetInt64(out var value) ? value : null;
}
