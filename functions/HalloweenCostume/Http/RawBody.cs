using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Http;

/// <summary>Reads a request's body as the bytes that came, bounded in size and time; memory is taken only for what has arrived.</summary>
public static class RawBody
{
    /// <returns>The bytes, or the problem to answer with: 400, 408 or 413.</returns>
    public static async Task<(ReadOnlyMemory<byte> Bytes, IResult? Problem)> ReadAsync(
        HttpRequest request, int maxBytes, TimeSpan within, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
            return (default, TooLarge(maxBytes));
        using var timeout = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            for (int count; (count = await request.Body.ReadAsync(buffer, either.Token)) > 0;)
            {
                if (bytes.Length + count > maxBytes)
                    return (default, TooLarge(maxBytes));
                bytes.Write(buffer, 0, count);
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (default, Problems.Of(StatusCodes.Status408RequestTimeout, $"The body did not arrive within {within.TotalSeconds} s."));
        }

        // Chunks that make no sense, or a client that has gone: no trouble of ours, as an IOException elsewhere is.
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            return (default, Problems.Of(StatusCodes.Status400BadRequest, "The body broke off or could not be read. Check its form and send it again."));
        }

        return (bytes.GetBuffer().AsMemory(0, (int)bytes.Length), null);
    }

    private static ProblemResult TooLarge(int maxBytes) => Problems.Of(StatusCodes.Status413PayloadTooLarge, $"The body may have at most {maxBytes / 1024} KiB.");
}
