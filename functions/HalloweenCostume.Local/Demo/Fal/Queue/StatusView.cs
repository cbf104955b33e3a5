using System.Text.Json.Nodes;

namespace HalloweenCostume.Local.Demo.Fal.Queue;

/// <summary>A request as its status shows it. The URLs name the application alone, without the sub-path of the submit.</summary>
internal sealed class StatusView(FalAddress address)
{
    public JsonObject Submitted(QueueRequest request) => Common(request, RequestStatus.InQueue, request.State.Position);

    /// <param name="logsFrom">Null: <c>logs</c> is null; else the lines from this one on.</param>
    public JsonObject Show(QueueRequest request, RequestState state, int? logsFrom)
    {
        var view = Common(request, state.Status, state.Position);
        view["logs"] = logsFrom is { } first ? new JsonArray([.. state.Logs.Skip(first).Select(Line)]) : null;
        if (state.Outcome is not { } outcome)
            return view;
        view["metrics"] = new JsonObject { ["inference_time"] = (state.CompletedAt - state.StartedAt)?.TotalSeconds };
        if (outcome.Error is not null)
        {
            view["error"] = outcome.Error;
            view["error_type"] = outcome.ErrorType;
        }
        return view;
    }

    private JsonObject Common(QueueRequest request, RequestStatus status, int position)
    {
        var url = $"{address.Origin}/{request.Submitted.Application}/requests/{request.Id}";
        var view = new JsonObject
        {
            ["status"] = status switch { RequestStatus.InQueue => "IN_QUEUE", RequestStatus.InProgress => "IN_PROGRESS", _ => "COMPLETED" },
            ["request_id"] = request.Id.ToString(),
            ["response_url"] = url,
            ["status_url"] = $"{url}/status",
            ["cancel_url"] = $"{url}/cancel",
        };
        if (status == RequestStatus.InQueue)
            view["queue_position"] = position;
        return view;
    }

    private static JsonNode Line(LogLine line) =>
        new JsonObject { ["timestamp"] = line.At.ToString("O"), ["message"] = line.Message, ["level"] = "INFO", ["source"] = "USER" };
}
