using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Google;
using Google.Cloud.Storage.V1;
using HalloweenCostume.Storage;

namespace HalloweenCostume.Functions.Storage;

/// <summary>Objects in Google Cloud Storage.</summary>
internal sealed class GcsObjectStore(
    IHttpClientFactory clients, GcsClient google, GcsUpload upload, V4Signer signer, SignedUrlCache urls, StorageOptions storage, ScratchOptions scratch, TimeProvider time) : IObjectStore
{
    private const int MaxNameBytes = 1024;
    private const string Listed = "items(name,size,timeCreated),nextPageToken";
    private static readonly string[] _needed = ["storage.objects.create", "storage.objects.delete", "storage.objects.get"];
    private static readonly TimeSpan _readLife = TimeSpan.FromMinutes(10);

    public Task<bool> PutAsync(ObjectName name, string contentType, Stream content, CancellationToken cancellationToken)
    {
        Check(name);
        return GcsErrors.AsIoAsync($"The object {name} could not be written", async () =>
        {
            if (content.CanSeek)
                return await upload.SendAsync(name, contentType, content, cancellationToken);
            // What can be read once only could not be sent a second time.
            using var file = scratch.NewFile();
            await using (var target = file.Create())
                await content.CopyToAsync(target, cancellationToken);
            await using var copy = file.Open();
            return await upload.SendAsync(name, contentType, copy, cancellationToken);
        });
    }

    public Task<Stream> OpenAsync(ObjectName name, CancellationToken cancellationToken)
    {
        Check(name);
        var failure = $"The object {name} could not be read";
        return GcsErrors.AsIoAsync(failure, async () =>
        {
            var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
            var response = await clients.CreateClient(GcsHttp.Client).GetAsync(
                signer.Sign(HttpMethod.Get, name, new(now, now + _readLife)), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            // The stream lets go of the connection; the answer itself holds nothing else.
            if (response.IsSuccessStatusCode)
                return await response.Content.ReadAsStreamAsync(cancellationToken);
            using (response)
                throw response.StatusCode == HttpStatusCode.NotFound
                    ? new FileNotFoundException($"There is no object '{name}'.")
                    : await GcsErrors.OfAsync(response, failure, cancellationToken);
        });
    }

    public Task<long> SizeAsync(ObjectName name, CancellationToken cancellationToken)
    {
        Check(name);
        return GcsErrors.AsIoAsync($"The object {name} could not be read", async () =>
        {
            try
            {
                var found = await google.Storage.GetObjectAsync(name.Bucket, name.Path, new() { RetryOptions = RetryOptions.Never }, cancellationToken);
                return (long)(found.Size ?? throw new IOException($"Google does not tell the size of the object {name}."));
            }
            catch (GoogleApiException exception) when (exception.HttpStatusCode == HttpStatusCode.NotFound)
            {
                throw new FileNotFoundException($"There is no object '{name}'.", exception);
            }
        });
    }

    /// <remarks>Google refuses another size by x-goog-content-length-range, and a second file by the precondition: https://cloud.google.com/storage/docs/xml-api/reference-headers</remarks>
    public UploadAddress UploadAddress(ObjectName name, long sizeBytes, DateTimeOffset expiresAt)
    {
        Check(name);
        (string Name, string Value)[] headers =
        [
            ("content-type", "application/octet-stream"),
            ("x-goog-content-length-range", string.Create(CultureInfo.InvariantCulture, $"{sizeBytes},{sizeBytes}")),
            ("x-goog-if-generation-match", "0"),
        ];
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        return new(
            signer.Sign(HttpMethod.Put, name, new(now, expiresAt), headers),
            // As the local host spells it.
            headers.ToDictionary(header => header.Name == "content-type" ? "Content-Type" : header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase));
    }

    public Task DeleteAsync(ObjectName name, CancellationToken cancellationToken)
    {
        Check(name);
        return GcsErrors.AsIoAsync($"The object {name} could not be deleted", async () =>
        {
            try
            {
                await google.Storage.DeleteObjectAsync(name.Bucket, name.Path, new() { RetryOptions = RetryOptions.Never }, cancellationToken);
                return true;
            }
            catch (GoogleApiException exception) when (exception.HttpStatusCode == HttpStatusCode.NotFound)
            {
                return false;
            }
        });
    }

    public async IAsyncEnumerable<StoredObject> ListAsync(string bucket, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var failure = $"The bucket {bucket} could not be listed";
        await using var pages = google.Storage.ListObjectsAsync(bucket, options: new() { Fields = Listed, RetryOptions = RetryOptions.Never })
            .AsRawResponses().GetAsyncEnumerator(cancellationToken);
        while (await GcsErrors.AsIoAsync(failure, () => pages.MoveNextAsync().AsTask()))
        {
            // A page may be empty and another one follow.
            foreach (var found in (pages.Current.Items ?? []).Where(found => IsName(found.Name)))
            {
                yield return found is { Size: { } size, TimeCreatedDateTimeOffset: { } storedAt }
                    ? new(new(bucket, found.Name), (long)size, storedAt)
                    : throw new IOException($"{failure}: Google does not tell the size and the time of '{found.Name}'.");
            }
        }
    }

    /// <summary>Asks whether the account may do in the buckets what the product does: nothing is written for it.</summary>
    /// <remarks>Not in the bucket of backups: pictures do without, and whoever makes a copy says what is wrong there.</remarks>
    public Task ProbeAsync(CancellationToken cancellationToken) => Task.WhenAll(
        ProbeAsync(storage.LoraBucket, cancellationToken),
        ProbeAsync(storage.GeneratedBucket, cancellationToken));

    public string Url(ObjectName name) => signer.Address(name);

    public string SignedUrl(ObjectName name, SigningWindow window) => urls.Get(name, window);

    private Task<bool> ProbeAsync(string bucket, CancellationToken cancellationToken) => GcsErrors.AsIoAsync($"The bucket {bucket} cannot be used", async () =>
    {
        var granted = await google.Storage.TestBucketIamPermissionsAsync(bucket, _needed, new() { RetryOptions = RetryOptions.Never }, cancellationToken) ?? [];
        return _needed.Except(granted).ToList() is { Count: > 0 } missing
            ? throw new IOException($"The bucket {bucket} cannot be used: the service account lacks {string.Join(", ", missing)}.")
            : true;
    });

    private static void Check(ObjectName name)
    {
        if (!IsName(name.Path))
            throw new ArgumentException($"'{name}' is no name of an object.", nameof(name));
    }

    private static bool IsName(string path) =>
        !path.Split('/').Any(segment => segment is "" or "." or "..") && !path.Any(char.IsControl) && Encoding.UTF8.GetByteCount(path) <= MaxNameBytes;
}
