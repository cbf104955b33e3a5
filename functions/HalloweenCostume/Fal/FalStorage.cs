using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using HalloweenCostume.Http;

namespace HalloweenCostume.Fal;

/// <summary>fal's own file storage. Source: the storage module of fal's official JavaScript client.</summary>
public sealed class FalStorage(FalClient fal, IHttpClientFactory clients, FalOptions options, FalTimeouts timeouts, TimeProvider time)
{
    // Above this a file goes up in parts; both numbers are those of fal's clients.
    private const long MaxWholeBytes = 90 * 1024 * 1024;
    private const int PartBytes = 10 * 1024 * 1024;

    /// <summary>Uploads a file, in parts when it is large; never held in memory whole.</summary>
    /// <param name="file">Seekable, from its beginning.</param>
    /// <param name="life">How long fal keeps it.</param>
    /// <returns>The public address by which fal's workers read it.</returns>
    public async Task<Uri> UploadAsync(string fileName, Stream file, TimeSpan life, CancellationToken cancellationToken)
    {
        var inParts = file.Length > MaxWholeBytes;
        using var initiate = new HttpRequestMessage(HttpMethod.Post, Rest(inParts ? "initiate-multipart" : "initiate"))
        {
            Content = JsonContent.Create(new FalUpload("application/octet-stream", fileName), FalJson.Default.FalUpload),
        };
        initiate.Headers.Add("X-Fal-Object-Lifecycle-Preference", FalHeaders.Lifecycle(life));
        initiate.Headers.Add("X-Fal-Object-Lifecycle", FalHeaders.Lifecycle(life));
        var (uploadUrl, fileUrl) = FalAnswers.Upload(await fal.SendAsync(initiate, cancellationToken));
        using var http = clients.CreateClient(FalHttp.Upload);
        if (inParts)
            await SendPartsAsync(http, uploadUrl, file, cancellationToken);
        else
            using (await PutAsync(http, uploadUrl, new StreamContent(file), cancellationToken)) { }
        return fileUrl;
    }

    private async Task SendPartsAsync(HttpClient http, Uri uploadUrl, Stream file, CancellationToken cancellationToken)
    {
        var parts = new List<FalUploadPart>();
        var buffer = new byte[PartBytes];
        for (int length; (length = await file.ReadAtLeastAsync(buffer, PartBytes, throwOnEndOfStream: false, cancellationToken)) > 0;)
        {
            var number = parts.Count + 1;
            using var response = await PutAsync(http, WebAddresses.Below(uploadUrl, $"{number}"), new ByteArrayContent(buffer, 0, length), cancellationToken);
            parts.Add(new(number, await EtagAsync(response, cancellationToken)));
        }

        using var complete = await SendAsync(http, new(HttpMethod.Post, WebAddresses.Below(uploadUrl, "complete"))
        {
            Content = JsonContent.Create(new FalUploadParts(parts), FalJson.Default.FalUploadParts),
        }, cancellationToken);
    }

    // In the body, where fal's own client looks, or in the header, where S3 has it.
    private static async Task<string> EtagAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("etag", out var etag) && etag.GetString() is { } text)
                return text;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not in the body, then.
        }

        return response.Headers.TryGetValues("ETag", out var values)
            ? values.First()
            : throw new FalException(FalFailure.Senseless, "fal took a part of an upload without an ETag.");
    }

    private Task<HttpResponseMessage> PutAsync(HttpClient http, Uri url, HttpContent content, CancellationToken cancellationToken)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return SendAsync(http, new(HttpMethod.Put, url) { Content = content }, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(timeouts.Upload, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using (request)
        {
            try
            {
                var response = await http.SendAsync(request, either.Token);
                if (response.IsSuccessStatusCode)
                    return response;
                response.Dispose();
                throw new FalException(FalFailure.Unavailable, $"fal's storage answered {(int)response.StatusCode} to an upload.", (int)response.StatusCode);
            }
            catch (HttpRequestException exception)
            {
                throw new FalException(FalFailure.Unavailable, "An upload to fal's storage broke.", innerException: exception);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new FalException(FalFailure.Unavailable, "fal's storage did not take an upload in time.");
            }
        }
    }

    private Uri Rest(string call) => new UriBuilder(WebAddresses.Below(options.RestUrl, $"storage/upload/{call}")) { Query = "storage_type=fal-cdn-v3" }.Uri;
}
