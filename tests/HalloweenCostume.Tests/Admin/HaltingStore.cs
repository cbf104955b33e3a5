using HalloweenCostume.Storage;

namespace HalloweenCostume.Tests.Admin;

/// <summary>A store that can stop deleting, as one that is full, read-only or out of reach.</summary>
internal sealed class HaltingStore(IObjectStore store) : IObjectStore
{
    private int _left = int.MaxValue;

    public void HaltAfter(int deletions) => _left = deletions;

    public void GoOn() => _left = int.MaxValue;

    public Task DeleteAsync(ObjectName name, CancellationToken cancellationToken) =>
        Interlocked.Decrement(ref _left) >= 0 ? store.DeleteAsync(name, cancellationToken) : throw new IOException("The store is out of reach.");

    public Task<bool> PutAsync(ObjectName name, string contentType, Stream content, CancellationToken cancellationToken) => store.PutAsync(name, contentType, content, cancellationToken);

    public Task<Stream> OpenAsync(ObjectName name, CancellationToken cancellationToken) => store.OpenAsync(name, cancellationToken);

    public Task<long> SizeAsync(ObjectName name, CancellationToken cancellationToken) => store.SizeAsync(name, cancellationToken);

    public UploadAddress UploadAddress(ObjectName name, long sizeBytes, DateTimeOffset expiresAt) => store.UploadAddress(name, sizeBytes, expiresAt);

    public IAsyncEnumerable<StoredObject> ListAsync(string bucket, CancellationToken cancellationToken) => store.ListAsync(bucket, cancellationToken);

    public Task ProbeAsync(CancellationToken cancellationToken) => store.ProbeAsync(cancellationToken);

    public string Url(ObjectName name) => store.Url(name);

    public string SignedUrl(ObjectName name, SigningWindow window) => store.SignedUrl(name, window);
}
