namespace HalloweenCostume.Generations;

/// <summary>
/// How pictures come to be, written once for both hosts. A Durable orchestrator replays this body:
/// no clock, no Guid, no I/O, no logger, no ConfigureAwait.
/// </summary>
public static class GenerationWorkflow
{
    public static async Task RunAsync(GenerationPlan plan, IGenerationSteps steps)
    {
        await Task.WhenAll(plan.Images.Select(image => RunImageAsync(image, steps)));
        await steps.FinishAsync(plan);
    }

    private static async Task RunImageAsync(ImagePlan image, IGenerationSteps steps)
    {
        if (await steps.SubmitAsync(image) is not { } submission)
            return;
        if (await steps.WaitAsync(image, submission) == WaitOutcome.Done)
            await steps.StoreAsync(image);
    }
}
