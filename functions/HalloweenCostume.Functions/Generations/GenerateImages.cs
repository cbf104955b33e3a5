using HalloweenCostume.Generations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace HalloweenCostume.Functions.Generations;

/// <summary>The workflow as a Durable orchestration. Its instance id is the generation's id, of a later run with the run's number behind it.</summary>
internal static class GenerateImages
{
    [Function(nameof(GenerateImages))]
    public static Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var plan = context.GetInput<GenerationPlan>()!;
        return GenerationWorkflow.RunAsync(plan, new DurableSteps(context, plan.Images.Count));
    }

    public static string InstanceId(Guid generationId, int run) => run == 1 ? $"{generationId}" : $"{generationId}-{run}";

    /// <summary>The event by which somebody says that an image is worth a look at once.</summary>
    public static string LookAt(Guid imageId) => $"look-{imageId}";
}
