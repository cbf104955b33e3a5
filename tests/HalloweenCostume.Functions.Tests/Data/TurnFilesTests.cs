using HalloweenCostume.Data;
using HalloweenCostume.Functions.Data;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace HalloweenCostume.Functions.Tests.Data;

public sealed class TurnFilesTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TurnFiles _files;

    public TurnFilesTests()
    {
        var options = new DatabaseOptions(_folder.Below("halloween.db"), "DELETE");
        _files = new(options, new(options, TimeProvider.System, NullLogger<TurnRestore>.Instance));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Only_numbered_files_of_the_databases_own_name_count()
    {
        string[] names =
        [
            "halloween.db", "halloween.2.db", "halloween.10.db", "halloween.11.db.tmp", "halloween.12.db-journal", "halloween.x.db", "halloween.-13.db", "other.99.db",
            "halloween.before-schema-14.db", "halloween.15.before-schema-16.db", "halloween.restore.db", "halloween.restore-refused.db", "halloween.before-restore-20261031T180000000.db",
        ];
        foreach (var name in names)
            File.WriteAllText(_folder.Below(name), "");

        Assert.Equal(10, _files.Latest);
    }

    [Fact]
    public void A_copy_leaves_the_file_before_it_and_no_older_one_and_no_draft()
    {
        File.WriteAllText(_folder.Below("halloween.db"), "");
        Assert.Equal(_folder.Below("halloween.1.db"), _files.Prepare(1, carriesOn: false));
        File.WriteAllText(_folder.Below("halloween.2.db.tmp"), "half");
        Assert.Equal(_folder.Below("halloween.3.db"), _files.Prepare(3, carriesOn: false));
        Assert.Equal(_folder.Below("halloween.4.db"), _files.Prepare(4, carriesOn: false));

        Assert.Equal(["halloween.3.db", "halloween.4.db", "halloween.db"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_turn_that_carries_on_has_the_file_of_the_one_before_and_a_first_one_a_new_file()
    {
        Assert.Equal(_folder.Below("halloween.1.db"), _files.Prepare(1, carriesOn: true));
        File.WriteAllText(_folder.Below("halloween.1.db"), "");

        Assert.Equal(_folder.Below("halloween.1.db"), _files.Prepare(2, carriesOn: true));
    }

    [Fact]
    public async Task A_copy_is_of_one_moment_although_the_file_is_written_to_all_the_time()
    {
        const int part = 1_000_000, parts = 4;
        var (source, target) = (_folder.Below("source"), _folder.Below("target"));
        await File.WriteAllBytesAsync(source, new byte[parts * part]);
        using var stop = new CancellationTokenSource();
        // At each moment all of its bytes are alike up to some place, and one less behind it.
        var writing = Task.Run(() =>
        {
            using var file = new FileStream(source, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            var bytes = new byte[part];
            for (byte value = 1; !stop.IsCancellationRequested; value++)
            {
                Array.Fill(bytes, value);
                file.Position = 0;
                for (var i = 0; i < parts; i++)
                    file.Write(bytes);
                Thread.Sleep(Random.Shared.Next(30));
            }
        });
        var copies = 0;
        for (var i = 0; i < 20; i++)
        {
            try
            {
                SteadyCopy.Make(source, target);
            }
            catch (IOException)
            {
                continue;
            }

            copies++;
            var bytes = await File.ReadAllBytesAsync(target);
            var end = bytes.AsSpan().IndexOfAnyExcept(bytes[0]);
            Assert.True(end < 0 || !bytes.AsSpan(end).ContainsAnyExcept((byte)(bytes[0] - 1)), "The copy is of several moments");
        }

        await stop.CancelAsync();
        await writing;
        Assert.NotEqual(0, copies);
    }
}
