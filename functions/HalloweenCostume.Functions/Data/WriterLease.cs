using Azure;
using HalloweenCostume.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Functions.Data;

/// <summary>
/// Makes this process the one that uses the database, for as long as it holds the lease of <see cref="LeaseBlob"/>; without it, the
/// process waits for it and leaves the database alone.
/// </summary>
internal sealed partial class WriterLease(
    WriterLeaseOptions options, LeaseBlob blob, DatabaseTurn turn, DatabaseOptions databaseOptions, TurnFiles files, TurnDataSource source, Database database,
    TimeProvider time, ILogger<WriterLease> logger) : BackgroundService
{
    private static readonly TimeSpan _startPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longPause = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _unreachable;
    private long _lastTurn;

    /// <summary>The first request finds the database open, unless another process has it.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        await Task.WhenAny(_settled.Task, Task.Delay(_startPatience, time, cancellationToken));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await AcquireAsync(stoppingToken);
                var pause = await HoldAsync(stoppingToken);
                await Task.Delay(pause, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The lease, if there was one, has been given back.
        }
    }

    private async Task AcquireAsync(CancellationToken stoppingToken)
    {
        for (var told = false; ; await Task.Delay(_pause, time, stoppingToken))
        {
            stoppingToken.ThrowIfCancellationRequested();
            // Not to be cancelled: a lease that nobody knows of would keep others waiting.
            var acquired = await AskAsync(blob.AcquireAsync, CancellationToken.None);
            if (acquired == true)
                return;
            _settled.TrySetResult();
            if (acquired == false && !told)
                LogWaiting();
            told |= acquired == false;
        }
    }

    /// <returns>After what time it may be tried again.</returns>
    private async Task<TimeSpan> HoldAsync(CancellationToken stoppingToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var renewing = RenewAsync(ending.Token);
        var prepared = false;
        try
        {
            var (number, path) = await PrepareAsync(ending.Token);
            prepared = true;
            source.Open(databaseOptions with { Locks = options.Locks }, path);
            LogBegun(path, number);
            _settled.TrySetResult();
            await renewing;
            LogLost();
            return _pause;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested && exception is (RequestFailedException or OperationCanceledException))
        {
            LogUnreachable(Reason(exception));
            return _pause;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogNotOpened(exception);
            return _longPause;
        }
        finally
        {
            await ending.CancelAsync();
            await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await EndAsync(prepared, lost: renewing.IsCompletedSuccessfully);
        }
    }

    // Ends when the lease is lost. While the storage account cannot be reached, the turn runs out by itself.
    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        for (bool? renewed = true; renewed != false; renewed = await AskAsync(blob.RenewAsync, cancellationToken))
            await Task.Delay(renewed == true ? options.RenewalPause : _pause, time, cancellationToken);
        turn.End();
    }

    private async Task<(long Number, string Path)> PrepareAsync(CancellationToken cancellationToken)
    {
        var (number, carriesOn) = await blob.BeginTurnAsync(files.Latest, _lastTurn, cancellationToken);
        var path = files.Prepare(number, carriesOn);
        _lastTurn = number;
        return (number, path);
    }

    private async Task EndAsync(bool prepared, bool lost)
    {
        var isQuiet = await CloseAsync(lost);
        if (lost)
            return;
        try
        {
            if (prepared && isQuiet)
                await blob.EndTurnAsync(_lastTurn, CancellationToken.None);
            await blob.ReleaseAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogNotReleased(Reason(exception));
        }
    }

    /// <returns>Whether nothing of this process writes any more.</returns>
    private async Task<bool> CloseAsync(bool lost)
    {
        IDisposable? writers = null;
        try
        {
            if (!lost)
                writers = await database.PauseWritersAsync(CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // Whoever comes next works on a copy.
        }

        using (writers)
        {
            turn.End();
            source.Close();
        }

        return writers is not null;
    }

    /// <returns>Null when there was no answer.</returns>
    private async Task<bool?> AskAsync(Func<CancellationToken, Task<bool>> question, CancellationToken cancellationToken)
    {
        var asked = turn.Now();
        try
        {
            var answer = await question(cancellationToken);
            if (answer)
                turn.Extend(asked, options.Term);
            _unreachable = false;
            return answer;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (!_unreachable)
                LogUnreachable(Reason(exception));
            _unreachable = true;
            return null;
        }
    }
}
