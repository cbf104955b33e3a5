using System.Net;
using System.Text.Json;
using Dapper;
using HalloweenCostume.Access;
using HalloweenCostume.Data;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Tests.Promises;

/// <summary>A deep look says what is so, also of what changed beneath the running server.</summary>
public sealed class TruthfulHealthTests
{
    [Theory]
    [InlineData("submit-exhausted", "Exhausted balance")]
    [InlineData("submit-401", "401")]
    public async Task Fals_own_words_reach_the_operator_once_and_are_forgotten_when_fal_takes_a_picture(string fault, string words)
    {
        var log = new LogCapture();
        await using var host = await LocalHost.StartAsync(configure: services => services.AddLogging(logging => logging.AddProvider(log)));
        Assert.Equal("ok", (await DeepAsync(host.Http)).Status("fal"));
        host.Fal.Faults.Chance(Enum.GetValues<FalFault>().First(known => FalFaultSetting.NameOf(known) == fault), 1);

        for (var generation = 0; generation < 2; generation++)
            Assert.All((await host.Http.GenerateAsync(4)).Images(), image =>
                Assert.StartsWith("The picture service is not available", image.GetProperty("error").GetString(), StringComparison.Ordinal));

        var health = await DeepAsync(host.Http);
        Assert.Equal(("failing", "ok", "ok"), (health.Status("fal"), health.Status("database"), health.Status("store")));
        Assert.Contains(words, health.Detail("fal"), StringComparison.Ordinal);
        Assert.Matches(@" \d+ s ago fal answered 40[13]", health.Detail("fal"));
        Assert.DoesNotContain(host.Fal.Key, health.Detail("fal"), StringComparison.Ordinal);
        Assert.Equal(1, log.Text.Split("fal answered 40").Length - 1);

        host.Fal.Faults.Clear();
        Assert.Equal("completed", (await host.Http.GenerateAsync()).Status());
        Assert.Equal("ok", (await DeepAsync(host.Http)).Status("fal"));
        Assert.Contains("fal takes pictures again", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_but_an_admin_reads_fals_words()
    {
        await using var host = await LocalHost.StartAsync(settings: new Dictionary<string, string?> { ["ACCESS"] = "keys" });
        var keys = host.Services.GetRequiredService<AccessKeyDb>();
        var household = (await keys.IssueAsync(new("home", AccessRole.Household, null, null), CancellationToken.None))!.Value.Key;
        var admin = (await keys.IssueAsync(new("operator", AccessRole.Admin, null, null), CancellationToken.None))!.Value.Key;
        host.Fal.Faults.Chance(FalFault.SubmitExhausted, 1);
        using (var ask = Api.Generate(Api.Portrait(), "wait=20"))
        {
            ask.Headers.Authorization = new("Bearer", household);
            using (await host.Http.SendAsync(ask)) { }
        }

        foreach (var key in new[] { null, household, "hc_nobodys" })
            Assert.Equal("The picture service is not available: its account needs the operator's attention.", (await DeepAsync(host.Http, key)).Detail("fal"));
        Assert.Contains("Exhausted balance", (await DeepAsync(host.Http, admin)).Detail("fal"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_was_deleted_is_found_and_nothing_more_is_taken()
    {
        await using var host = await LocalHost.StartAsync();
        await host.Http.GenerateAsync();
        foreach (var file in Directory.EnumerateFiles(host.Folder, "halloween.db*"))
            File.Delete(file);

        var health = await UntilAsync(host.Http, "failing");

        Assert.Equal(("failing", "ok"), (health.Status("database"), health.Status("store")));
        Assert.Contains("deleted or replaced", health.Detail("database"), StringComparison.Ordinal);
        using (var refused = await host.Http.SendAsync(Api.Generate(Api.Portrait())))
            await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable);
        // None is made in its place, into which pictures would go that nobody finds again.
        Assert.Empty(Directory.EnumerateFiles(host.Folder, "halloween.db*"));
    }

    [Fact]
    public async Task A_database_that_was_moved_away_and_back_works_again()
    {
        await using var host = await LocalHost.StartAsync();
        var file = Path.Combine(host.Folder, "halloween.db");
        File.Move(file, file + ".away");
        Assert.Equal("failing", (await UntilAsync(host.Http, "failing")).Status("database"));

        File.Move(file + ".away", file);

        await UntilAsync(host.Http, "ok");
        Assert.Equal("completed", (await host.Http.GenerateAsync()).Status());
        await DataFolder.AssertSoundAsync(host.Folder);
    }

    [Fact]
    public async Task Into_a_database_that_was_put_in_place_of_the_other_nothing_is_written()
    {
        await using var host = await LocalHost.StartAsync();
        await host.Http.GenerateAsync();
        var (file, other) = (Path.Combine(host.Folder, "halloween.db"), Path.Combine(host.Folder, "other.db"));
        host.Services.GetRequiredService<Database>().Read(connection => connection.Execute("VACUUM INTO @other", new { other }));
        var before = await File.ReadAllBytesAsync(other);
        File.Move(other, file, overwrite: true);

        var health = await UntilAsync(host.Http, "failing");

        Assert.Contains("replaced", health.Detail("database"), StringComparison.Ordinal);
        using (var refused = await host.Http.SendAsync(Api.Generate(Api.Portrait())))
            await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(before, await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task A_database_that_cannot_be_read_any_more_is_found()
    {
        await using var host = await LocalHost.StartAsync();
        host.Services.GetRequiredService<Database>().Read(connection => connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)"));
        await using (var file = new FileStream(Path.Combine(host.Folder, "halloween.db"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            await file.WriteAsync(new byte[100]);

        Assert.Equal("failing", (await UntilAsync(host.Http, "failing")).Status("database"));
    }

    [Fact]
    public async Task A_store_whose_folder_is_gone_is_found_and_is_not_made_anew_by_looking()
    {
        await using var host = await LocalHost.StartAsync();
        Directory.Delete(Path.Combine(host.Folder, "objects"), recursive: true);

        var health = await UntilAsync(host.Http, "failing");

        Assert.Equal(("failing", "ok"), (health.Status("store"), health.Status("database")));
        Assert.False(Directory.Exists(Path.Combine(host.Folder, "objects")));
    }

    [Fact]
    public async Task A_full_disk_is_found_told_and_over_when_there_is_room()
    {
        using var disk = await SmallDisk.MountAsync(megabytes: 8);
        await using var process = await LocalProcess.ServeAsync(disk.Path, new Dictionary<string, string?> { ["BACKUP_HOURS"] = "0" });
        Assert.Equal("ok", (await DeepAsync(process.Http)).GetProperty("status").GetString());
        disk.Fill();

        // Each is looked at on its own, and what was seen counts for a moment.
        var health = await UntilAsync(process.Http, "failing", "store");

        Assert.Contains("disk that holds the data is full", health.Detail("store"), StringComparison.Ordinal);
        disk.MakeRoom();
        await UntilAsync(process.Http, "ok");
        await Eventually.HoldsAsync(() => DataFolder.Drafts(disk.Path).Count == 0);
    }

    [Fact]
    public async Task Looking_changes_nothing()
    {
        await using var host = await LocalHost.StartAsync();
        await host.Http.GenerateAsync();
        var (before, version) = (Stored.By(host), DataFolder.SchemaVersion(host.Folder));

        for (var look = 0; look < 3; look++)
        {
            host.Time.Pass(TimeSpan.FromSeconds(5));
            Assert.Equal("ok", (await DeepAsync(host.Http)).GetProperty("status").GetString());
        }

        Assert.Equal(before, Stored.By(host));
        Assert.Equal(version, DataFolder.SchemaVersion(host.Folder));
        await DataFolder.AssertSoundAsync(host.Folder);
    }

    private static async Task<JsonElement> DeepAsync(HttpClient http, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/health?deep=true");
        if (key is not null)
            request.Headers.Authorization = new("Bearer", key);
        using var response = await http.SendAsync(request);
        var health = await response.JsonAsync();
        Assert.Equal(health.Status() == "ok" ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, response.StatusCode);
        return health;
    }

    /// <summary>An answer may be some seconds old.</summary>
    /// <param name="check">By default the whole.</param>
    private static async Task<JsonElement> UntilAsync(HttpClient http, string status, string? check = null)
    {
        var health = await DeepAsync(http);
        for (var look = 0; look < 40 && Seen() != status; look++)
        {
            await Task.Delay(200);
            health = await DeepAsync(http);
        }

        Assert.True(status == Seen(), $"{health}");
        return health;

        string Seen() => check is null ? health.Status() : health.Status(check);
    }
}

file static class Checks
{
    public static string Status(this JsonElement health, string check) => health.GetProperty("checks").GetProperty(check).Status();

    public static string Detail(this JsonElement health, string check) => health.GetProperty("checks").GetProperty(check).GetProperty("detail").GetString()!;
}
