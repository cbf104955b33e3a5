using System.Collections.Concurrent;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using HalloweenCostume.Functions.Tests.Hosting.Rpc;
using Microsoft.DurableTask.Protobuf;

namespace HalloweenCostume.Functions.Tests.Hosting;

/// <summary>
/// Durable's part of the Functions host: takes work from the engine, invokes the worker's orchestrations and activities, and tells the engine
/// what came of it. Work that a worker did not live to end is done again by the next.
/// </summary>
/// <param name="channel">To the engine.</param>
internal sealed class DurableTriggers(WorkerService workers, GrpcChannel channel, int maxOrchestrations, int maxActivities) : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);
    private readonly TaskHubSidecarService.TaskHubSidecarServiceClient _engine = new(channel);
    private readonly ConcurrentDictionary<string, TraceContext> _traces = new();
    private readonly SemaphoreSlim _orchestrations = new(maxOrchestrations), _activities = new(maxActivities);

    /// <summary>Called with the name of an orchestration or activity before it is invoked.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            using var work = _engine.GetWorkItems(new(), cancellationToken: stop);
            await foreach (var item in work.ResponseStream.ReadAllAsync(stop))
            {
                if (item.OrchestratorRequest is { } orchestration)
                    _ = AgainAndAgainAsync(_orchestrations, () => OrchestrateAsync(orchestration, item.CompletionToken, stop), stop);
                else if (item.ActivityRequest is { } activity)
                    _ = AgainAndAgainAsync(_activities, () => ActAsync(activity, item.CompletionToken, stop), stop);
            }
        }
        catch (Exception exception) when (exception is Grpc.Core.RpcException or OperationCanceledException && stop.IsCancellationRequested)
        {
            // The end.
        }
    }

    public void Dispose()
    {
        _orchestrations.Dispose();
        _activities.Dispose();
    }

    private static async Task AgainAndAgainAsync(SemaphoreSlim limit, Func<Task> work, CancellationToken stop)
    {
        await limit.WaitAsync(stop);
        try
        {
            while (true)
            {
                try
                {
                    await work();
                    return;
                }
                catch (WorkerGoneException)
                {
                    await Task.Delay(_pause, stop);
                }
            }
        }
        finally
        {
            limit.Release();
        }
    }

    private async Task OrchestrateAsync(OrchestratorRequest request, string token, CancellationToken stop)
    {
        var started = request.PastEvents.Concat(request.NewEvents).First(happened => happened.ExecutionStarted is not null).ExecutionStarted;
        // As with host.json's tracing V2: what an orchestration does belongs to the trace that started it.
        if (started.ParentTraceContext is { } trace)
            _traces[request.InstanceId] = trace;
        var answer = await InvokeAsync(started.Name, request.InstanceId, Convert.ToBase64String(request.ToByteArray()), started.ParentTraceContext, stop);
        if (answer.Result.Status != StatusResult.Types.Status.Success)
            throw new WorkerGoneException();
        var response = OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(answer.ReturnValue.String));
        response.CompletionToken = token;
        await _engine.CompleteOrchestratorTaskAsync(response, cancellationToken: stop);
    }

    private async Task ActAsync(ActivityRequest request, string token, CancellationToken stop)
    {
        var instance = request.OrchestrationInstance.InstanceId;
        var answer = await InvokeAsync(request.Name, instance, OnlyElement(request.Input), request.ParentTraceContext ?? _traces.GetValueOrDefault(instance), stop);
        var response = new ActivityResponse { InstanceId = instance, TaskId = request.TaskId, CompletionToken = token };
        if (answer.Result.Status == StatusResult.Types.Status.Success)
            response.Result = answer.ReturnValue?.DataCase == TypedData.DataOneofCase.Json ? answer.ReturnValue.Json : "null";
        else
            response.FailureDetails = Failure(answer.Result.Exception);
        await _engine.CompleteActivityTaskAsync(response, cancellationToken: stop);
    }

    private async Task<InvocationResponse> InvokeAsync(string name, string instance, string input, TraceContext? trace, CancellationToken stop)
    {
        await Before(name);
        var session = await workers.SessionAsync(stop);
        var function = session.Functions[name];
        var request = new InvocationRequest { TraceContext = new() { TraceParent = trace?.TraceParent ?? "", TraceState = trace?.TraceState ?? "" } };
        request.InputData.Add(new ParameterBinding { Name = function.Trigger.Name, Data = new() { String = input } });
        request.TriggerMetadata["instanceId"] = new() { String = instance };
        return await session.InvokeAsync(function, request, CancellationToken.None);
    }

    // Orchestrations send what an activity takes as an array of one, and the Durable extension hands over what is in it.
    private static string OnlyElement(string json)
    {
        using var input = JsonDocument.Parse(json);
        return input.RootElement.EnumerateArray().Single().GetRawText();
    }

    // The type and the first line, as the Durable extension reads them out of what a worker reports.
    private static TaskFailureDetails Failure(Rpc.RpcException exception)
    {
        var parts = exception.Message.Split(": ", 2);
        return new() { ErrorType = parts[0].Trim(), ErrorMessage = parts[^1].Split('\n')[0].Trim(), StackTrace = exception.StackTrace };
    }
}
