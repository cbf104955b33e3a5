using System.Text;
using HalloweenCostume.Local.Demo.Fal.Faults;

namespace HalloweenCostume.Local.Demo.Fal.Queue;

/// <summary>Server-sent events: one a change, at once; a comment every 15 seconds; the end after COMPLETED.</summary>
internal sealed class StatusStream(RequestApi requests, StatusView view, FalFaults faults, TimeProvider time)
{
    private static readonly TimeSpan CommentEvery = TimeSpan.FromSeconds(15);
    private static readonly byte[] Comment = ": keep-alive\n\n"u8.ToArray();

    public async Task StreamAsync(HttpContext context, FalCall call, CancellationToken cancellationToken)
    {
        if (requests.Find(context, call) is not { } request)
        {
            await context.RefuseAsync(404, "Request not found", null, cancellationToken);
            return;
        }
        var moment = request.Submitted.Moment;
        call.Fault = faults.Strike(FalFaultStage.Stream, moment) ?? faults.Strike(FalFaultStage.Status, moment);
        if (call.Fault is { } fault and not (FalFault.StreamBroken or FalFault.StreamSilent or FalFault.StatusGarbage))
        {
            await fault.AnswerAsync(context, cancellationToken);
            return;
        }
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.FlushAsync(cancellationToken);
        await (call.Fault switch
        {
            FalFault.StreamSilent => Misbehaviour.HangAsync(cancellationToken),
            FalFault.StreamBroken => context.ResetAfterAsync(Event(view.Show(request, request.State, null).ToJsonString()), cancellationToken),
            FalFault.StatusGarbage => context.Response.Body.WriteAsync(Event("{\"status\": \"COMPL"), cancellationToken).AsTask(),
            _ => FollowAsync(context, request, cancellationToken),
        });
    }

    private async Task FollowAsync(HttpContext context, QueueRequest request, CancellationToken cancellationToken)
    {
        int? logs = RequestApi.WantsLogs(context) ? 0 : null;
        var last = "";
        while (true)
        {
            var changed = request.Changed;
            var state = request.State;
            var json = view.Show(request, state, logs).ToJsonString();
            if (json != last)
                await WriteAsync(context, Event(json), cancellationToken);
            if (state.Outcome is not null)
                return;
            if (logs is not null)
                logs = state.Logs.Length;
            last = logs is null ? json : view.Show(request, state, logs).ToJsonString();
            while (!await EndsAsync(changed, cancellationToken))
                await WriteAsync(context, Comment, cancellationToken);
        }
    }

    /// <returns>False when it is time for a comment.</returns>
    private async Task<bool> EndsAsync(Task changed, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(changed, Task.Delay(CommentEvery, time, waiting.Token));
        await waiting.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return first == changed;
    }

    private static byte[] Event(string json) => Encoding.UTF8.GetBytes($"data: {json}\n\n");

    private static async Task WriteAsync(HttpContext context, byte[] bytes, CancellationToken cancellationToken)
    {
        await context.Response.Body.WriteAsync(bytes, cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
