using HalloweenCostume.Settings;

namespace HalloweenCostume.Generations;

/// <param name="AnswerWait">How long <c>POST /api/generate-image</c> waits for the pictures before it answers 202.</param>
/// <param name="Deadline">How long fal may take for one picture, counted from its submit.</param>
public sealed record GenerationOptions(TimeSpan AnswerWait, TimeSpan Deadline)
{
    public static GenerationOptions From(SettingsReader settings) => new(
        settings.Duration("GENERATE_WAIT_SECONDS", TimeSpan.FromSeconds(1), 60, 0, 230),
        settings.Duration("GENERATION_TIMEOUT_MINUTES", TimeSpan.FromMinutes(1), 10, 0.01, 24 * 60));
}
