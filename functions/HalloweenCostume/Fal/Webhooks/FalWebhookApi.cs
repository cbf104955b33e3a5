using HalloweenCostume.Generations;
using HalloweenCostume.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Fal.Webhooks;

/// <summary>Takes fal's calls. A forged, old or replayed one changes nothing, and a good one only has fal asked: no payload is read or kept.</summary>
public sealed partial class FalWebhookApi(FalWebhookKeys keys, FalWebhookReplays replays, ImageDb images, TimeProvider time, ILogger<FalWebhookApi> logger)
{
    public const int MaxBytes = 1024 * 1024;

    // For the body and for waking: fal gives up on a first try after 15 s.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <param name="wake">Has the image's orchestration ask fal. May be called again for the same image; when it throws, fal's next try calls it again.</param>
    public async Task<IResult> ReceiveAsync(HttpRequest request, Func<ImagePlan, CancellationToken, Task> wake, CancellationToken cancellationToken)
    {
        if (FalWebhookSignature.Read(request.Headers) is not { } signature)
            return Refused(request, "a header is missing, repeated or malformed");
        if (!signature.IsTimely(time.GetUtcNow()))
            return Refused(request, "its timestamp is more than 300 s off this machine's clock");
        var (body, problem) = await RawBody.ReadAsync(request, MaxBytes, _patience, time, cancellationToken);
        if (problem is not null)
            return problem;
        switch (await keys.VerifyAsync(signature.Message(body.Span), signature.Bytes, cancellationToken))
        {
            case null:
                return Problems.Of(StatusCodes.Status503ServiceUnavailable,
                    "fal's public keys cannot be read right now, so the call could not be verified. Send it again in a moment.");
            case false:
                return Refused(request, "no key of fal's JWKS verifies its signature");
        }

        if (FalWebhookCall.Read(body, signature.RequestId) is not { } call)
            return Problems.Of(StatusCodes.Status400BadRequest,
                "The body must be a JSON object with the request_id of the header X-Fal-Webhook-Request-Id and a status.");
        return await replays.OnceAsync(call, () => WakeAsync(call, wake, cancellationToken)).WaitAsync(cancellationToken) switch
        {
            FalWebhookOutcome.Unknown => Problems.NotFound(
                "No picture belongs to this request_id. If its submit has not been written down yet, the next try will find it."),
            FalWebhookOutcome.Late => Problems.Of(StatusCodes.Status503ServiceUnavailable,
                "The picture's orchestration could not be woken in time. Send the call again in a moment."),
            _ => TypedResults.NoContent(),
        };
    }

    private async Task<FalWebhookOutcome> WakeAsync(FalWebhookCall call, Func<ImagePlan, CancellationToken, Task> wake, CancellationToken cancellationToken)
    {
        if (images.FindByFalRequest(call.RequestId) is not { } found)
            return FalWebhookOutcome.Unknown;
        if (found.Ended)
            return FalWebhookOutcome.Ended;
        using var timeout = new CancellationTokenSource(_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await wake(found.Image, either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            LogLate(found.Image.ImageId);
            return FalWebhookOutcome.Late;
        }

        LogWoken(found.Image.ImageId);
        return FalWebhookOutcome.Woken;
    }

    // One answer for all: what was wrong is for the log, not for a forger.
    private ProblemResult Refused(HttpRequest request, string reason)
    {
        LogRefused(reason);
        request.HttpContext.Response.Headers.WWWAuthenticate = "X-Fal-Webhook-Signature";
        return Problems.Of(StatusCodes.Status401Unauthorized,
            "This is not a call that fal has signed within the last minutes. If fal did send it, look at this server's clock, FAL_WEBHOOK_JWKS_URL and log.");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "fal's webhook woke image {ImageId}")]
    private partial void LogWoken(Guid imageId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "fal's webhook could not wake image {ImageId} in time")]
    private partial void LogLate(Guid imageId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A call of fal's webhook was refused: {Reason}")]
    private partial void LogRefused(string reason);
}
