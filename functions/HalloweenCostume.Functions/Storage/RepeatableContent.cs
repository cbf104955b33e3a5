using System.Net;

namespace HalloweenCostume.Functions.Storage;

/// <summary>
/// A stream that may be sent several times, one after the other: a try that was given up, or answered before its end, may still be reading
/// when the next one begins.
/// </summary>
/// <param name="content">Seekable; sent from where it stands now.</param>
internal sealed class RepeatableContent(Stream content) : HttpContent
{
    private readonly long _start = content.Position;
    private readonly SemaphoreSlim _turn = new(1, 1);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            content.Position = _start;
            await content.CopyToAsync(stream, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = content.Length - _start;
        return true;
    }
}
