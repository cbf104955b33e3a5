using HalloweenCostume.Local.Demo.Fal.Faults;

namespace HalloweenCostume.Local.Demo.Fal.Queue;

/// <summary>The faults that stand in for an answer of the queue.</summary>
internal static class QueueFaults
{
    public static Task AnswerAsync(this FalFault fault, HttpContext context, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            case FalFault.Submit401:
                return Unauthorized(context, cancellationToken);
            case FalFault.SubmitExhausted:
                return context.RefuseAsync(403, "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.", null, cancellationToken);
            case FalFault.Status404:
                return context.RefuseAsync(404, "Request not found", null, cancellationToken);
            case FalFault.StreamMissing:
                return context.RefuseAsync(404, "Not Found", null, cancellationToken);
            case FalFault.Submit429 or FalFault.Status429 or FalFault.Result429:
                return context.RefuseAsync(429, "Too many concurrent requests", "concurrent_requests_limit", cancellationToken);
            case FalFault.Submit500 or FalFault.Status500 or FalFault.Result500:
                return context.RefuseAsync(500, "Internal Server Error", "internal_error", cancellationToken);
            case FalFault.Submit502 or FalFault.Status502 or FalFault.Result502:
                return HtmlAsync(context, 502, "Bad Gateway", cancellationToken);
            case FalFault.Submit503 or FalFault.Status503 or FalFault.Result503:
                return HtmlAsync(context, 503, "Service Unavailable", cancellationToken);
            case FalFault.SubmitReset or FalFault.SubmitLost or FalFault.StatusReset:
                context.Reset();
                return Task.CompletedTask;
            case FalFault.SubmitHang:
                return Misbehaviour.HangAsync(cancellationToken);
            case FalFault.SubmitGarbage or FalFault.StatusGarbage:
                return context.AnswerGarbageAsync(cancellationToken);
            default:
                throw new InvalidOperationException($"{fault} is no answer.");
        }
    }

    public static Task Unauthorized(HttpContext context, CancellationToken cancellationToken) =>
        context.RefuseAsync(401, "Cannot access application. Authentication is required to access this application.", null, cancellationToken);

    /// <summary>As a proxy in front of the queue answers: not in JSON.</summary>
    private static Task HtmlAsync(HttpContext context, int statusCode, string title, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync($"<html><head><title>{statusCode} {title}</title></head><body><h1>{statusCode} {title}</h1></body></html>", cancellationToken);
    }
}
