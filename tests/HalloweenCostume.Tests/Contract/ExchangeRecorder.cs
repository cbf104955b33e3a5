using System.Collections.Concurrent;
using System.Net.Http.Headers;

namespace HalloweenCostume.Tests.Contract;

/// <summary>
/// Keeps what a client exchanges with the API: paths under <c>/api/</c>, not the files behind signed URLs. Bodies are read whole before they
/// are passed on, so a test that drips its request or looks at the timing of an answer takes a client without a recorder.
/// </summary>
internal sealed class ExchangeRecorder(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly ConcurrentQueue<Exchange> exchanges = new();

    /// <summary>So far, in the order in which the answers came.</summary>
    public IReadOnlyCollection<Exchange> Exchanges => exchanges;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var requestBody = await ReadAsync(request.Content, cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        if (request.RequestUri?.AbsolutePath.StartsWith("/api/", StringComparison.Ordinal) == true)
            exchanges.Enqueue(new(
                request.Method.Method,
                request.RequestUri.PathAndQuery,
                (int)response.StatusCode,
                Headers(request.Headers, request.Content?.Headers),
                Headers(response.Headers, response.Content.Headers),
                requestBody,
                await ReadAsync(response.Content, cancellationToken)));
        return response;
    }

    private static async Task<string?> ReadAsync(HttpContent? content, CancellationToken cancellationToken)
    {
        if (content is null)
            return null;
        await content.LoadIntoBufferAsync(cancellationToken);
        var text = await content.ReadAsStringAsync(cancellationToken);
        return text.Length > 0 ? text : null;
    }

    private static Dictionary<string, string> Headers(HttpHeaders headers, HttpHeaders? ofContent) =>
        headers.Concat(ofContent ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
}
