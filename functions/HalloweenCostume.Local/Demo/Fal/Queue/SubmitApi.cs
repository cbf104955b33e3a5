using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using HalloweenCostume.Local.Demo.Fal.Model;

namespace HalloweenCostume.Local.Demo.Fal.Queue;

internal sealed class SubmitApi(RequestQueue queue, RequestStore store, StatusView view, FalFaults faults, TimeProvider time)
{
    public async Task SubmitAsync(HttpContext context, FalCall call, CancellationToken cancellationToken)
    {
        var request = context.Request;
        call.Submit = store.CountSubmit();
        call.Input = await request.ReadJsonAsync(cancellationToken);
        call.Fault = faults.Strike(FalFaultStage.Submit, new FalMoment(call.Submit.Value, call.Input ?? default));
        if (call.Fault is { } early and not (FalFault.SubmitLost or FalFault.SubmitSlow or FalFault.SubmitGarbage))
        {
            await early.AnswerAsync(context, cancellationToken);
            return;
        }
        if (await ReadAsync(context, call, cancellationToken) is not { } submitted)
            return;

        int? maxWaiting = int.TryParse(request.Query["fal_max_queue_length"], CultureInfo.InvariantCulture, out var number) ? number : null;
        if (queue.Add(submitted, maxWaiting) is not { } queued)
        {
            await context.RefuseAsync(429, $"More than {maxWaiting} requests are waiting.", "queue_length_exceeded", cancellationToken);
            return;
        }
        call.RequestId = queued.Id;
        context.Response.Headers["x-fal-request-id"] = queued.Id.ToString();
        if (call.Fault == FalFault.SubmitSlow)
            await Task.Delay(faults.SlowAnswer, time, cancellationToken);
        else if (call.Fault is { } late)
        {
            await late.AnswerAsync(context, cancellationToken);
            return;
        }
        await context.AnswerAsync(200, view.Submitted(queued), cancellationToken);
    }

    /// <returns>Null when the request was refused and answered.</returns>
    private async Task<SubmittedRequest?> ReadAsync(HttpContext context, FalCall call, CancellationToken cancellationToken)
    {
        var headers = context.Request.Headers;
        var application = $"{context.Request.RouteValues["owner"]}/{context.Request.RouteValues["app"]}";
        var subpath = (string?)context.Request.RouteValues["subpath"] ?? "";
        if (application != FluxLora.Application)
            await context.RefuseAsync(404, $"Application \"{context.Request.RouteValues["app"]}\" not found", null, cancellationToken);
        else if (!FluxLora.Has(subpath))
            await context.RefuseAsync(404, $"Path /{subpath} not found", null, cancellationToken);
        else if (context.Request.Query["fal_webhook"] is [.., var webhook] && !Uri.IsWellFormedUriString(webhook, UriKind.Absolute))
            await context.RefuseAsync(400, "fal_webhook must be an absolute address.", "bad_request", cancellationToken);
        else if (FindErrors(call.Input, subpath) is { Count: > 0 } errors)
            await context.AnswerAsync(422, new JsonObject { ["detail"] = errors }, cancellationToken);
        else if (ReadStartTimeout(headers) is { Seconds: not > 0.1 })
            await context.RefuseAsync(400, "The start timeout must be a number of seconds above 0.1.", "bad_request", cancellationToken);
        else
        {
            return new SubmittedRequest(
                Guid.NewGuid(),
                call.Submit!.Value,
                application,
                subpath,
                call.Input!.Value,
                time.GetUtcNow(),
                ReadStartTimeout(headers) is { } timeout ? TimeSpan.FromSeconds(timeout.Seconds) : null,
                headers["X-Fal-Queue-Priority"] == "low",
                Lifecycle.Read(headers, "X-Fal-Object-Lifecycle-Preference") ?? Lifecycle.OutputDefault,
                KeepPayload: headers["X-Fal-Store-IO"] != "0");
        }
        return null;
    }

    private static JsonArray FindErrors(JsonElement? input, string subpath)
    {
        if (input is not { } body)
            return [new JsonObject { ["type"] = "json_invalid", ["loc"] = new JsonArray("body", 0), ["msg"] = "JSON decode error" }];
        if (body.ValueKind != JsonValueKind.Object)
            return [new JsonObject { ["type"] = "model_attributes_type", ["loc"] = new JsonArray("body"), ["msg"] = "Input should be a valid dictionary or object to extract fields from" }];
        FluxLoraInput.Read(body, subpath, out var errors);
        return errors;
    }

    /// <summary>The documentation names the one header, fal's JavaScript client sends the other.</summary>
    private static StartTimeout? ReadStartTimeout(IHeaderDictionary headers)
    {
        var value = headers["X-Fal-Request-Start-Timeout"].ToString() is { Length: > 0 } documented ? documented : headers["X-Fal-Request-Timeout"].ToString();
        if (value.Length == 0)
            return null;
        return new StartTimeout(double.TryParse(value, CultureInfo.InvariantCulture, out var seconds) && seconds <= TimeSpan.FromDays(365).TotalSeconds ? seconds : double.NaN);
    }

    /// <param name="Seconds">Not a number when the header is not one.</param>
    private sealed record StartTimeout(double Seconds);
}
