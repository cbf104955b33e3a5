using System.Text;
using HalloweenCostume.Local.Storage;
using HalloweenCostume.Storage;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Storage;

/// <summary>The folder of the objects cannot be left: neither by a name nor by a link.</summary>
public sealed class FolderStoreTests : IDisposable
{
    private const string Bucket = "halloween-costume-generated-images";
    private static readonly StorageOptions _storage = new("halloween-costume-loras", Bucket, "halloween-costume-images", TimeSpan.FromMinutes(15), TimeSpan.FromHours(24));
    private readonly TestFolder _folder = new();
    private readonly FolderObjectStore _store;

    public FolderStoreTests() => _store = new(new(_folder.Below("data")), _storage);

    private string Root => _folder.Below("data", "objects");

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<string> BadPaths =>
    [
        "", "/", ".", "..", "../x", "1/../x", "1/..", "1/./x", "1//x", "/1/x", "1/x/", "..\\x", "1\\x", "C:\\x", "C:x", "c:/x", "\\\\server\\share\\x", "\\\\?\\C:\\x", "//server/x",
        "%2e%2e/x", "..%2fx", "%252e%252e/x", "1%2fx", "%00", "1/x%00.jpg", "1/x\0", "\0", "1/x\n", "1/x\r\ny", "1/x\t", "1/\u202ex", "1/x.", "1/x..", "1/x ", "1/ x", " ", "1/x. ", ".x", "1/.x", "1 /x", "1./x",
        "1/x:y", "1/x.jpg::$DATA", "1/x.jpg:Zone.Identifier", "1:$I30:$INDEX_ALLOCATION/x", "~", "~root/x", "1/~", "$HOME/x", "1/*", "1/?", "1/x|y", "1/<x>", "1/\"x\"", "1/ä.jpg", "1/\uff0e\uff0e/x", "1/\u2025/x", "1/x\u2215y", "1/x\u29f5y",
        "CON", "con.jpg", "1/PRN", "1/aux.webp", "1/NUL", "nul/x", "NUL.tar.gz", "1/Com1", "COM0.jpg", "COM9", "LPT1/x", "lpt9.jpg", "LPT0", "COM\u00b9", "COM\u00b2.jpg", "LPT\u00b3", "CONIN$", "CONOUT$",
        new('a', 201), "1/" + new string('a', 201), string.Join('/', Enumerable.Repeat("aaaaaaaaa", 41)), new('a', 100_000),
    ];

