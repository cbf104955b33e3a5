using System.Net;
using System.Net.Http.Json;
using HalloweenCostume.Access;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Backups;

/// <summary>A copy brings nothing back that was ended since it was made, unless one wants it as it was; and nothing is paid a second time.</summary>
public sealed class EndedSinceTests : IAsyncLifetime, IDisposable
{
    private readonly string _adminKey = AccessKey.New();
    private BackupFolder _folder = null!;
    private FalEmulator _fal = null!;

    public async Task InitializeAsync()
    {
        _folder = await BackupFolder.WithSamplesAsync();
        _fal = await FalEmulator.StartAsync(new() { RunTime = TimeRange.Milliseconds(20, 40), Concurrency = 100 }, null, null, CancellationToken.None);
    }

    public async Task DisposeAsync() => await _fal.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_was_forgotten_and_what_was_revoked_since_stays_so(bool asItWas)
    {
        string key;
        await using (var server = await ServeAsync())
        {
            using var issued = await server.Http.PostAsJsonAsync("/api/keys", new { name = "Tablet", role = "household" });
            key = (await issued.JsonAsync()).GetProperty("key").GetString()!;
            using var picture = await server.Http.SendAsync(Api.Generate(new { prompt = "janedoe as a ghost", loraId = 2, userId = 2, num_images = 1 }));
            Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
        }

        await _folder.DoneAsync("backup", _folder.Copy);
        await _folder.DoneAsync("people", "forget", "2", "--confirm", "Jane Doe");
        await _folder.DoneAsync("keys", "revoke", "1");

        await _folder.DoneAsync(asItWas ? ["restore", _folder.Copy, "--as-it-was"] : ["restore", _folder.Copy]);

        await using (var server = await ServeAsync())
        {
            Assert.Equal(asItWas ? 3 : 2, (await server.Http.GetJsonAsync("/api/users")).GetArrayLength());
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/users") { Headers = { { "Authorization", $"Bearer {key}" } } };
            using var other = new HttpClient { BaseAddress = server.Http.BaseAddress };
            using var answer = await other.SendAsync(request);
            Assert.Equal(asItWas ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, answer.StatusCode);
            // What came back of her goes with the housekeeping of the start.
            if (!asItWas)
                await Eventually.HoldsAsync(() => DataFolder.Images(_folder.Path).Count == 0);
        }

        Assert.Equal(asItWas ? 1 : 0, DataFolder.Images(_folder.Path).Count);
    }

    [Fact]
    public async Task Who_was_forgotten_stays_so_over_one_copy_after_another()
    {
        await _folder.DoneAsync("backup", _folder.Copy);
        await _folder.AddPersonAsync("Late");
        await _folder.DoneAsync("backup", _folder.Elsewhere.Below("later.db"));
        await _folder.DoneAsync("people", "forget", "4", "--confirm", "Late Sample");

        await _folder.DoneAsync("restore", _folder.Copy);
        await _folder.DoneAsync("restore", _folder.Elsewhere.Below("later.db"));

        Assert.Equal(["John", "Jane", "Sample"], BackupFolder.Query(_folder.Database, "SELECT first_name FROM people WHERE forgotten_at IS NULL ORDER BY id"));
    }

