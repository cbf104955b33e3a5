using HalloweenCostume.Data;
using HalloweenCostume.Functions.Data;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Functions.Tests.Data;

public sealed class TurnRestoreTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly LogCapture _log = new();
    private readonly LoggerFactory _logging;
    private readonly TurnFiles _files;

    public TurnRestoreTests()
    {
        _logging = new([_log]);
        var options = new DatabaseOptions(_folder.Below("halloween.db"), "DELETE");
        _files = new(options, new(options, TimeProvider.System, new Logger<TurnRestore>(_logging)));
    }

    private string Copy => _folder.Below("halloween.restore.db");

    private string Refused => _folder.Below("halloween.restore-refused.db");

    private string Third => _folder.Below("halloween.3.db");

    private string Fourth => _folder.Below("halloween.4.db");

    private string Kept => Assert.Single(Directory.GetFiles(_folder.Path, "halloween.before-restore-*"));

    public void Dispose()
    {
        _logging.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_copy_beside_the_database_is_the_file_of_the_next_turn_and_all_that_was_there_before_is_kept(bool carriesOn)
    {
        DatabaseFile.Make(_folder.Below("halloween.2.db"), "Older");
        var before = File.ReadAllBytes(DatabaseFile.Make(Third, "Now"));
        DatabaseFile.Make(Copy, "Then");

        Assert.Equal(Fourth, _files.Prepare(4, carriesOn));

        Assert.Equal(["Then"], DatabaseFile.People(Fourth));
        Assert.Equal(before, File.ReadAllBytes(Third));
        Assert.Equal(["Now"], DatabaseFile.People(Kept));
        Assert.Equal([Path.GetFileName(Third), Path.GetFileName(Fourth), Path.GetFileName(Kept)], Names);
        Assert.Contains("The database was put back from", _log.Text, StringComparison.Ordinal);
        Assert.Equal(Fourth, _files.Prepare(5, carriesOn: true));
    }

    [Fact]
    public void Where_the_database_is_gone_a_copy_brings_it_back()
    {
        DatabaseFile.Make(Copy, "Then");

        Assert.Equal(Fourth, _files.Prepare(4, carriesOn: false));

        Assert.Equal(["Then"], DatabaseFile.People(Fourth));
        Assert.Equal([Path.GetFileName(Fourth)], Names);
    }

    [Fact]
    public void A_damaged_database_is_replaced_and_kept_and_what_cannot_be_known_is_said()
    {
        File.WriteAllBytes(Third, Damaged(DatabaseFile.Make(Third, "Now")));
        var before = File.ReadAllBytes(Third);
        DatabaseFile.Make(Copy, "Then");

        Assert.Equal(Fourth, _files.Prepare(4, carriesOn: true));

        Assert.Equal(["Then"], DatabaseFile.People(Fourth));
        Assert.Equal(before, File.ReadAllBytes(Kept));
        Assert.Contains("which keys were revoked since the copy was made is not known", _log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("newer", "Use the newer program")]
    [InlineData("damaged", "is damaged")]
    [InlineData("half", "is damaged")]
    [InlineData("text", "is no SQLite database")]
    [InlineData("empty", "is no database of this program")]
    [InlineData("foreign", "is no database of this program")]
    public void A_copy_that_is_not_sound_is_refused_once_and_the_database_is_as_it_was(string kind, string reason)
    {
        var before = File.ReadAllBytes(DatabaseFile.Make(Third, "Now"));
        MakeUnsound(kind);
        var copy = File.ReadAllBytes(Copy);

        Assert.Equal(Third, _files.Prepare(4, carriesOn: true));

        Assert.Equal(before, File.ReadAllBytes(Third));
        Assert.Equal([Path.GetFileName(Third), Path.GetFileName(Refused)], Names);
        Assert.Equal(copy, File.ReadAllBytes(Refused));
        var line = Assert.Single(_log.Text.Split('\n'), line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Contains(reason, line, StringComparison.Ordinal);

        // A turn without the one before it: a copy of the database, as ever.
        Assert.Equal(Fourth, _files.Prepare(4, carriesOn: false));
        Assert.Equal(["Now"], DatabaseFile.People(Fourth));
        Assert.Single(_log.Text.Split('\n'), line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public void A_copy_refused_later_takes_the_place_of_the_one_before()
    {
        DatabaseFile.Make(Third, "Now");
        File.WriteAllText(Refused, "first");
        File.WriteAllText(Copy, "second");

        _files.Prepare(4, carriesOn: true);

        Assert.Equal("second", File.ReadAllText(Refused));
    }

    [Fact]
    public void A_copy_of_an_older_schema_is_brought_to_this_one()
    {
        DatabaseFile.Make(Third, "Now");
        DatabaseFile.Make(Copy, 1, "Then");

        _files.Prepare(4, carriesOn: true);

        Assert.Equal(["Then"], DatabaseFile.People(Fourth));
        Assert.Equal(Migrations.LatestVersion, DatabaseFile.Read<int>(Fourth, "PRAGMA user_version"));
    }

    [Fact]
    public void A_copy_that_was_taken_with_its_journal_has_what_stands_there()
    {
        DatabaseFile.Make(Third, "Now");
        var source = DatabaseFile.Make(_folder.Below("elsewhere"), "Then");
        using (var connection = DatabaseCopy.Open(source))
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL; INSERT INTO people (first_name, last_name, created_at) VALUES ('Later', 'Doe', 2)";
            command.ExecuteNonQuery();
            File.Copy(source, Copy);
            File.Copy(source + "-wal", Copy + "-wal");
        }

        File.Delete(source);
        _files.Prepare(4, carriesOn: true);

        Assert.Equal(["Then", "Later"], DatabaseFile.People(Fourth));
        Assert.Equal([Path.GetFileName(Third), Path.GetFileName(Fourth), Path.GetFileName(Kept)], Names);
    }

    [Fact]
    public void Who_was_forgotten_and_what_was_revoked_since_stays_so()
    {
        const string key = "INSERT INTO access_keys (key_hash, name, role, created_at) VALUES ('hash', 'Phone', 'household', 1)";
        DatabaseFile.Execute(DatabaseFile.Make(Copy, "Jane", "John"), key);
        DatabaseFile.Execute(DatabaseFile.Make(Third, "Jane", "John"), $"{key}; UPDATE access_keys SET revoked_at = 7; INSERT INTO forgotten_people VALUES (1, 1, 5); DELETE FROM people WHERE id = 1");

        _files.Prepare(4, carriesOn: true);

        Assert.Equal(2, DatabaseFile.Read<int>(Fourth, "SELECT id FROM people WHERE forgotten_at IS NULL"));
        Assert.Equal(7, DatabaseFile.Read<int>(Fourth, "SELECT revoked_at FROM access_keys"));
    }

    [Fact]
    public void After_a_kill_before_the_copy_was_deleted_it_is_put_back_once_more_and_what_was_there_first_is_kept()
    {
        DatabaseFile.Make(Third, "Now");
        DatabaseFile.Execute(DatabaseFile.Make(Copy, "Jane", "Then"), "UPDATE people SET created_at = 9");
        DatabaseFile.Execute(Third, "INSERT INTO forgotten_people VALUES (1, 9, 5)");
        var (copy, moment) = (File.ReadAllBytes(Copy), File.GetLastWriteTimeUtc(Copy));
        _files.Prepare(4, carriesOn: true);
        File.WriteAllBytes(Copy, copy);
        File.SetLastWriteTimeUtc(Copy, moment);
        File.WriteAllText(_folder.Below("halloween.5.db.tmp"), "half");

        var path = _files.Prepare(6, carriesOn: false);

        Assert.Equal("halloween.6.db", Path.GetFileName(path));
        Assert.Equal("Then", DatabaseFile.Read<string>(path, "SELECT first_name FROM people WHERE forgotten_at IS NULL"));
        Assert.Equal(["Now"], DatabaseFile.People(Kept));
        Assert.Equal([Path.GetFileName(Fourth), "halloween.6.db", Path.GetFileName(Kept)], Names);
    }

    [Fact]
    public async Task A_copy_that_is_still_being_written_waits_for_the_next_turn()
    {
        DatabaseFile.Make(Third, "Now");
        var whole = DatabaseFile.Make(_folder.Below("whole"), "Then");
        await File.WriteAllBytesAsync(Copy, new byte[16 * 1024 * 1024]);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() =>
        {
            using var file = new FileStream(Copy, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            for (long number = 1; !stop.IsCancellationRequested; number++)
            {
                file.Position = 0;
                file.Write(BitConverter.GetBytes(number));
            }
        });

        Assert.Equal(Third, _files.Prepare(4, carriesOn: true));
        await stop.CancelAsync();
        await writing;
        Assert.Contains("is it still being uploaded?", _log.Text, StringComparison.Ordinal);
        File.Move(whole, Copy, overwrite: true);

        Assert.Equal(Fourth, _files.Prepare(4, carriesOn: true));
        Assert.Equal(["Then"], DatabaseFile.People(Fourth));
    }

    [Fact]
    public void A_process_that_has_its_turn_once_more_goes_on_in_its_file()
    {
        DatabaseFile.Make(Third, "Now");
        DatabaseFile.Make(Copy, "Then");

        Assert.Equal(Third, _files.Prepare(3, carriesOn: true));

        Assert.True(File.Exists(Copy));
    }

    private IEnumerable<string?> Names => Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private void MakeUnsound(string kind)
    {
        switch (kind)
        {
            case "newer":
                DatabaseFile.Execute(DatabaseFile.Make(Copy, "Then"), $"PRAGMA user_version = {Migrations.LatestVersion + 1}");
                break;
            case "damaged":
                File.WriteAllBytes(Copy, Damaged(DatabaseFile.Make(Copy, "Then")));
                break;
            case "half":
                var whole = File.ReadAllBytes(DatabaseFile.Make(Copy, "Then"));
                File.WriteAllBytes(Copy, whole[..(whole.Length / 2)]);
                break;
            case "foreign":
                DatabaseFile.Execute(Copy, "CREATE TABLE people (id INTEGER PRIMARY KEY); PRAGMA user_version = 1");
                break;
            default:
                File.WriteAllText(Copy, kind == "text" ? new string('x', 5_000) : "");
                break;
        }
    }

    // Noise over a third of it, but for the first page.
    private static byte[] Damaged(string path)
    {
        var bytes = File.ReadAllBytes(path);
        Random.Shared.NextBytes(bytes.AsSpan(4096, bytes.Length / 3));
        return bytes;
    }
}
