using HalloweenCostume.Data;
using HalloweenCostume.Http;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Health;

/// <summary>
/// A check that costs something although anybody may ask for it: its answer is kept for a moment, and one runs at a time, also when it hangs.
/// </summary>
/// <param name="remedy">What helps, where nothing more is known.</param>
internal sealed partial class HealthProbe(string name, string remedy, Func<CancellationToken, Task> check, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan _life = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private Task<HealthCheck>? _running;
    private long _ended;
    private string? _logged;

    public async Task<HealthCheck> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync().WaitAsync(_patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new("failing", remedy);
        }
    }

    private Task<HealthCheck> RunAsync()
    {
        lock (_lock)
        {
            if (_running is null || (_running.IsCompleted && time.GetElapsedTime(_ended) >= _life))
                // On its own: who goes away takes it from nobody else.
                _running = Task.Run(CheckAsync, CancellationToken.None);
            return _running;
        }
    }

    private async Task<HealthCheck> CheckAsync()
    {
        using var timeout = new CancellationTokenSource(_patience, time);
        try
        {
            await check(timeout.Token);
            if (Interlocked.Exchange(ref _logged, null) is not null)
                LogWell(name);
            return new("ok", null);
        }
        catch (Exception exception)
        {
            // Whoever watches asks again and again: the same trouble is told once.
            if (Interlocked.Exchange(ref _logged, exception.Message) != exception.Message)
                LogFailing(exception, name);
            return new("failing", exception switch
            {
                DatabaseGoneException => "The database's file was deleted or replaced while the program ran, so nothing is stored any more. Put it back and start the program anew.",
                _ when Problems.IsFull(exception) => "The disk that holds the data is full: make room.",
                _ => remedy,
            });
        }
        finally
        {
            Volatile.Write(ref _ended, time.GetTimestamp());
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Health check {Check} failed")]
    private partial void LogFailing(Exception exception, string check);

    [LoggerMessage(Level = LogLevel.Information, Message = "Health check {Check} is well again")]
    private partial void LogWell(string check);
}
