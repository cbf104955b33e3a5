using System.Collections.Concurrent;
using HalloweenCostume.Access;
using HalloweenCostume.Generations;
using HalloweenCostume.Http;

namespace HalloweenCostume.Local.Generations;

/// <summary>Carries workflows in this process, in fair turns, beginning with those that an earlier process left unfinished.</summary>
internal sealed partial class LocalGenerationRunner(
    GenerationDb generations, ImageDb images, ImageWork work, GenerationOptions options, AccessOptions access, LocalOptions local, TimeProvider time,
    ILogger<LocalGenerationRunner> logger)
    : BackgroundService, IGenerationRunner
{
    // A run mostly waits for fal, so many fit side by side; what costs processor or memory is bounded where it is done.
    private const int MaxRunning = 64;
    private const int MaxBreaks = 3;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly FairLine _line = new(access.RunningPerKey, MaxRunning);
    private readonly ConcurrentDictionary<(Guid Id, int Run), RunState> _runs = new();
    private readonly CancellationTokenSource _givingBack = new();
    private bool _open;

    private CancellationToken GivingBack => _givingBack.Token;

    public Task StartAsync(GenerationRun run, CancellationToken cancellationToken)
    {
        if (_runs.TryAdd((run.GenerationId, run.Run), new RunState()))
            Line(line => line.Add(run));
        return Task.CompletedTask;
    }

    public async Task StopAsync(Guid generationId, CancellationToken cancellationToken)
    {
        var stopped = new List<Task>();
        foreach (var (key, run) in _runs.Where(entry => entry.Key.Id == generationId))
        {
            await run.Cancelled.CancelAsync();
            // One that has not begun finds its images cancelled when its turn comes.
            if (run.Begun)
                stopped.Add(run.Ended.Task);
        }

        await Task.WhenAny(Task.WhenAll(stopped), Task.Delay(_patience, time, cancellationToken));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // Whoever stops us has no patience left.
        await using var hurry = cancellationToken.Register(_givingBack.Cancel);
        await base.StopAsync(cancellationToken);
    }

    // Where the start failed nobody stops us first. What still runs then may ask for the token.
    public override void Dispose()
    {
        _givingBack.Cancel();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // An exception out of here would end the whole server.
            foreach (var run in await Patience.UntilAsync(() => Task.FromResult(generations.Unfinished()), TimeSpan.MaxValue, time, stoppingToken))
                await StartAsync(run, stoppingToken);
            Line(_ => _open = true);
            await Task.Delay(Timeout.Infinite, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // What has not begun is in the database and is taken up at the next start.
        }

        Line(_ => _open = false);
        await EndAsync();
    }

    // What can be finished is: a picture that fal makes meanwhile may be forgotten there by the next start.
    private async Task EndAsync()
    {
        var begun = _runs.Values.Where(run => run.Begun).Select(run => run.Carried).ToList();
        var all = Task.WhenAll(begun);
        var left = begun.Count(run => !run.IsCompleted);
        if (left > 0 && local.FinishWithin > TimeSpan.Zero)
        {
            var seconds = local.FinishWithin.TotalSeconds;
            LogFinishing(left, seconds);
            await Task.WhenAny(all, Task.Delay(local.FinishWithin, time, GivingBack));
        }

        left = begun.Count(run => !run.IsCompleted);
        if (left > 0)
            LogGivenBack(left);
        await _givingBack.CancelAsync();
        await all;
    }

    /// <summary>Changes the line, and begins what may begin then.</summary>
    private void Line(Action<FairLine> change)
    {
        lock (_line)
        {
            change(_line);
            while (_open && _line.TryTake(out var next))
            {
                var state = _runs[(next.GenerationId, next.Run)];
                state.Begun = true;
                state.Carried = Task.Run(() => CarryAsync(next, state));
            }
        }
    }

    private async Task CarryAsync(GenerationRun run, RunState state)
    {
        var again = false;
        try
        {
            if (images.Plan(run.GenerationId, run.Run) is { Images.Count: > 0 } plan)
                await GenerationWorkflow.RunAsync(plan, new DirectSteps(work, options, time, state.Cancelled.Token, GivingBack));
        }
        catch (OperationCanceledException) when (GivingBack.IsCancellationRequested)
        {
            // The next start goes on with it.
        }
        catch (Exception exception)
        {
            LogRunBroke(exception, run.GenerationId);
            again = await IsWorthAnotherAsync(run, state, exception);
        }

        if (!again)
        {
            _runs.TryRemove((run.GenerationId, run.Run), out _);
            state.Ended.TrySetResult();
        }

        Line(line => line.Leave(run));
        // The rows say what is left to do: it is done after a pause.
        if (again)
            _ = Task.Delay(_pause, time, GivingBack).ContinueWith(_ => Line(line => line.Add(run)), GivingBack, TaskContinuationOptions.NotOnCanceled, TaskScheduler.Default);
    }

    // Trouble with disk or database passes; anything else that comes again and again is ours and ends the run.
    private async Task<bool> IsWorthAnotherAsync(GenerationRun run, RunState state, Exception exception)
    {
        try
        {
            if (Problems.IsUnavailable(exception) || ++state.Breaks < MaxBreaks)
                return true;
            await work.FinishAsync(images.Plan(run.GenerationId, run.Run), GivingBack);
            return false;
        }
        catch (Exception another) when (another is not OperationCanceledException)
        {
            LogRunBroke(another, run.GenerationId);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The run of generation {GenerationId} broke off; it goes on in a moment")]
    private partial void LogRunBroke(Exception exception, Guid generationId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: {Count} generations under way get {Seconds} s to be finished")]
    private partial void LogFinishing(int count, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} generations under way are left to the next start")]
    private partial void LogGivenBack(int count);

    private sealed class RunState
    {
        public bool Begun { get; set; }

        /// <summary>How often it broke for a reason that does not pass by itself.</summary>
        public int Breaks { get; set; }

        public CancellationTokenSource Cancelled { get; } = new();

        public Task Carried { get; set; } = Task.CompletedTask;

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
