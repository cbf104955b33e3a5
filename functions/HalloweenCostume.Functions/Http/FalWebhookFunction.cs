using HalloweenCostume.Fal.Webhooks;
using HalloweenCostume.Functions.Generations;
using HalloweenCostume.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HalloweenCostume.Functions.Http;

internal sealed class FalWebhookFunction(FalWebhookApi webhook, DurableGenerationRunner runner)
{
    [Function("fal-webhook")]
    public Task<IResult> Receive([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.FalWebhook)] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        runner.Use(client);
        return webhook.ReceiveAsync(request, runner.WakeAsync, request.HttpContext.RequestAborted);
    }
}
