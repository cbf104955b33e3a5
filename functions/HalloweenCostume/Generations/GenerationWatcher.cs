using Microsoft.Extensions.Hosting;

namespace HalloweenCostume.Generations;

/// <summary>Waits for a generation to become something. A process that stops keeps nobody waiting.</summary>
public sealed class GenerationWatcher(GenerationDb generations, GenerationSignals signals, IHostApplicationLifetime lifetime, TimeProvider time)
{
    // A change is signalled at once within this process; another process's is seen at the next look.
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(1);

    /// <returns>The generation as soon as <paramref name="until"/> holds, or as it stands after <paramref name="patience"/> and when the process stops; null when there is none.</returns>
    public async Task<GenerationRow?> WaitAsync(Guid id, Func<GenerationRow, bool> until, TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var stopping = lifetime.ApplicationStopping;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        while (true)
        {
            using var subscription = signals.Subscribe(id);
            var generation = generations.Find(id);
            var left = patience - time.GetElapsedTime(started);
            if (generation is null || until(generation) || left <= TimeSpan.Zero || stopping.IsCancellationRequested)
                return generation;
            try
            {
                await subscription.Changed.WaitAsync(left < _look ? left : _look, time, either.Token);
            }
            catch (Exception exception) when (exception is TimeoutException || (stopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested))
            {
                // Look again.
            }
        }
    }
}
