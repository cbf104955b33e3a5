using Microsoft.Extensions.Hosting;

namespace HalloweenCostume.Functions.Generations;

/// <summary>The steps that this process is at, so that a cancellation ends them and knows when they have ended.</summary>
internal sealed class RunningSteps(TimeProvider time) : IHostedService
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private readonly List<Step> _steps = [];

    public async Task<T> RunAsync<T>(Guid generationId, Func<CancellationToken, Task<T>> work)
    {
        var step = new Step(generationId);
        lock (_lock)
            _steps.Add(step);
        try
        {
            return await work(step.Cancelled.Token);
        }
        finally
        {
            lock (_lock)
                _steps.Remove(step);
            step.Ended.SetResult();
        }
    }

    public async Task StopAsync(Guid generationId, CancellationToken cancellationToken)
    {
        List<Step> steps;
        lock (_lock)
            steps = _steps.FindAll(step => step.GenerationId == generationId);
        foreach (var step in steps)
            await step.Cancelled.CancelAsync();
        await Task.WhenAny(Task.WhenAll(steps.Select(step => step.Ended.Task)), Task.Delay(_patience, time, cancellationToken));
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A process that stops first ends what it is at: a submit whose answer nobody writes down would be paid twice.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.WhenAny(Task.WhenAll(_steps.Select(step => step.Ended.Task)), Task.Delay(_patience, time, cancellationToken));
    }

    private sealed record Step(Guid GenerationId)
    {
        public CancellationTokenSource Cancelled { get; } = new();

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
