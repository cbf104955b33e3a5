using System.Text;
using System.Text.Json.Nodes;
using HalloweenCostume.Local.Demo.Fal.Faults;

namespace HalloweenCostume.Local.Demo.Fal.Queue;

/// <summary>Status, result and cancellation of one request.</summary>
internal sealed class RequestApi(RequestQueue queue, RequestStore store, StatusView view, FalFaults faults, TimeProvider time)
{
    public async Task StatusAsync(HttpContext context, FalCall call, CancellationToken cancellationToken)
    {
        if (Find(context, call) is not { } request)
        {
            await context.RefuseAsync(404, "Request not found", null, cancellationToken);
            return;
        }
        call.Fault = faults.Strike(FalFaultStage.Status, request.Submitted.Moment);
        if (call.Fault is { } fault)
        {
            await fault.AnswerAsync(context, cancellationToken);
            return;
        }
        var state = request.State;
        await context.AnswerAsync(state.Outcome is null ? 202 : 200, view.Show(request, state, WantsLogs(context) ? 0 : null), cancellationToken);
    }

    public async Task ResultAsync(HttpContext context, FalCall call, CancellationToken cancellationToken)
    {
        if (Find(context, call) is not { } request)
        {
            await context.RefuseAsync(404, "Request not found", null, cancellationToken);
            return;
        }
        if (request.State.Outcome is not { } outcome)
        {
            await context.RefuseAsync(400, "Request is still in progress", null, cancellationToken);
            return;
        }
        call.Fault = faults.Strike(FalFaultStage.Result, request.Submitted.Moment);
        if (outcome.StatusCode != 200 && outcome.ErrorType is not null)
            context.Response.Headers[FalAnswer.ErrorTypeHeader] = outcome.ErrorType;
        if (outcome.UserTimeout)
            context.Response.Headers["X-Fal-Request-Timeout-Type"] = "user";
        await (call.Fault switch
        {
            null => context.AnswerAsync(outcome.StatusCode, outcome.Body, cancellationToken),
            FalFault.ResultReset => context.ResetAfterAsync(Encoding.UTF8.GetBytes(outcome.Body).AsMemory(0, outcome.Body.Length / 2), cancellationToken),
            FalFault.ResultGarbage => context.AnswerGarbageAsync(cancellationToken),
            FalFault.ResultDrip => DripAsync(context, outcome, cancellationToken),
            FalFault.ResultEmpty => context.AnswerAsync(200, new JsonObject { ["images"] = new JsonArray(), ["has_nsfw_concepts"] = new JsonArray() }, cancellationToken),
            { } fault => fault.AnswerAsync(context, cancellationToken),
        });
    }

    public Task CancelAsync(HttpContext context, FalCall call, CancellationToken cancellationToken)
    {
        if (Find(context, call) is not { } request)
            return AnswerAsync(404, "NOT_FOUND");
        return queue.Cancel(request) ? AnswerAsync(202, "CANCELLATION_REQUESTED") : AnswerAsync(400, "ALREADY_COMPLETED");

        Task AnswerAsync(int statusCode, string status) => context.AnswerAsync(statusCode, new JsonObject { ["status"] = status }, cancellationToken);
    }

    public QueueRequest? Find(HttpContext context, FalCall call)
    {
        var values = context.Request.RouteValues;
        if (!Guid.TryParse((string)values["id"]!, out var id) || store.Find(id) is not { } request || request.Submitted.Application != $"{values["owner"]}/{values["app"]}")
            return null;
        call.RequestId = id;
        context.Response.Headers["x-fal-request-id"] = id.ToString();
        return request;
    }

    public static bool WantsLogs(HttpContext context) => context.Request.Query["logs"].ToString() is "1" or "true";

    private Task DripAsync(HttpContext context, FalOutcome outcome, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = outcome.StatusCode;
        context.Response.ContentType = "application/json";
        return context.Response.DripAsync(Encoding.UTF8.GetBytes(outcome.Body), faults.DripDelay, time, cancellationToken);
    }
}
