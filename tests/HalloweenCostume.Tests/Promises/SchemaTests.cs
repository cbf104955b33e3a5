using System.Globalization;
using System.Text.Json;
using HalloweenCostume.Data;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace HalloweenCostume.Tests.Promises;

/// <summary>Schemas/NNN.sql is a database as version NNN left it, rows included; one for every version that ever landed.</summary>
public sealed class SchemaTests : IDisposable
{
    private static readonly string _dumps = Path.Combine(AppContext.BaseDirectory, "Schemas");
    private readonly TestFolder _folder = new();

    public static TheoryData<int> Versions => [.. Enumerable.Range(1, Migrations.LatestVersion)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Every_version_that_landed_becomes_the_latest_with_its_rows(int version)
    {
        Load(_folder.Path, version);
        var counts = Tables(version).Select(table => DataFolder.Count(_folder.Path, table)).ToList();

        await using var host = await LocalHost.StartAsync(folder: _folder.Path, samples: false);

        Assert.Equal(counts, Tables(version).Select(table => DataFolder.Count(_folder.Path, table)));
        Assert.Equal("ok", DataFolder.Integrity(_folder.Path));
        Assert.Equal(["Jané O'Neil", "John Doe"], (await host.Http.GetJsonAsync("/api/users")).EnumerateArray().Select(Name));
        Assert.Equal([2L], (await host.Http.GetJsonAsync("/api/get-lora-models?userId=2")).EnumerateArray().Select(lora => lora.GetProperty("id").GetInt64()));
        var image = Assert.Single((await host.Http.GetJsonAsync("/api/images/1")).GetProperty("images").EnumerateArray());
        Assert.Equal("A portrait of johndoe as a ghost 👻", image.GetProperty("prompt").GetString());
        Assert.Equal("1/01a00000-0000-7000-8000-0000000000b1.jpg", image.GetProperty("path").GetString());
        // What was left unfinished is taken up; here it ends at once, for its model's file is not there.
        var unfinished = await host.Http.EndedAsync("01a00000-0000-7000-8000-0000000000a3");
        Assert.Contains("file is missing", unfinished.Images()[0].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Every_version_that_landed_ends_with_the_same_schema_as_an_empty_database(int version)
    {
        using var empty = new TestFolder();
        Load(_folder.Path, version);

        await using (await LocalHost.StartAsync(folder: _folder.Path, samples: false)) { }
        await using (await LocalHost.StartAsync(folder: empty.Path, samples: false)) { }

        Assert.Equal(DataFolder.Schema(empty.Path), DataFolder.Schema(_folder.Path));
        Assert.Equal(Migrations.LatestVersion, DataFolder.SchemaVersion(empty.Path));
        Assert.Equal(Migrations.LatestVersion, DataFolder.SchemaVersion(_folder.Path));
    }

    [Fact]
    public async Task A_schema_from_the_future_is_refused_with_what_to_do_and_left_alone()
    {
        Load(_folder.Path, 1);
        Execute(_folder.Path, $"PRAGMA user_version = {Migrations.LatestVersion + 1}");

        foreach (var command in new[] { Array.Empty<string>(), ["people", "list"] })
        {
            var (exitCode, output) = await LocalProcess.RunAsync(command, _folder.Path, new Dictionary<string, string?> { ["FAL_KEY"] = "key" });

            Assert.Equal(1, exitCode);
            Assert.Contains($"schema version {Migrations.LatestVersion + 1}", output, StringComparison.Ordinal);
            Assert.Contains("Use the newer program", output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        }

        Assert.Equal(Migrations.LatestVersion + 1, DataFolder.SchemaVersion(_folder.Path));
    }

    [Fact]
    public async Task A_server_and_commands_that_start_at_once_in_an_empty_folder_all_come_up()
    {
        var adding = Enumerable.Range(1, 3)
            .Select(i => LocalProcess.RunAsync(["people", "add", "--first", $"First {i}", "--last", "Last"], _folder.Path)).ToList();
        await using var server = await LocalProcess.ServeAsync(_folder.Path, new Dictionary<string, string?> { ["FAL_KEY"] = "key" });

        Assert.All(await Task.WhenAll(adding), added => Assert.True(added.ExitCode == 0, added.Output));
        Assert.Equal(3, (await server.Http.GetJsonAsync("/api/users")).GetArrayLength());
        Assert.Equal("ok", DataFolder.Integrity(_folder.Path));
    }

    [Fact]
    public async Task Many_migrations_at_once_are_one_migration()
    {
        var options = new DatabaseOptions(_folder.Below("halloween.db"), "WAL");
        using var start = new Barrier(8);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(() =>
        {
            using var source = new SqliteDataSource(options);
            using var database = new Database(source);
            start.SignalAndWait();
            Migrations.Run(options, database);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.Equal(Migrations.LatestVersion, DataFolder.SchemaVersion(_folder.Path));
    }

    [Fact]
    public async Task A_second_server_in_the_same_folder_is_refused_before_it_touches_anything()
    {
        var settings = new Dictionary<string, string?> { ["FAL_KEY"] = "key" };
        await using var first = await LocalProcess.ServeAsync(_folder.Path, settings);

        var (exitCode, output) = await LocalProcess.RunAsync([], _folder.Path, settings);

        Assert.Equal(1, exitCode);
        Assert.Contains("Another server works in", output, StringComparison.Ordinal);
        Assert.Contains("DATA_DIR", output, StringComparison.Ordinal);
        await first.KillAsync();
        await using var next = await LocalProcess.ServeAsync(_folder.Path, settings);
    }

    private static string[] Tables(int version) =>
    [
        "people", "loras", "generations", "images",
        .. version < 3 ? [] : (string[])["access_keys", "sessions", "charges", "lora_users", "lora_uploads"],
        .. version < 4 ? [] : (string[])["chores", "forgotten_people"],
    ];

    private static string Name(JsonElement person) => $"{person.GetProperty("firstName").GetString()} {person.GetProperty("lastName").GetString()}";

    private static void Load(string folder, int version) =>
        Execute(folder, File.ReadAllText(Path.Combine(_dumps, version.ToString("000", CultureInfo.InvariantCulture) + ".sql")));

    private static void Execute(string folder, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "halloween.db"), Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
