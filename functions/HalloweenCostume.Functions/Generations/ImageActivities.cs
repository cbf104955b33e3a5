using HalloweenCostume.Data;
using HalloweenCostume.Fal;
using HalloweenCostume.Generations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HalloweenCostume.Functions.Generations;

/// <param name="Doubts">Of the look before.</param>
public sealed record CheckInput(ImagePlan Image, FalDoubts Doubts);

/// <param name="Submission">Null when the image has ended.</param>
/// <param name="NoTurn">The process had no turn at the database: nothing was sent, and another try pays nothing twice.</param>
public sealed record SubmitAnswer(Submission? Submission, bool NoTurn);

/// <summary>The steps' work. A host that stops lets them end; those that it cannot are run again elsewhere.</summary>
internal sealed class ImageActivities(ImageWork work, GenerationOptions options, RunningSteps running, DurableGenerationRunner runner, TimeProvider time)
{
    [Function(nameof(SubmitImage))]
    public Task<SubmitAnswer> SubmitImage([ActivityTrigger] ImagePlan image) => running.RunAsync(image.GenerationId, async cancelled =>
    {
        try
        {
            return new SubmitAnswer(await Steps(cancelled).SubmitAsync(image), NoTurn: false);
        }
        catch (NotOurTurnException)
        {
            return new(null, NoTurn: true);
        }
    });

    [Function(nameof(CheckImage))]
    public Task<ImageCheck> CheckImage([ActivityTrigger] CheckInput input) => work.CheckAsync(input.Image, input.Doubts, CancellationToken.None);

    [Function(nameof(StoreImage))]
    public Task<bool> StoreImage([ActivityTrigger] ImagePlan image) => running.RunAsync(image.GenerationId, async cancelled =>
    {
        await Steps(cancelled).StoreAsync(image);
        return true;
    });

    /// <summary>Closes the run, and lets those begin whose turn it is then.</summary>
    [Function(nameof(FinishGeneration))]
    public async Task FinishGeneration([ActivityTrigger] GenerationPlan plan, [DurableClient] DurableTaskClient client)
    {
        await Steps(CancellationToken.None).FinishAsync(plan);
        runner.Use(client);
        await runner.StartNextAsync(CancellationToken.None);
    }

    private DirectSteps Steps(CancellationToken cancelled) => new(work, options, time, cancelled, stopping: CancellationToken.None);
}
