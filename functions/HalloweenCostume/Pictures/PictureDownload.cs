using System.Net;
using HalloweenCostume.Fal;

namespace HalloweenCostume.Pictures;

/// <summary>Fetches a result's picture. The answer is distrusted: named hosts only, public addresses only, no redirects, bounded size and time.</summary>
public sealed class PictureDownload(HttpClient http, FalOptions options, FalTimeouts timeouts, TimeProvider time)
{
    public const long MaxBytes = 20 * 1024 * 1024;

    /// <exception cref="FalException">Unavailable: another try may help. Senseless: this picture is refused.</exception>
    public async Task SaveAsync(string url, Stream file, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || !options.MediaHosts.Allows(address))
            throw new FalException(FalFailure.Senseless, "The result lies on a host that FAL_MEDIA_HOSTS does not name.");
        using var timeout = new CancellationTokenSource(timeouts.Picture, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await HeadersAsync(address, either.Token);
            Check(response);
            await using var body = new GuardedStream(await response.Content.ReadAsStreamAsync(either.Token), MaxBytes, timeouts.Silence, time);
            await body.CopyToAsync(file, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FalException(FalFailure.Unavailable, "The result's picture took too long to arrive.");
        }
        catch (HttpRequestException exception)
        {
            throw exception.InnerException as FalException
                ?? new FalException(FalFailure.Unavailable, "The result's picture did not arrive.", innerException: exception);
        }
    }

    private async Task<HttpResponseMessage> HeadersAsync(Uri address, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(timeouts.Head, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        return await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token);
    }

    private static void Check(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400)
            throw new FalException(FalFailure.Senseless, "The result's picture is a redirect.", status);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.TooManyRequests || status >= 500)
            throw new FalException(FalFailure.Unavailable, $"The result's picture answered {status}.", status);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new FalException(FalFailure.Senseless, $"The result's picture answered {status}.", status);
        if (response.Content.Headers.ContentLength > MaxBytes)
            throw new FalException(FalFailure.Senseless, "The result's picture is larger than 20 MiB.");
    }
}
