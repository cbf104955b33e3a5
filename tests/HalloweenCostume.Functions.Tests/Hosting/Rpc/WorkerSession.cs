using System.Collections.Concurrent;
using System.Text.Json;
using Grpc.Core;

namespace HalloweenCostume.Functions.Tests.Hosting.Rpc;

/// <summary>The conversation with one worker process, from its first message to its end.</summary>
/// <param name="engine">Where the worker's Durable clients are led.</param>
internal sealed class WorkerSession(
    IAsyncStreamReader<StreamingMessage> from, IServerStreamWriter<StreamingMessage> to, string folder, Uri engine, Action<RpcLog> log) : IDisposable
{
    private readonly ConcurrentDictionary<string, Asked> _asked = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly CancellationTokenSource _over = new();
    private volatile bool _drained;

    /// <summary>Where the worker takes HTTP requests.</summary>
    public Uri Http { get; private set; } = null!;

    public IReadOnlyDictionary<string, HostedFunction> Functions { get; private set; } = new Dictionary<string, HostedFunction>();

    /// <summary>Says what the Functions host says to a worker that starts: who it is, what functions it has, and to load them.</summary>
    public async Task OpenAsync()
    {
        await ReadAsync(StreamingMessage.ContentOneofCase.StartStream);
        await SendAsync(new() { WorkerInitRequest = new() { HostVersion = "4.1045.200", FunctionAppDirectory = folder } });
        var initialized = (await ReadAsync(StreamingMessage.ContentOneofCase.WorkerInitResponse)).WorkerInitResponse;
        Assert.Equal(StatusResult.Types.Status.Success, initialized.Result.Status);
        Http = new(initialized.Capabilities["HttpUri"]);
        await SendAsync(new() { FunctionsMetadataRequest = new() { FunctionAppDirectory = folder } });
        var metadata = (await ReadAsync(StreamingMessage.ContentOneofCase.FunctionMetadataResponse)).FunctionMetadataResponse;
        foreach (var function in metadata.FunctionMetadataResults)
        {
            await SendAsync(new() { FunctionLoadRequest = new() { FunctionId = function.FunctionId, Metadata = function } });
            var loaded = (await ReadAsync(StreamingMessage.ContentOneofCase.FunctionLoadResponse)).FunctionLoadResponse;
            Assert.True(loaded.Result.Status == StatusResult.Types.Status.Success, $"{function.Name}: {loaded.Result.Exception?.Message}");
        }

        Functions = metadata.FunctionMetadataResults.Select(HostedFunction.Of).ToDictionary(function => function.Name);
    }

    /// <summary>Takes what the worker says until it ends.</summary>
    public async Task ListenAsync()
    {
        try
        {
            while (await from.MoveNext())
                Take(from.Current);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or Grpc.Core.RpcException)
        {
            // It was killed.
        }
        finally
        {
            await _over.CancelAsync();
            foreach (var asked in _asked.Values)
                asked.Answer.TrySetException(new WorkerGoneException());
        }
    }

    /// <summary>
    /// Lets end what orchestrates now, and takes no more of it, as the Functions host does before it stops a worker. One that is called when
    /// the worker's services are being disposed of comes to nothing, and Durable takes that for its end.
    /// </summary>
    public Task DrainAsync()
    {
        _drained = true;
        return Task.WhenAll(_asked.Values.Where(asked => asked.Orchestrates).Select(asked => asked.Answer.Task)).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    /// <exception cref="WorkerGoneException"/>
    public async Task<InvocationResponse> InvokeAsync(HostedFunction function, InvocationRequest request, CancellationToken cancellationToken)
    {
        if (request.InvocationId.Length == 0)
            request.InvocationId = Guid.NewGuid().ToString();
        request.FunctionId = function.Id;
        request.TraceContext ??= new();
        request.RetryContext ??= new();
        foreach (var client in function.Bindings.Where(binding => binding.Type == "durableClient"))
            request.InputData.Add(new ParameterBinding { Name = client.Name, Data = new() { String = DurableClient() } });
        var answer = new TaskCompletionSource<InvocationResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        var orchestrates = function.Trigger.Type == "orchestrationTrigger";
        _asked[request.InvocationId] = new(answer, orchestrates);
        if (_drained && orchestrates)
        {
            _asked.TryRemove(request.InvocationId, out _);
            answer.SetCanceled(cancellationToken);
            throw new WorkerGoneException();
        }

        await SendAsync(new() { InvocationRequest = request });
        await using var cancellation = cancellationToken.Register(() => _ = CancelAsync(request.InvocationId));
        return await answer.Task;
    }

    public void Dispose()
    {
        _writing.Dispose();
        _over.Dispose();
    }

    private async Task CancelAsync(string invocationId)
    {
        try
        {
            await SendAsync(new() { InvocationCancel = new() { InvocationId = invocationId } });
        }
        catch (WorkerGoneException)
        {
            // Then it is cancelled.
        }
    }

    private string DurableClient() => JsonSerializer.Serialize(new
    {
        rpcBaseUrl = engine.AbsoluteUri, taskHubName = "HalloweenCostume", connectionName = "AzureWebJobsStorage", requiredQueryStringParameters = "", httpBaseUrl = engine.AbsoluteUri,
    });

    private async Task SendAsync(StreamingMessage message)
    {
        try
        {
            await _writing.WaitAsync(_over.Token);
            try
            {
                await to.WriteAsync(message, _over.Token);
            }
            finally
            {
                _writing.Release();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException or IOException)
        {
            throw new WorkerGoneException();
        }
    }

    private async Task<StreamingMessage> ReadAsync(StreamingMessage.ContentOneofCase expected)
    {
        while (await from.MoveNext())
        {
            if (from.Current.ContentCase == expected)
                return from.Current;
            Take(from.Current);
        }

        throw new WorkerGoneException();
    }

    private void Take(StreamingMessage message)
    {
        if (message.ContentCase == StreamingMessage.ContentOneofCase.RpcLog)
            log(message.RpcLog);
        else if (message.ContentCase == StreamingMessage.ContentOneofCase.InvocationResponse && _asked.TryRemove(message.InvocationResponse.InvocationId, out var asked))
            asked.Answer.TrySetResult(message.InvocationResponse);
    }

    private sealed record Asked(TaskCompletionSource<InvocationResponse> Answer, bool Orchestrates);
}
