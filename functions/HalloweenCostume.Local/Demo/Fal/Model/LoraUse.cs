using HalloweenCostume.Local.Demo.Fal.Queue;

namespace HalloweenCostume.Local.Demo.Fal.Model;

/// <param name="PersonName">The <c>name</c> in the file's metadata.</param>
/// <param name="Cold">The weights were not there yet.</param>
/// <param name="Failure">What the request ends with because of this LoRA.</param>
internal sealed record LoraUse(string? PersonName, bool Cold, FalOutcome? Failure)
{
    public static LoraUse NotDownloaded(string path) =>
        new(null, Cold: false, FalOutcome.ModelError("file_download_error", "Failed to download the file. Please check the URL.", ["body", "loras", 0, "path"], path));
}
