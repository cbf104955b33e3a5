namespace HalloweenCostume.Generations;

/// <summary>
/// The side effects of the workflow. Each step may run twice and then changes nothing the second time; each writes down how it ended,
/// so the workflow only needs to know whether to go on.
/// </summary>
public interface IGenerationSteps
{
    /// <summary>Hands the image to fal, or finds that it was handed over before.</summary>
    /// <returns>Null when the image has ended: fal refused it, or it was cancelled.</returns>
    Task<Submission?> SubmitAsync(ImagePlan image);

    Task<WaitOutcome> WaitAsync(ImagePlan image, Submission submission);

    Task StoreAsync(ImagePlan image);

    /// <summary>Closes the run: an image that no step could end is failed here.</summary>
    Task FinishAsync(GenerationPlan plan);
}
