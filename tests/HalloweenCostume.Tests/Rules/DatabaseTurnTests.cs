using System.Data.Common;
using Dapper;
using HalloweenCostume.Data;
using HalloweenCostume.Gallery;
using HalloweenCostume.Http;
using HalloweenCostume.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HalloweenCostume.Tests.Rules;

public sealed class DatabaseTurnTests : IDisposable
{
    private static readonly TimeSpan _lifetime = TimeSpan.FromSeconds(30);
    private readonly TestFolder _folder = new();
    private readonly TwoClocks _time = new();
    private readonly ChosenFile _file;
    private readonly DatabaseTurn _turn;
    private readonly Database _database;

    public DatabaseTurnTests()
    {
        _file = new(_folder);
        _turn = new(_time);
        _database = new(_file, _turn);
        _file.Choose("first");
    }

    public void Dispose()
    {
        _database.Dispose();
        _file.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Without_a_turn_nothing_is_read_or_written_or_even_opened()
    {
        Assert.Throws<NotOurTurnException>(() => Count());
        await Assert.ThrowsAsync<NotOurTurnException>(() => AddAsync());
        Assert.Equal(0, _file.Opened);
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, Problems.ForException(new NotOurTurnException()).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_turn_runs_out_by_either_clock(bool byTheCalendar)
    {
        Begin();
        Pass(_lifetime - TimeSpan.FromSeconds(1), byTheCalendar);
        await AddAsync();

        Pass(TimeSpan.FromSeconds(1), byTheCalendar);

        Assert.False(_turn.IsOurs);
        Assert.Throws<NotOurTurnException>(() => Count());
        await Assert.ThrowsAsync<NotOurTurnException>(() => AddAsync());
    }

    [Fact]
    public void Its_time_runs_from_when_it_was_asked_for_however_late_the_answer_came()
    {
        var asked = _turn.Now();
        Pass(_lifetime, byTheCalendar: false);

        _turn.Extend(asked, _lifetime);

        Assert.False(_turn.IsOurs);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_under_way_when_the_turn_ends_is_rolled_back(bool byTheCalendar)
    {
        Begin();

        await Assert.ThrowsAsync<NotOurTurnException>(() => AddAsync(() => Pass(_lifetime, byTheCalendar)));

        Begin();
        Assert.Equal(0, Count());
    }

    [Fact]
    public async Task A_transaction_does_not_go_on_in_the_next_turn()
    {
        Begin();

        await Assert.ThrowsAsync<NotOurTurnException>(() => AddAsync(() =>
        {
            _turn.End();
            Begin();
        }));

        Assert.Equal(0, Count());
    }

    [Fact]
    public async Task A_turn_that_ends_during_the_commit_leaves_it_unacknowledged()
    {
        Begin();

        await Assert.ThrowsAsync<NotOurTurnException>(() => _database.WriteAsync(connection =>
        {
            raw.sqlite3_commit_hook(((SqliteConnection)connection).Handle, _ =>
            {
                _turn.End();
                return 0;
            }, null);
            return Add(connection);
        }, CancellationToken.None));
    }

    [Fact]
    public void What_was_read_while_the_turn_ended_is_not_given_out()
    {
        Begin();

        Assert.Throws<NotOurTurnException>(() => _database.Read(connection =>
        {
            _turn.End();
            return Count(connection);
        }));
    }

    [Fact]
    public async Task Writers_that_are_paused_wait_and_go_on()
    {
        Begin();
        Task<int> adding;
        using (await _database.PauseWritersAsync(CancellationToken.None))
        {
            adding = AddAsync();
            await Task.Delay(50);
            Assert.Equal(0, Count());
        }

        await adding;
        Assert.Equal(1, Count());
    }

    [Fact]
    public async Task Writers_that_wait_for_a_pause_to_end_write_nothing_when_the_turn_ended_in_it()
    {
        Begin();
        Task<int> adding;
        using (await _database.PauseWritersAsync(CancellationToken.None))
        {
            adding = AddAsync();
            _turn.End();
        }

        await Assert.ThrowsAsync<NotOurTurnException>(() => adding);
        Begin();
        Assert.Equal(0, Count());
    }

    [Fact]
    public async Task The_gallery_keeps_nothing_of_an_earlier_turn()
    {
        using var gallery = new GalleryDb(_database, new(), new(), _time);
        Begin();
        Fill(600);
        Assert.Equal(50, (await gallery.PageAfterAsync(1, 550, 100, CancellationToken.None)).Count);

        _turn.End();
        _file.Choose("second");
        await Assert.ThrowsAsync<NotOurTurnException>(() => gallery.PageAsync(1, long.MaxValue, 10, CancellationToken.None));
        Begin();
        Fill(560);

        Assert.Equal(10, (await gallery.PageAfterAsync(1, 550, 100, CancellationToken.None)).Count);
        Assert.Equal(560, (await gallery.PageAsync(1, long.MaxValue, 1_000, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task The_gallery_keeps_its_connections_when_a_turn_is_made_longer()
    {
        using var gallery = new GalleryDb(_database, new(), new(), _time);
        Begin();
        await gallery.PageAsync(1, long.MaxValue, 10, CancellationToken.None);
        var opened = _file.Opened;

        Begin();
        await gallery.PageAsync(1, long.MaxValue, 10, CancellationToken.None);

        Assert.Equal(opened, _file.Opened);
    }

    private void Begin() => _turn.Extend(_turn.Now(), _lifetime);

    private void Pass(TimeSpan span, bool byTheCalendar)
    {
        if (byTheCalendar)
            _time.Utc += span;
        else
            _time.Elapsed += span;
    }

    private int Count() => _database.Read(Count);

    private static int Count(DbConnection connection) => connection.ExecuteScalar<int>("SELECT count(*) FROM people");

    private Task<int> AddAsync(Action? meanwhile = null) => _database.WriteAsync(connection =>
    {
        var added = Add(connection);
        meanwhile?.Invoke();
        return added;
    }, CancellationToken.None);

    private static int Add(DbConnection connection) => connection.Execute("INSERT INTO people (first_name, last_name, created_at) VALUES ('Jo', 'Doe', 1)");

    private void Fill(int pictures)
    {
        using var connection = _database.Open();
        connection.Execute(
            """
            INSERT INTO people (id, first_name, last_name, created_at) VALUES (1, 'Jo', 'Doe', 1);
            INSERT INTO loras (id, person_id, trigger_word, object_name, created_at) VALUES (1, 1, 'jo', 'jo.safetensors', 1);
            INSERT INTO generations (id, person_id, lora_id, prompt, num_images, status, created_at)
            VALUES ('01a00000-0000-7000-8000-000000000000', 1, 1, 'jo', 4, 'completed', 1);
            WITH RECURSIVE picture(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM picture WHERE n < @pictures)
            INSERT INTO images (id, generation_id, person_id, position, status, seed, width, height, content_type, bucket, object_name, created_at)
            SELECT printf('01a00000-0000-7000-8000-%012x', n), '01a00000-0000-7000-8000-000000000000', 1, n, 'ready', 1, 1, 1, 'image/jpeg', 'b', 'o', n FROM picture;
            """, new { pictures });
    }

    [Fact]
    public async Task Without_locks_readers_and_writers_of_this_process_are_kept_apart()
    {
        using var folder = new TestFolder();
        var options = new DatabaseOptions(folder.Below("a file.db"), "DELETE", Locks: false);
        SqliteDataSource.Create(options);
        using var source = new SqliteDataSource(options);
        using (var setUp = new Database(source))
            await setUp.WriteAsync(connection => connection.Execute("CREATE TABLE halves (side TEXT, units INTEGER, filler BLOB) STRICT; INSERT INTO halves VALUES ('left', 50, NULL), ('right', 50, NULL)"), CancellationToken.None);
        Assert.True(File.Exists(options.Path));
        var turn = new DatabaseTurn(TimeProvider.System);
        turn.Extend(turn.Now(), TimeSpan.FromMinutes(5));
        using var database = new Database(source, turn);

        using var done = new CancellationTokenSource();
        var read = new int[4];
        var readers = read.Select((_, reader) => Task.Factory.StartNew(() =>
        {
            for (; !done.IsCancellationRequested; read[reader]++)
                Assert.Equal(100, database.Read(connection => connection.ExecuteScalar<int>("SELECT sum(units) FROM halves WHERE side <> 'filler'")));
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        // More than the page cache holds, so that pages are written before the commit.
        for (var round = 1; round <= 20 || (round <= 1000 && read.Min() < 20 && !readers.Exists(reader => reader.IsCompleted)); round++)
        {
            await database.WriteAsync(connection => connection.Execute(
                """
                PRAGMA cache_size = 10;
                UPDATE halves SET units = units - 1 WHERE side = 'left';
                INSERT INTO halves SELECT 'filler', 0, randomblob(100000) FROM halves WHERE (SELECT count(*) FROM halves) < 50 LIMIT 20;
                UPDATE halves SET units = units + 1 WHERE side = 'right';
                """), CancellationToken.None);
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
        Assert.All(read, times => Assert.True(times >= 20));
        Assert.Equal("ok", database.Read(connection => connection.ExecuteScalar<string>("PRAGMA integrity_check")));
    }

    private sealed class TwoClocks : TimeProvider
    {
        public TimeSpan Elapsed { get; set; } = TimeSpan.FromDays(1);

        public DateTimeOffset Utc { get; set; } = DateTimeOffset.UnixEpoch.AddYears(60);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;

        public override DateTimeOffset GetUtcNow() => Utc;
    }

    /// <summary>One file now and another one in the next turn.</summary>
    private sealed class ChosenFile(TestFolder folder) : DbDataSource
    {
        private SqliteDataSource? _file;

        public int Opened { get; private set; }

        public override string ConnectionString => _file!.ConnectionString;

        public void Choose(string name)
        {
            _file?.Dispose();
            var options = new DatabaseOptions(folder.Below($"{name}.db"), "DELETE");
            _file = new(options);
            using var database = new Database(_file);
            Migrations.Run(options, database);
        }

        protected override DbConnection CreateDbConnection() => _file!.CreateConnection();

        protected override DbConnection OpenDbConnection()
        {
            Opened++;
            return _file!.OpenConnection();
        }

        protected override void Dispose(bool disposing)
        {
            _file?.Dispose();
            base.Dispose(disposing);
        }
    }
}
