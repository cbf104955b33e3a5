using System.Globalization;
using HalloweenCostume.Data;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Backups;

/// <summary>A database of an earlier schema is copied as it is before it is changed.</summary>
public sealed class MigrationCopyTests : IDisposable
{
    private static readonly Dictionary<string, string?> _live = new() { ["FAL_KEY"] = "key" };
    private readonly BackupFolder _folder = new();

    public static TheoryData<int> Earlier => [.. Enumerable.Range(1, Migrations.LatestVersion - 1)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Earlier))]
    public async Task The_copy_is_the_database_as_it_was(int version)
    {
        await LoadAsync(_folder.Database, version);
        var rows = BackupFolder.Query(_folder.Database, "SELECT * FROM images ORDER BY id");

        await using (await LocalProcess.ServeAsync(_folder.Path, _live)) { }

        Assert.Equal(Migrations.LatestVersion, DataFolder.SchemaVersion(_folder.Path));
        var copy = Copy(version);
        Assert.Equal([$"{version}"], BackupFolder.Query(copy, "PRAGMA user_version"));
        Assert.Equal(["ok"], BackupFolder.Query(copy, "PRAGMA integrity_check"));
        Assert.Equal(rows, BackupFolder.Query(copy, "SELECT * FROM images ORDER BY id"));
        Assert.Empty(_folder.Leftovers());

        // It can be put back, which brings it to this schema again.
        await _folder.DoneAsync("restore", copy);
        Assert.Equal(["John", "Jané"], _folder.People());
    }

    [Fact]
    public async Task A_command_says_that_it_changed_the_schema_and_where_the_copy_is()
    {
        await LoadAsync(_folder.Database, 2);

        var output = await _folder.DoneAsync("people", "list");

        Assert.Contains(Copy(2), output, StringComparison.Ordinal);
        Assert.DoesNotContain("newer schema", await _folder.DoneAsync("people", "list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_programs_that_start_at_once_leave_one_copy_of_before()
    {
        await LoadAsync(_folder.Database, 1);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _folder.RunAsync("people", "list")));

        Assert.All(outcomes, outcome => Assert.True(outcome.ExitCode == 0, outcome.Output));
        Assert.Equal([Copy(1)], Directory.EnumerateFiles(_folder.Path, "halloween.before-*"));
        Assert.Equal(["1"], BackupFolder.Query(Copy(1), "PRAGMA user_version"));
        Assert.Empty(_folder.Leftovers());
    }

    [Fact]
    public async Task Without_room_for_the_copy_nothing_is_changed()
    {
        using var disk = await SmallDisk.MountAsync(megabytes: 8);
        var database = Path.Combine(disk.Path, "halloween.db");
        await LoadAsync(database, 3);
        BackupFolder.Execute(database, "CREATE TABLE filling (bytes BLOB); INSERT INTO filling SELECT zeroblob(3000000);");
        disk.Fill(leaveKilobytes: 500);

        var (exitCode, output) = await LocalProcess.RunAsync([], disk.Path, _live);

        Assert.Equal(1, exitCode);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Equal(3, DataFolder.SchemaVersion(disk.Path));
        disk.MakeRoom();
        await using (await LocalProcess.ServeAsync(disk.Path, _live)) { }
        Assert.Equal(Migrations.LatestVersion, DataFolder.SchemaVersion(disk.Path));
    }

    [Fact]
    public async Task An_empty_folder_and_the_present_schema_need_no_copy()
    {
        for (var start = 0; start < 2; start++)
        {
            await using (await LocalProcess.ServeAsync(_folder.Path, _live)) { }
        }

        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "halloween.before-*"));
    }

    private string Copy(int version) => _folder.Below($"halloween.before-schema-{version + 1}.db");

    private static async Task LoadAsync(string database, int version) => BackupFolder.Execute(
        database, await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Schemas", version.ToString("000", CultureInfo.InvariantCulture) + ".sql")));
}
