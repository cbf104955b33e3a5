using HalloweenCostume.Storage;

namespace HalloweenCostume.Tests.Resilience.Traps;

internal sealed class TrapStore(IObjectStore store, Trap trap) : IObjectStore
{
    public async Task<bool> PutAsync(ObjectName name, string contentType, Stream content, CancellationToken cancellationToken)
    {
        var what = name.IsThumbnail ? "thumbnail" : "picture";
        trap.Cross($"before the {what} is put");
        var put = await store.PutAsync(name, contentType, content, cancellationToken);
        trap.Cross($"after the {what} was put");
        return put;
    }

    public Task<Stream> OpenAsync(ObjectName name, CancellationToken cancellationToken) => store.OpenAsync(name, cancellationToken);

    public Task<long> SizeAsync(ObjectName name, CancellationToken cancellationToken) => store.SizeAsync(name, cancellationToken);

    public UploadAddress UploadAddress(ObjectName name, long sizeBytes, DateTimeOffset expiresAt) => store.UploadAddress(name, sizeBytes, expiresAt);

    public Task DeleteAsync(ObjectName name, CancellationToken cancellationToken) => store.DeleteAsync(name, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(string bucket, CancellationToken cancellationToken) => store.ListAsync(bucket, cancellationToken);

    public Task ProbeAsync(CancellationToken cancellationToken) => store.ProbeAsync(cancellationToken);

    public string Url(ObjectName name) => store.Url(name);

    public string SignedUrl(ObjectName name, SigningWindow window) => store.SignedUrl(name, window);
}
