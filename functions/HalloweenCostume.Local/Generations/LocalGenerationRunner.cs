using System.Collections.Concurrent;
using System.Threading.Channels;
using HalloweenCostume.Generations;
using HalloweenCostume.Http;

namespace HalloweenCostume.Local.Generations;

/// <summary>Carries workflows on a bounded number of workers of this process, beginning with those that an earlier process left unfinished.</summary>
internal sealed partial class LocalGenerationRunner(
    GenerationDb generations, ImageDb images, ImageWork work, GenerationOptions options, TimeProvider time, ILogger<LocalGenerationRunner> logger)
    : BackgroundService, IGenerationRunner
{
    // A run mostly waits for fal, so many fit side by side; what costs processor or memory is bounded where it is done.
    private const int Workers = 64;
    private const int MaxBreaks = 3;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly Channel<(Guid Id, int Run)> _waiting = Channel.CreateUnbounded<(Guid, int)>();
    private readonly ConcurrentDictionary<(Guid Id, int Run), RunState> _runs = new();

    public Task StartAsync(Guid generationId, int run, CancellationToken cancellationToken)
    {
        if (_runs.TryAdd((generationId, run), new RunState()))
            _waiting.Writer.TryWrite((generationId, run));
        return Task.CompletedTask;
    }

    public async Task StopAsync(Guid generationId, CancellationToken cancellationToken)
    {
        var stopped = new List<Task>();
        foreach (var (key, run) in _runs.Where(entry => entry.Key.Id == generationId))
        {
            await run.Cancelled.CancelAsync();
            // One that no worker has begun finds its images cancelled when its turn comes.
            if (run.Begun)
                stopped.Add(run.Ended.Task);
        }

        await Task.WhenAny(Task.WhenAll(stopped), Task.Delay(_patience, time, cancellationToken));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // An exception out of here would end the whole server.
            foreach (var (id, run) in await Patience.UntilAsync(() => Task.FromResult(generations.Unfinished()), DateTimeOffset.MaxValue, time, stoppingToken))
                await StartAsync(id, run, stoppingToken);
            await Parallel.ForEachAsync(
                _waiting.Reader.ReadAllAsync(stoppingToken),
                new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = stoppingToken },
                async (key, _) => await CarryAsync(key, stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // What has not ended is in the database and is taken up at the next start.
        }
    }

    private async Task CarryAsync((Guid Id, int Run) key, CancellationToken stopping)
    {
        var run = _runs[key];
        run.Begun = true;
        try
        {
            if (images.Plan(key.Id, key.Run) is { Images.Count: > 0 } plan)
                await GenerationWorkflow.RunAsync(plan, new DirectSteps(work, options, time, run.Cancelled.Token, stopping));
            End(key, run);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            End(key, run);
        }
        catch (Exception exception)
        {
            LogRunBroke(exception, key.Id);
            await PauseAsync(key, run, exception, stopping);
        }
    }

    // The rows say what is left to do: it is done after a pause, by whichever worker comes to it.
    private async Task PauseAsync((Guid Id, int Run) key, RunState run, Exception exception, CancellationToken stopping)
    {
        try
        {
            // Trouble with disk or database passes; anything else that comes again and again is ours and ends the run.
            if (!Problems.IsUnavailable(exception) && ++run.Breaks == MaxBreaks)
            {
                await work.FinishAsync(images.Plan(key.Id, key.Run), stopping);
                End(key, run);
                return;
            }
        }
        catch (Exception another) when (another is not OperationCanceledException)
        {
            LogRunBroke(another, key.Id);
        }

        _ = Task.Delay(_pause, time, stopping).ContinueWith(_ => _waiting.Writer.TryWrite(key), stopping, TaskContinuationOptions.NotOnCanceled, TaskScheduler.Default);
    }

    private void End((Guid Id, int Run) key, RunState run)
    {
        _runs.TryRemove(key, out _);
        run.Ended.TrySetResult();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The run of generation {GenerationId} broke off; it goes on in a moment")]
    private partial void LogRunBroke(Exception exception, Guid generationId);

    private sealed class RunState
    {
        public bool Begun { get; set; }

        /// <summary>How often it broke for a reason that does not pass by itself.</summary>
        public int Breaks { get; set; }

        public CancellationTokenSource Cancelled { get; } = new();

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