    [Theory]
    [MemberData(nameof(BadPaths))]
    public async Task A_path_that_could_mean_anything_else_is_no_name_of_an_object(string path)
    {
        var name = new ObjectName(Bucket, path);
        Assert.Null(_store.PathOf(name));
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(_store, name));
        await Assert.ThrowsAsync<FileNotFoundException>(() => _store.OpenAsync(name, CancellationToken.None));
        await _store.DeleteAsync(name, CancellationToken.None);
        Assert.False(Directory.Exists(Root));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../objects/halloween-costume-generated-images")]
    [InlineData("halloween-costume-generated-images/1")]
    [InlineData("halloween-costume-generated-images/../..")]
    [InlineData("HALLOWEEN-COSTUME-GENERATED-IMAGES")]
    [InlineData("other")]
    public async Task A_bucket_that_the_settings_do_not_name_is_none(string bucket)
    {
        Assert.Null(_store.PathOf(new(bucket, "x.jpg")));
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(_store, new(bucket, "x.jpg")));
    }

    [Theory]
    [InlineData("1/0199a3c4-5d0e-7c11-8f3a-6b1d2e4f5a60.jpg")]
    [InlineData("1/0199a3c4-5d0e-7c11-8f3a-6b1d2e4f5a60-2-384.webp")]
    [InlineData("console.jpg")]
    [InlineData("1/com10.jpg")]
    [InlineData("1/x.con")]
    [InlineData("1/a..b")]
    public async Task Plain_names_are_written_read_and_deleted(string path)
    {
        var name = new ObjectName(Bucket, path);
        Assert.True(await PutAsync(_store, name));
        Assert.Equal("picture", await ReadAsync(_store, name));
        await _store.DeleteAsync(name, CancellationToken.None);
        await Assert.ThrowsAsync<FileNotFoundException>(() => _store.OpenAsync(name, CancellationToken.None));
    }

    public static TheoryData<string, string> Links => new()
    {
        // Where the link is, and what it leads to.
        { $"{Bucket}/1/x.jpg", "outside/x.jpg" }, { $"{Bucket}/1", "outside" }, { Bucket, "outside" }, { $"{Bucket}/1/x.jpg", "outside/missing.jpg" }, { $"{Bucket}/1", "outside/missing" },
        { $"{Bucket}/1/x.jpg", "data/signing.key" }, { $"{Bucket}/1", "data" }, { $"{Bucket}/1/x.jpg", "data/objects/halloween-costume-loras/x.jpg" },
        { $"{Bucket}/1/x.jpg", "loop" }, { $"{Bucket}/1/x.jpg", "/dev/zero" },
    };

    [Theory]
    [MemberData(nameof(Links))]
    public async Task Nothing_is_read_written_or_deleted_through_a_link(string link, string target)
    {
        Write("outside/x.jpg");
        Write("data/objects/halloween-costume-loras/x.jpg");
        File.CreateSymbolicLink(_folder.Below("loop"), _folder.Below("loop"));
        var at = Path.Combine(Root, link);
        Directory.CreateDirectory(Path.GetDirectoryName(at)!);
        Directory.CreateSymbolicLink(at, Path.Combine(_folder.Path, target));
        var before = Snapshot();
        var name = new ObjectName(Bucket, "1/x.jpg");

        await Assert.ThrowsAsync<IOException>(() => PutAsync(_store, name));
        await Assert.ThrowsAsync<FileNotFoundException>(() => _store.OpenAsync(name, CancellationToken.None));
        await _store.DeleteAsync(name, CancellationToken.None);

        Assert.Null(_store.Find(name));
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task Drafts_are_cleared_on_this_side_of_links_only()
    {
        Write("outside/x.tmp");
        Write($"data/objects/{Bucket}/1/x.tmp");
        Directory.CreateSymbolicLink(Path.Combine(Root, "link"), _folder.Below("outside"));

        _store.ClearDrafts();

        Assert.True(File.Exists(_folder.Below("outside", "x.tmp")));
        Assert.False(File.Exists(Path.Combine(Root, Bucket, "1", "x.tmp")));
        await _store.ProbeAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("elsewhere")]
    [InlineData("elsewhere/below")]
    public async Task A_data_folder_that_is_reached_by_a_link_works(string dataFolder)
    {
        Directory.CreateDirectory(_folder.Below("real", "below"));
        Directory.CreateSymbolicLink(_folder.Below("elsewhere"), _folder.Below("real"));
        using var store = new FolderObjectStore(new(_folder.Below(dataFolder)), _storage);
        var name = new ObjectName(Bucket, "1/x.jpg");

        Assert.True(await PutAsync(store, name));
        Assert.Equal("picture", await ReadAsync(store, name));
        await store.DeleteAsync(name, CancellationToken.None);

        Assert.Null(store.Find(name));
    }

    [Fact]
    public async Task The_folder_of_the_objects_may_be_a_link_itself()
    {
        Directory.CreateDirectory(_folder.Below("disk"));
        Directory.CreateSymbolicLink(Root, _folder.Below("disk"));
        await PutAsync(_store, new(Bucket, "1/x.jpg"));
        Assert.True(File.Exists(_folder.Below("disk", Bucket, "1", "x.jpg")));
        Assert.Equal("picture", await ReadAsync(_store, new(Bucket, "1/x.jpg")));
    }

    private void Write(string file)
    {
        var path = Path.Combine(_folder.Path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "not yours");
    }

    private static Task<bool> PutAsync(FolderObjectStore store, ObjectName name) =>
        store.PutAsync(name, "image/jpeg", new MemoryStream(Encoding.UTF8.GetBytes("picture")), CancellationToken.None);

    private static async Task<string> ReadAsync(FolderObjectStore store, ObjectName name)
    {
        using var reader = new StreamReader(await store.OpenAsync(name, CancellationToken.None));
        return await reader.ReadToEndAsync();
    }

    // Every entry and what stands in it, links as links.
    private string Snapshot() => string.Join('\n', new DirectoryInfo(_folder.Path)
        .EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, ReturnSpecialDirectories = false })
        .Where(entry => entry.LinkTarget is not null || !IsBehindLink(entry))
        .Select(entry => $"{entry.FullName} {entry.LinkTarget} {(entry is FileInfo && entry.LinkTarget is null ? File.ReadAllText(entry.FullName) : "")}")
        .Order(StringComparer.Ordinal));

    private bool IsBehindLink(FileSystemInfo entry)
    {
        for (var at = Path.GetDirectoryName(entry.FullName)!; at.Length > _folder.Path.Length; at = Path.GetDirectoryName(at)!)
        {
            if (new FileInfo(at).LinkTarget is not null)
                return true;
        }

        return false;
    }
}
