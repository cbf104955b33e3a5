using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;

namespace HalloweenCostume.Local.Demo.Fal.Files;

/// <summary>Uploaded and generated files: the content as <c>{id}</c> and, written last, what is known of it as <c>{id}.json</c>.</summary>
internal sealed class FileStore
{
    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, StoredFile> _files;

    public FileStore(string folder, TimeProvider time)
    {
        (_folder, _time) = (folder, time);
        _files = new(Directory.EnumerateFiles(folder, "*.json")
            .Select(path => JsonSerializer.Deserialize<StoredFile>(File.ReadAllBytes(path)) ?? throw new InvalidDataException($"{path} holds no file."))
            .ToDictionary(file => file.Id));
    }

    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <returns>Null when there is no such file, or no longer.</returns>
    public StoredFile? Find(string id) => _files.TryGetValue(id, out var file) && !(file.ExpiresAt <= _time.GetUtcNow()) ? file : null;

    public string PathOf(string id) => Path.Combine(_folder, id);

    public StoredFile Add(string name, string contentType, ReadOnlySpan<byte> content, DateTimeOffset? expiresAt, Guid? requestId)
    {
        var file = new StoredFile(NewId(), name, contentType, expiresAt, requestId);
        AtomicFile.WriteAllBytes(PathOf(file.Id), content);
        Register(file);
        return file;
    }

    /// <summary>Takes over a whole file from the same disk.</summary>
    public void Add(StoredFile file, string contentPath)
    {
        File.Move(contentPath, PathOf(file.Id), overwrite: true);
        Register(file);
    }

    /// <summary>Deletes what is expired.</summary>
    public void Sweep(DateTimeOffset now)
    {
        foreach (var file in _files.Values.Where(file => file.ExpiresAt <= now))
        {
            File.Delete(PathOf(file.Id) + ".json");
            File.Delete(PathOf(file.Id));
            _files.TryRemove(file.Id, out _);
        }
    }

    /// <summary>Deletes what a killed process left half written; for the start, when nothing is being written.</summary>
    public void RemoveLeftovers()
    {
        foreach (var path in Directory.EnumerateFiles(_folder).Where(path => !_files.ContainsKey(Path.GetFileNameWithoutExtension(path))))
            File.Delete(path);
    }

    private void Register(StoredFile file)
    {
        AtomicFile.WriteAllBytes(PathOf(file.Id) + ".json", JsonSerializer.SerializeToUtf8Bytes(file));
        _files[file.Id] = file;
    }
}