    [Fact]
    public async Task What_was_revoked_stays_so_over_one_copy_after_another()
    {
        var later = _folder.Elsewhere.Below("later.db");
        await _folder.DoneAsync("backup", _folder.Copy);
        await _folder.AddPersonAsync("Late");
        await _folder.DoneAsync("keys", "issue", "--name", "Hall", "--household");
        await _folder.DoneAsync("keys", "issue", "--name", "John's", "--person", "1");
        await _folder.DoneAsync("keys", "issue", "--name", "Late's", "--person", "4");
        await _folder.DoneAsync("keys", "issue", "--name", "Tablet", "--household");
        BackupFolder.Execute(_folder.Database, "INSERT INTO sessions SELECT 'token ' || id, id, key_hash, 1, 2000000000000, NULL FROM access_keys");
        await _folder.DoneAsync("backup", later);
        foreach (var id in new[] { "1", "2", "3" })
            await _folder.DoneAsync("keys", "revoke", id);
        BackupFolder.Execute(_folder.Database, "UPDATE sessions SET ended_at = 2 WHERE key_id = 4");

        await _folder.DoneAsync("restore", _folder.Copy);

        // Somebody else may get her id.
        await _folder.AddPersonAsync("Other");
        Assert.Equal(["Hall, household, null", "John's, person, 1", "Of somebody who is not here, household, null"],
            BackupFolder.Query(_folder.Database, "SELECT name, role, person_id FROM access_keys WHERE revoked_at IS NOT NULL ORDER BY name"));

        await _folder.DoneAsync("restore", later);

        Assert.Equal(["Tablet"], BackupFolder.Query(_folder.Database, "SELECT name FROM access_keys WHERE revoked_at IS NULL"));
        Assert.Equal(["Hall, household, null", "John's, person, 1", "Late's, person, 4"],
            BackupFolder.Query(_folder.Database, "SELECT name, role, person_id FROM access_keys WHERE revoked_at IS NOT NULL ORDER BY name"));
        Assert.Equal(["token 4"], BackupFolder.Query(_folder.Database, "SELECT token_hash FROM sessions WHERE ended_at IS NOT NULL"));
    }

    [Fact]
    public async Task A_session_that_was_ended_since_stays_ended()
    {
        string cookie;
        await using (var server = await ServeAsync())
        {
            using var signIn = await server.Http.PostAsJsonAsync("/api/session", new { key = _adminKey });
            cookie = signIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        }

        await _folder.DoneAsync("backup", _folder.Copy);
        await using (var server = await ServeAsync())
        {
            using var http = new HttpClient { BaseAddress = server.Http.BaseAddress };
            using var end = new HttpRequestMessage(HttpMethod.Delete, "/api/session")
            {
                Headers = { { "Cookie", cookie }, { "Origin", http.BaseAddress!.GetLeftPart(UriPartial.Authority) } },
                Content = new ByteArrayContent([]) { Headers = { ContentType = new("application/json") } },
            };
            using var ended = await http.SendAsync(end);
            Assert.True(ended.IsSuccessStatusCode);
        }

        await _folder.DoneAsync("restore", _folder.Copy);

        await using (var server = await ServeAsync())
        {
            using var http = new HttpClient { BaseAddress = server.Http.BaseAddress };
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/users") { Headers = { { "Cookie", cookie } } };
            using var answer = await http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    public async Task What_was_waiting_then_is_not_made_and_paid_once_more()
    {
        Resilience.ManyRows.AddUnfinished(_folder.Path, 3);
        await _folder.DoneAsync("backup", _folder.Copy);
        await using (var server = await ServeAsync())
        {
            foreach (var id in DataFolder.Generations(_folder.Path))
                Assert.Equal("completed", (await server.Http.EndedAsync(id)).Status());
        }

        Assert.Equal(3, _fal.Journal.Submits.Count);
        await _folder.DoneAsync("restore", _folder.Copy);

        await using (var server = await ServeAsync())
        {
            foreach (var id in DataFolder.Generations(_folder.Path))
            {
                var generation = await server.Http.EndedAsync(id);
                Assert.Equal("failed", generation.Status());
                Assert.Contains("put back to a moment before", generation.Images()[0].GetProperty("error").GetString(), StringComparison.Ordinal);
            }
        }

        Assert.Equal(3, _fal.Journal.Submits.Count);
    }

    private async Task<LocalProcess> ServeAsync()
    {
        var server = await LocalProcess.ServeAsync(_folder.Path, _fal.Settings(("ACCESS", "keys"), ("ADMIN_KEY_SHA256", AccessKey.Hash(_adminKey))));
        server.Http.DefaultRequestHeaders.Add("Authorization", $"Bearer {_adminKey}");
        return server;
    }
}
