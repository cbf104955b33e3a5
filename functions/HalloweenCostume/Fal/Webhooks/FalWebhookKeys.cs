using Microsoft.Extensions.Logging;
using NSec.Cryptography;

namespace HalloweenCostume.Fal.Webhooks;

/// <summary>
/// fal's keys, kept for a day at most, as fal asks. They are fetched again when none of them verifies a signature, for fal may have changed them,
/// but at most once a minute, for anybody can send a wrong one.
/// </summary>
public sealed partial class FalWebhookKeys(FalJwks jwks, TimeProvider time, ILogger<FalWebhookKeys> logger)
{
    private static readonly TimeSpan _life = TimeSpan.FromHours(24);
    private static readonly TimeSpan _pause = TimeSpan.FromMinutes(1);

    // While there is none to verify with, every call is lost: that is what the Retry-After of a 503 says too.
    private static readonly TimeSpan _pauseWithoutKeys = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private Known? _known;
    private Task? _fetch;
    private long _fetchedAt;

    /// <returns>Null when there is no key to verify with.</returns>
    public async Task<bool?> VerifyAsync(ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> signature, CancellationToken cancellationToken)
    {
        var known = Fresh();
        if (known?.Verifies(message, signature) == true)
            return true;
        await RefreshAsync().WaitAsync(cancellationToken);
        return Fresh() is { } now ? now != known && now.Verifies(message, signature) : null;
    }

    private Known? Fresh()
    {
        lock (_lock)
            return _known is { } known && time.GetElapsedTime(known.At) < _life ? known : null;
    }

    private Task RefreshAsync()
    {
        var pause = Fresh() is null ? _pauseWithoutKeys : _pause;
        lock (_lock)
        {
            if (_fetch is null || (_fetch.IsCompleted && time.GetElapsedTime(_fetchedAt) >= pause))
                // On its own: no caller that goes away takes it from the others.
                _fetch = Task.Run(FetchAsync, CancellationToken.None);
            return _fetch;
        }
    }

    private async Task FetchAsync()
    {
        Known? fetched = null;
        try
        {
            fetched = new(await jwks.FetchAsync(CancellationToken.None), time.GetTimestamp());
            LogFetched(fetched.Keys.Count);
        }
        catch (FalException exception)
        {
            LogNotFetched(exception.Message);
        }

        lock (_lock)
            (_known, _fetchedAt) = (fetched ?? _known, time.GetTimestamp());
    }

    private sealed class Known(IReadOnlyList<PublicKey> keys, long at)
    {
        public IReadOnlyList<PublicKey> Keys => keys;

        public long At => at;

        public bool Verifies(ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> signature) =>
            keys.Any(key => SignatureAlgorithm.Ed25519.Verify(key, message.Span, signature.Span));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "fal's JWKS was fetched: {Count} keys")]
    private partial void LogFetched(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "fal's JWKS could not be fetched: {Cause}")]
    private partial void LogNotFetched(string cause);
}
