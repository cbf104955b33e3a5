using HalloweenCostume.Functions.Generations;
using HalloweenCostume.Generations;
using HalloweenCostume.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HalloweenCostume.Functions.Http;

internal sealed class GenerationFunctions(GenerationApi generations, DurableGenerationRunner runner)
{
    [Function("generate-image")]
    public Task<IResult> Generate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.GenerateImage)] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        With(client).GenerateAsync(request, request.HttpContext.RequestAborted);

    [Function("generation")]
    public Task<IResult> Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Generation)] HttpRequest request) =>
        generations.GetAsync(request, request.Part("id"), request.HttpContext.RequestAborted);

    [Function("cancel-generation")]
    public Task<IResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes.Generation)] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        With(client).CancelAsync(request, request.Part("id"));

    [Function("retry-generation")]
    public Task<IResult> Retry(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.GenerationRetries)] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        With(client).RetryAsync(request, request.Part("id"), request.HttpContext.RequestAborted);

    private GenerationApi With(DurableTaskClient client)
    {
        runner.Use(client);
        return generations;
    }
}
