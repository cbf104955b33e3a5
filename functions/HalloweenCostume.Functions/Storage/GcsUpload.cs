using System.Net;
using System.Net.Http.Headers;
using Google.Cloud.Storage.V1;
using HalloweenCostume.Storage;

namespace HalloweenCostume.Functions.Storage;

/// <summary>
/// Uploads in one round trip: a PUT to a URL signed here, with the precondition that the name is free. Google's client needs two,
/// and gives up when Google is busy at the first.
/// </summary>
internal sealed class GcsUpload(IHttpClientFactory clients, V4Signer signer, GcsClient google, StorageOptions storage, TimeProvider time)
{
    // Longer than all tries together.
    private static readonly TimeSpan _life = TimeSpan.FromMinutes(15);

    // As long as a URL by which it is read can work: after that the picture has another one. By nobody who comes in between.
    // In the framework's own spelling: whoever looks at the headers on the way has them spelt anew, and they are signed.
    private readonly string _cacheControl =
        new CacheControlHeaderValue { MaxAge = storage.SignedUrlLifetime, Private = true, Extensions = { new("immutable") } }.ToString();

    /// <param name="content">Seekable.</param>
    /// <returns>False when the name was taken, unless it was an earlier try of this very call that took it.</returns>
    public async Task<bool> SendAsync(ObjectName name, string contentType, Stream content, CancellationToken cancellationToken)
    {
        var start = content.Position;
        var crc32c = await Crc32c.OfAsync(content, cancellationToken);
        var length = content.Position - start;
        content.Position = start;
        using var request = Request(name, contentType, crc32c, content);
        using var response = await clients.CreateClient(GcsHttp.Client).SendAsync(request, cancellationToken);
        return response switch
        {
            { IsSuccessStatusCode: true } => true,
            { StatusCode: HttpStatusCode.PreconditionFailed } => request.Options.TryGetValue(GcsHttp.Repeated, out _) && await IsThereAsync(name, crc32c, length, cancellationToken),
            _ => throw await GcsErrors.OfAsync(response, $"The object {name} could not be written", cancellationToken),
        };
    }

    private HttpRequestMessage Request(ObjectName name, string contentType, string crc32c, Stream content)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        List<(string Name, string Value)> headers =
        [
            ("cache-control", _cacheControl),
            ("content-type", contentType),
            // Google refuses what arrives with another one.
            ("x-goog-hash", $"crc32c={crc32c}"),
            ("x-goog-if-generation-match", "0"),
        ];
        if (DownloadName(name) is { } file)
            headers.Add(("content-disposition", $"attachment; filename=\"{file}\""));
        var url = signer.Sign(HttpMethod.Put, name, new(now, now + _life), [.. headers]);
        var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new RepeatableContent(content) };
        foreach (var (header, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(header, value))
                request.Content.Headers.TryAddWithoutValidation(header, value);
        }

        return request;
    }

    // A page elsewhere cannot make its link download: the browser heeds only what the object says. Pictures shown in a page do not mind.
    private string? DownloadName(ObjectName name) =>
        name.Bucket == storage.GeneratedBucket && !name.IsThumbnail
        && name.Path[(name.Path.LastIndexOf('/') + 1)..] is { } file && file.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')
            ? $"costume-{file}"
            : null;

    // An earlier try may have arrived although its answer did not.
    private async Task<bool> IsThereAsync(ObjectName name, string crc32c, long length, CancellationToken cancellationToken)
    {
        var found = await google.Storage.GetObjectAsync(name.Bucket, name.Path, new() { RetryOptions = RetryOptions.Never }, cancellationToken);
        return found.Crc32c == crc32c && found.Size == (ulong)length;
    }
}
