namespace HalloweenCostume.Tests.Backups;

/// <summary>Only a whole and sound database of this program is put back; whatever else is given, nothing is changed.</summary>
public sealed class RefusedCopyTests : IAsyncLifetime, IDisposable
{
    private BackupFolder _folder = null!;

    public async Task InitializeAsync() => _folder = await BackupFolder.WithSamplesAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("text", "is no SQLite database")]
    [InlineData("empty", "is no database of this program")]
    [InlineData("foreign", "is no database of this program")]
    [InlineData("without a table", "is no database of this program")]
    [InlineData("half", "is damaged")]
    [InlineData("flipped", "is damaged")]
    [InlineData("without its rows", "is damaged")]
    [InlineData("newer", "has schema version 1000, this program knows versions up to")]
    public async Task A_file_that_is_no_sound_copy_is_refused(string kind, string reason)
    {
        Resilience.ManyRows.AddPictures(_folder.Path, 200);
        await _folder.DoneAsync("backup", _folder.Copy);
        await SpoilAsync(kind);
        var before = BackupFolder.Query(_folder.Database, "SELECT * FROM images ORDER BY id");

        var (exitCode, output) = await _folder.RunAsync("restore", _folder.Copy);

        Assert.Equal(1, exitCode);
        Assert.Contains($"'{_folder.Copy}' {reason}", output, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was changed.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Equal(before, BackupFolder.Query(_folder.Database, "SELECT * FROM images ORDER BY id"));
        Assert.Empty(_folder.Leftovers());
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "halloween.before-*"));
    }

    [Theory]
    [InlineData("restore", "give either")]
    [InlineData("restore /no/such/file", "There is no file")]
    [InlineData("restore {folder}", "There is no file")]
    [InlineData("restore {folder}/x --bucket latest", "give either")]
    [InlineData("restore --bucket latest", "there is no copy 'latest'")]
    [InlineData("restore --bucket ../halloween.db", "there is no copy")]
    [InlineData("restore --bucket", "--bucket")]
    [InlineData("backup", "give either")]
    [InlineData("backup {folder}/x --bucket", "give either")]
    public async Task A_command_that_makes_no_sense_is_refused(string line, string reason)
    {
        var (exitCode, output) = await _folder.RunAsync(line.Replace("{folder}", _folder.Elsewhere.Path, StringComparison.Ordinal).Split(' '));

        Assert.Equal(1, exitCode);
        Assert.Contains(reason, output, StringComparison.Ordinal);
        Assert.Equal(["John", "Jane", "Sample"], _folder.People());
    }

    [Fact]
    public async Task A_damaged_database_is_not_backed_up_over_a_sound_copy()
    {
        Resilience.ManyRows.AddPictures(_folder.Path, 200);
        await _folder.DoneAsync("backup", _folder.Copy);
        var sound = await File.ReadAllBytesAsync(_folder.Copy);
        var bytes = await File.ReadAllBytesAsync(_folder.Database);
        Spoil(bytes);
        await File.WriteAllBytesAsync(_folder.Database, bytes);

        var (exitCode, output) = await _folder.RunAsync("backup", _folder.Copy, "--force");

        Assert.Equal(1, exitCode);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Equal(sound, await File.ReadAllBytesAsync(_folder.Copy));
        Assert.Empty(Directory.EnumerateFiles(_folder.Elsewhere.Path, "*.tmp*"));
    }

    private async Task SpoilAsync(string kind)
    {
        switch (kind)
        {
            case "text":
                await File.WriteAllTextAsync(_folder.Copy, string.Join('\n', Enumerable.Repeat("this is no database", 100)));
                break;
            case "empty":
                await File.WriteAllBytesAsync(_folder.Copy, []);
                break;
            case "foreign":
                File.Delete(_folder.Copy);
                BackupFolder.Execute(_folder.Copy, "CREATE TABLE notes (text TEXT); PRAGMA user_version = 2;");
                break;
            case "without a table":
                BackupFolder.Execute(_folder.Copy, "DROP TABLE lora_uploads");
                break;
            case "half":
                using (var file = File.OpenWrite(_folder.Copy))
                    file.SetLength(file.Length / 2);
                break;
            case "flipped":
                var bytes = await File.ReadAllBytesAsync(_folder.Copy);
                Spoil(bytes);
                await File.WriteAllBytesAsync(_folder.Copy, bytes);
                break;
            case "without its rows":
                BackupFolder.Execute(_folder.Copy, "PRAGMA foreign_keys = OFF; DELETE FROM generations;");
                break;
            default:
                BackupFolder.Execute(_folder.Copy, "PRAGMA user_version = 1000");
                break;
        }
    }

    // In the middle of the pages of rows, past what SQLite reads to open a file.
    private static void Spoil(byte[] bytes)
    {
        for (var at = bytes.Length / 3; at < bytes.Length * 2 / 3; at += 97)
            bytes[at] ^= 0x5A;
    }
}
