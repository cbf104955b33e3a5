namespace HalloweenCostume.Storage;

/// <summary>Private buckets of objects that are written once. Two kinds: a folder (local host), Google Cloud Storage (Azure host).</summary>
public interface IObjectStore
{
    /// <summary>Writes an object, whole or not at all.</summary>
    /// <returns>False when the name was taken: the object there stays as it is.</returns>
    /// <exception cref="IOException">The object could not be written; nothing of it is left.</exception>
    Task<bool> PutAsync(ObjectName name, string contentType, Stream content, CancellationToken cancellationToken);

    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    Task<Stream> OpenAsync(ObjectName name, CancellationToken cancellationToken);

    /// <returns>In bytes.</returns>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    Task<long> SizeAsync(ObjectName name, CancellationToken cancellationToken);

    /// <summary>Where somebody else may PUT this one object, once, of this size, until then; absolute, or a path on the host that answers.</summary>
    UploadAddress UploadAddress(ObjectName name, long sizeBytes, DateTimeOffset expiresAt);

    /// <summary>Deletes an object; one that is not there counts as deleted.</summary>
    Task DeleteAsync(ObjectName name, CancellationToken cancellationToken);

    /// <summary>The objects of a bucket in any order. One that comes or goes meanwhile may be among them or not.</summary>
    /// <exception cref="IOException">The bucket cannot be read to its end.</exception>
    IAsyncEnumerable<StoredObject> ListAsync(string bucket, CancellationToken cancellationToken);

    /// <summary>Throws when the store cannot be used, for the health check.</summary>
    Task ProbeAsync(CancellationToken cancellationToken);

    /// <summary>The object's address without a right to read it: absolute, or a path on the host that answers.</summary>
    string Url(ObjectName name);

    /// <summary>The same with a right to GET this one object until the window's end.</summary>
    string SignedUrl(ObjectName name, SigningWindow window);
}
