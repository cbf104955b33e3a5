namespace HalloweenCostume.Local.Demo.Fal.Queue;

/// <summary>What goes on in the background for one request.</summary>
internal sealed partial class RequestQueue
{
    private async Task RunAsync(QueueRequest request)
    {
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, request.Cancelled);
            if (await runner.RunAsync(request, end.Token) is { } outcome)
                Finish(request, outcome);
            else
                GoBack(request);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested || request.Cancelled.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            LogRunFailed(request.Id, exception);
            Finish(request, FalOutcome.RunnerError());
        }
        finally
        {
            lock (_lock)
                _free++;
            Pump();
        }
    }

    private void GoBack(QueueRequest request)
    {
        lock (_lock)
        {
            if (request.TryChange(state => state.Outcome is null ? state with { Status = RequestStatus.InQueue, StartedAt = null, Position = 0 } : null))
                _waiting.AddInFront(request);
        }
    }

    private async Task MakeReadyAsync(QueueRequest request, TimeSpan queueTime)
    {
        try
        {
            await Task.Delay(queueTime, time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        lock (_lock)
            request.Ready = true;
        Pump();
    }

    private async Task ExpireAsync(QueueRequest request, TimeSpan timeout)
    {
        try
        {
            await Task.Delay(timeout, time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        if (request.State is { Status: RequestStatus.InQueue, Runs: 0 } && Finish(request, FalOutcome.StartTimeout()))
            Leave(request);
    }

    [LoggerMessage(LogLevel.Error, "fal emulator: request {RequestId} failed", EventName = "FalEmulatorRunFailed")]
    private partial void LogRunFailed(Guid requestId, Exception exception);
}
