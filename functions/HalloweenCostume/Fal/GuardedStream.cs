namespace HalloweenCostume.Fal;

/// <summary>Reads from a server that may send for ever or not at all: bounded in bytes, and in the time of each read.</summary>
/// <remarks>Too much is <see cref="FalFailure.Senseless"/>, silence and a broken connection are <see cref="FalFailure.Unavailable"/>.</remarks>
internal sealed class GuardedStream(Stream inner, long maxBytes, TimeSpan readTimeout, TimeProvider time) : Stream
{
    private long _read;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var timeout = new CancellationTokenSource(readTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var count = await inner.ReadAsync(buffer, either.Token);
            _read += count;
            return _read <= maxBytes ? count : throw new FalException(FalFailure.Senseless, $"fal sent more than {maxBytes} bytes.");
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new FalException(FalFailure.Unavailable, $"fal sent nothing for {readTimeout.TotalSeconds} s.");
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new FalException(FalFailure.Unavailable, "The connection to fal broke.", innerException: exception);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Network streams are read asynchronously.");
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
