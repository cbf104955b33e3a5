using HalloweenCostume.Local.Demo.Fal.Files;

namespace HalloweenCostume.Local.Demo.Fal.Model;

/// <summary>Fetches what an input names by URL: an uploaded file, or any http(s) address, at most 5 redirects and 10 seconds away.</summary>
internal sealed class RemoteFiles(FileStore files, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxAutomaticRedirections = 5, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <returns>Null when there is nothing to be had.</returns>
    public async Task<RemoteFile?> OpenAsync(string url, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return null;
        var patience = new CancellationTokenSource(Patience, time);
        if (FindOwn(uri) is { } own)
            return new RemoteFile(File.OpenRead(files.PathOf(own.Id)), patience);
        using var givenUp = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var response = await _http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, givenUp.Token);
            if (response.IsSuccessStatusCode)
                return new RemoteFile(await response.Content.ReadAsStreamAsync(givenUp.Token), patience);
            response.Dispose();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
        }
        patience.Dispose();
        return null;
    }

    public async Task<bool> CanReadAsync(string url, CancellationToken cancellationToken)
    {
        if (url.StartsWith("data:image/", StringComparison.Ordinal))
            return true;
        using var opened = await OpenAsync(url, cancellationToken);
        return opened is not null;
    }

    public void Dispose() => _http.Dispose();

    /// <summary>By id alone: the file may have been uploaded when the emulator had another port.</summary>
    private StoredFile? FindOwn(Uri uri) =>
        uri.IsLoopback && uri.Segments is ["/", "files/", var id, _] ? files.Find(id.TrimEnd('/')) : null;
}
