using System.Runtime.CompilerServices;
using HalloweenCostume.Storage;

namespace HalloweenCostume.Local.Storage;

/// <summary>Buckets as folders below <c>DATA_DIR/objects</c>, read through this host by signed URLs.</summary>
public sealed class FolderObjectStore : IObjectStore, IDisposable
{
    /// <summary>The route below which objects are read.</summary>
    public const string Route = "/objects/";

    /// <summary>The route below which files are put.</summary>
    public const string UploadRoute = "/uploads/";

    // What a picture with its thumbnail takes.
    private const int ProbeBytes = 256 * 1024;

    private const string DraftEnd = ".tmp";

    private static readonly EnumerationOptions _withoutLinks = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
    private readonly string _root;
    private readonly HashSet<string> _buckets;
    private volatile bool _rootSeen;

    public FolderObjectStore(FolderOptions folder, StorageOptions storage)
    {
        _root = Path.Combine(folder.DataFolder, "objects");
        _buckets = [.. storage.Buckets];
        Signer = new UrlSigner(SigningKey.ReadOrMake(folder.DataFolder));
    }

    public UrlSigner Signer { get; }

    public async Task<bool> PutAsync(ObjectName name, string contentType, Stream content, CancellationToken cancellationToken)
    {
        var path = PathOf(name) ?? throw new ArgumentException($"'{name}' is no name of an object.", nameof(name));
        if (ObjectPath.HasLink(_root, path))
            throw new IOException($"The object '{name}' was not written: on its way below '{_root}' is a link.");
        if (File.Exists(path))
            return false;
        DemandRoot();
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Guid.NewGuid():N}{DraftEnd}";
        try
        {
            await using (var file = new FileStream(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous }))
            {
                await content.CopyToAsync(file, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            // Links the name to what is whole already, or finds it taken.
            File.Move(draft, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
        finally
        {
            File.Delete(draft);
        }
    }

    public Task<Stream> OpenAsync(ObjectName name, CancellationToken cancellationToken) => Find(name) is { } path
        ? Task.FromResult<Stream>(new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Options = FileOptions.Asynchronous }))
        : throw new FileNotFoundException($"There is no object '{name}'.");

    public Task<long> SizeAsync(ObjectName name, CancellationToken cancellationToken) => Find(name) is { } path
        ? Task.FromResult(new FileInfo(path).Length)
        : throw new FileNotFoundException($"There is no object '{name}'.");

    public UploadAddress UploadAddress(ObjectName name, long sizeBytes, DateTimeOffset expiresAt) => new(
        Signer.SignUpload(UploadUrl(name), sizeBytes, expiresAt), new Dictionary<string, string> { ["Content-Type"] = "application/octet-stream" });

    public Task DeleteAsync(ObjectName name, CancellationToken cancellationToken)
    {
        if (Find(name) is { } path)
            File.Delete(path);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<StoredObject> ListAsync(string bucket, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folder = new DirectoryInfo(Path.Combine(_root, bucket));
        if (!_buckets.Contains(bucket) || !folder.Exists || folder.LinkTarget is not null)
            yield break;
        await Task.Yield();
        foreach (var file in folder.EnumerateFiles("*", _withoutLinks))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = Path.GetRelativePath(folder.FullName, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            // A draft, or something that is gone already.
            if (path.EndsWith(DraftEnd, StringComparison.Ordinal) || !ObjectPath.IsPlain(path) || Facts(file) is not var (size, storedAt))
                continue;
            yield return new(new(bucket, path), size, storedAt);
        }
    }

    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        // Not made anew: without it all pictures are gone, and that is what is asked.
        var probe = Path.Combine(_root, $"{Guid.NewGuid():N}{DraftEnd}");
        try
        {
            await File.WriteAllBytesAsync(probe, new byte[ProbeBytes], cancellationToken);
        }
        finally
        {
            File.Delete(probe);
        }
    }

    public string Url(ObjectName name) => $"{Route}{name.Bucket}/{name.Path}";

    public static string UploadUrl(ObjectName name) => $"{UploadRoute}{name.Bucket}/{name.Path}";

    public string SignedUrl(ObjectName name, SigningWindow window) => Signer.Sign(Url(name), window.ExpiresAt);

    /// <summary>Removes what a process that was killed left half written.</summary>
    public void ClearDrafts()
    {
        Directory.CreateDirectory(_root);
        _rootSeen = true;
        foreach (var draft in Directory.EnumerateFiles(_root, $"*{DraftEnd}", _withoutLinks))
            File.Delete(draft);
    }

    public void Dispose() => Signer.Dispose();

    /// <returns>The object's file, or null when the name could lead out of its bucket.</returns>
    public string? PathOf(ObjectName name) => _buckets.Contains(name.Bucket) && ObjectPath.IsPlain(name.Path) ? Path.Combine([_root, name.Bucket, .. name.Path.Split('/')]) : null;

    /// <returns>The object's file, or null when there is none, or a link where the file or a folder of it should be.</returns>
    public string? Find(ObjectName name) => PathOf(name) is { } path && File.Exists(path) && !ObjectPath.HasLink(_root, path) ? path : null;

    // Gone while the program runs, it is not made anew: all objects are gone with it, and what came into another one would be looked for in vain.
    private void DemandRoot()
    {
        if (_rootSeen && !Directory.Exists(_root))
            throw new IOException($"The folder '{_root}' was deleted or moved while the program ran. Put it back.");
        _rootSeen = true;
    }

    private static (long Size, DateTimeOffset StoredAt)? Facts(FileInfo file)
    {
        try
        {
            return (file.Length, file.LastWriteTimeUtc);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
