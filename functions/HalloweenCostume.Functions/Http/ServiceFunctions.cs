using HalloweenCostume.Health;
using HalloweenCostume.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HalloweenCostume.Functions.Http;

internal sealed class ServiceFunctions(HealthApi health)
{
    [Function("health")]
    public Task<IResult> Health([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Health)] HttpRequest request) =>
        health.GetAsync(request, request.HttpContext.RequestAborted);

    [Function("openapi")]
    public static IResult OpenApi([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.OpenApi)] HttpRequest request) => OpenApiDocument.Get();

    /// <summary>Whatever no other function takes: the Functions host itself would answer without a problem.</summary>
    [Function("other")]
    public static IResult Other([HttpTrigger(AuthorizationLevel.Anonymous, Route = FunctionRoutes.CatchAll)] HttpRequest request) => Routes.Unmatched(request);
}
