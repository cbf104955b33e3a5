using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;

namespace HalloweenCostume.Local.Demo.Fal.Files;

/// <summary>Uploads under way, on disk: <c>{token}.json</c>, and each part as <c>{token}.{number}</c>.</summary>
internal sealed class UploadStore
{
    /// <summary>2 GiB, of a whole file.</summary>
    public const long MaxBytes = 2L << 30;

    private readonly string _folder;
    private readonly ConcurrentDictionary<string, PendingUpload> _uploads;

    public UploadStore(string folder)
    {
        _folder = folder;
        _uploads = new(Directory.EnumerateFiles(folder, "*.json")
            .Select(path => JsonSerializer.Deserialize<PendingUpload>(File.ReadAllBytes(path)) ?? throw new InvalidDataException($"{path} holds no upload."))
            .ToDictionary(upload => upload.Token));
    }

    public void Add(PendingUpload upload)
    {
        AtomicFile.WriteAllBytes(Path.Combine(_folder, $"{upload.Token}.json"), JsonSerializer.SerializeToUtf8Bytes(upload));
        _uploads[upload.Token] = upload;
    }

    public PendingUpload? Find(string token) => _uploads.GetValueOrDefault(token);

    /// <returns>The part's ETag; null when it is larger than a file may be.</returns>
    public async Task<string?> WritePartAsync(PendingUpload upload, int number, Stream body, CancellationToken cancellationToken)
    {
        var path = PathOf(upload, number);
        var partial = $"{path}.{Guid.NewGuid():N}{AtomicFile.PartialSuffix}";
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true))
            {
                var buffer = new byte[256 * 1024];
                int read;
                while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    if (file.Length + read > MaxBytes)
                        return null;
                    hash.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                }
            }
            var etag = $"\"{Convert.ToHexStringLower(hash.GetHashAndReset())}\"";
            await File.WriteAllTextAsync($"{path}.etag", etag, cancellationToken);
            File.Move(partial, path, overwrite: true);
            return etag;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <returns>Null when no such part arrived.</returns>
    public string? ETagOf(PendingUpload upload, int number) => File.Exists(PathOf(upload, number)) ? File.ReadAllText($"{PathOf(upload, number)}.etag") : null;

    public string PathOf(PendingUpload upload, int number) => Path.Combine(_folder, upload.PartFile(number));

    public void Remove(PendingUpload upload)
    {
        _uploads.TryRemove(upload.Token, out _);
        foreach (var path in Directory.EnumerateFiles(_folder, $"{upload.Token}.*"))
            File.Delete(path);
    }

    /// <summary>Gives up uploads a day after they began.</summary>
    public void Sweep(DateTimeOffset now)
    {
        foreach (var upload in _uploads.Values.Where(upload => upload.StartedAt < now - TimeSpan.FromDays(1)))
            Remove(upload);
    }
}
