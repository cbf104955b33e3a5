using System.Net;
using System.Net.Http.Json;
using Dapper;
using HalloweenCostume.Data;
using HalloweenCostume.Generations;
using HalloweenCostume.Local.Storage;
using HalloweenCostume.People;
using HalloweenCostume.Storage;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HalloweenCostume.Tests.Admin;

/// <summary>Jane (2) is forgotten: her pictures, her model and what John made with it, her keys. What is John's alone stays.</summary>
public sealed class ForgetTests : IAsyncLifetime, IDisposable
{
    private static readonly long[] _john = [1], _jane = [2];
    private static readonly string[] _tables = ["people", "loras", "lora_users", "generations", "images", "charges", "access_keys", "sessions"];
    private readonly TestFolder _folder = new();
    private HaltingStore? _store;
    private AdminHost _host;
    private string _johnsOwn = "";
    private string? _key;
    private string _cookie = "";

    public ForgetTests() => _host = NewHost();

    public async Task InitializeAsync()
    {
        await _host.InitializeAsync();
        await _host.PatchAsync("/api/loras/2", new { userIds = _john });
        await _host.PatchAsync("/api/loras/1", new { userIds = _jane });
        _johnsOwn = (await _host.GenerateAsync(1, 1, 2)).Id();
        await _host.GenerateAsync(1, 2, 2);
        await _host.GenerateAsync(2, 2, 1);
        await _host.GenerateAsync(2, 3, 1);
        await _host.GenerateAsync(2, 1, 1, "a failing one");
        using (await _host.Http.DeleteAsync($"/api/images/2/{(await _host.GenerateAsync(2, 1)).Images()[0].Id()}")) { }
        _key = (await _host.IssueAsync(new { name = "Jane's phone", role = "person", userId = 2 })).GetProperty("key").GetString();
        using var signIn = await _host.With(null).PostAsJsonAsync("/api/session", new { key = _key });
        _cookie = signIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    public Task DisposeAsync() => _host.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_is_left_of_somebody_who_is_forgotten()
    {
        using var forgotten = await _host.ForgetAsync(2, " Jane Doe ");

        Assert.Equal(HttpStatusCode.Accepted, forgotten.StatusCode);
        Assert.Equal((2, 2), ((await forgotten.JsonAsync()).Number(), (await forgotten.JsonAsync()).GetProperty("images").GetInt64()));
        await AssertGoneAsync(_host.Http);
        await AssertErasedAsync();
        using var again = await _host.ForgetAsync(2, "Jane Doe");
        await again.ProblemAsync(HttpStatusCode.NotFound);
        Assert.Equal("completed", (await _host.GenerateAsync(1, 1)).Status());
    }

    [Fact]
    public async Task What_is_under_way_is_stopped_and_cancelled_at_fal()
    {
        var hers = await _host.GenerateAsync(2, 1, 2, "an endless one", "respond-async");
        var his = await _host.GenerateAsync(1, 2, 2, "an endless one", "respond-async");
        var other = await _host.GenerateAsync(1, 1, 1, "an endless one", "respond-async");
        foreach (var generation in new[] { hers, his, other })
            await _host.Http.UntilAsync(generation.Id(), now => now.Images().All(image => image.Status() == "running"));

        using var forgotten = await _host.ForgetAsync(2, "Jane Doe");

        Assert.Equal(HttpStatusCode.Accepted, forgotten.StatusCode);
        Assert.Equal(4, _host.Host.Fal.Journal.Requests.Count(request => request.Cancelled));
        await AssertErasedAsync(others: 1);
        Assert.Equal("running", (await _host.Http.GetJsonAsync($"/api/generations/{other.Id()}")).Status());
        using var cancelled = await _host.Http.DeleteAsync($"/api/generations/{other.Id()}");
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        await DataFolder.AssertSoundAsync(_folder.Path);
    }

    [Fact]
    public async Task Without_the_full_name_nothing_is_changed()
    {
        var (before, objects) = (Counts(), DataFolder.Objects(_folder.Path));

        foreach (var confirm in new[] { "Jane", "jane doe", "John Doe", "Jane  Doe", "", null })
        {
            using var refused = await _host.ForgetAsync(2, confirm);
            await refused.ProblemAsync(confirm is null ? HttpStatusCode.BadRequest : HttpStatusCode.UnprocessableEntity, "confirm");
        }

        Assert.Equal(before, Counts());
        Assert.Equal(objects, DataFolder.Objects(_folder.Path));
        Assert.Contains(2, (await _host.Http.GetJsonAsync("/api/users")).Numbers());
    }

    [Fact]
    public async Task Hidden_by_a_process_that_died_then_it_is_gone_for_everybody_and_erased_at_the_next_start()
    {
        var generations = _host.Host.Services.GetRequiredService<GenerationDb>();
        // John asked for two with her face, and fal has not heard of them yet.
        Assert.False((await generations.AddAsync(new(1, 2, "janedoe", [1, 2], null, "-"), CancellationToken.None)).Gone);
        await _host.Host.Services.GetRequiredService<PersonEraser>().HideAsync(2, CancellationToken.None);
        await AssertGoneAsync(_host.Http);
        var johns = Assert.Single((await _host.Http.GetJsonAsync("/api/usage")).GetProperty("days").EnumerateArray());
        Assert.Equal((6, 2), (johns.GetProperty("requested").GetInt32(), johns.GetProperty("returned").GetInt32()));
        // Whoever asked in the same moment is too late.
        foreach (var late in new NewGeneration[] { new(2, 1, "johndoe", [1], null, "-"), new(1, 2, "janedoe", [1], null, "-") })
            Assert.True((await generations.AddAsync(late, CancellationToken.None)).Gone);
        using var again = await _host.ForgetAsync(2, "Jane Doe");
        await again.ProblemAsync(HttpStatusCode.NotFound);
        foreach (var (path, change) in new (string, object)[] { ("/api/people/2", new { retired = false }), ("/api/loras/2", new { retired = false, userIds = _john }) })
        {
            using var refused = await _host.Http.PatchAsJsonAsync(path, change);
            await refused.ProblemAsync(HttpStatusCode.NotFound);
        }

        using var key = await _host.Http.PostAsJsonAsync("/api/keys", new { name = "Jane's", role = "person", userId = 2 });
        await key.ProblemAsync(HttpStatusCode.NotFound);
        Assert.NotEqual(4, DataFolder.Objects(_folder.Path).Count);

        await _host.DisposeAsync();
        _host = NewHost();
        await _host.InitializeAsync();

        await Eventually.HoldsAsync(() => DataFolder.Count(_folder.Path, "people") == 2);
        await AssertErasedAsync();
    }

    [Fact]
    public async Task Where_the_store_fails_half_way_it_is_gone_all_the_same_and_erased_later()
    {
        _store!.HaltAfter(3);
        using var forgotten = await _host.ForgetAsync(2, "Jane Doe");

        Assert.Equal(HttpStatusCode.Accepted, forgotten.StatusCode);
        await AssertGoneAsync(_host.Http);
        Assert.Equal(3, DataFolder.Count(_folder.Path, "people"));
        _store.GoOn();
        await _host.Host.Services.GetRequiredService<Housekeeping>().RunAsync(CancellationToken.None);

        await AssertErasedAsync();
    }

    private AdminHost NewHost() => new()
    {
        Folder = _folder.Path,
        Configure = services => services.Replace(ServiceDescriptor.Singleton<IObjectStore>(provider => _store = new HaltingStore(provider.GetRequiredService<FolderObjectStore>()))),
    };

    private async Task AssertGoneAsync(HttpClient admin)
    {
        foreach (var path in new[] { "/api/users", "/api/people" })
            Assert.DoesNotContain(2, (await admin.GetJsonAsync(path)).Numbers());
        foreach (var path in new[] { "/api/loras", "/api/get-lora-models", "/api/get-lora-models?userId=1" })
            Assert.DoesNotContain(2, (await admin.GetJsonAsync(path)).Numbers());
        foreach (var path in new[] { "/api/keys", "/api/usage" })
            Assert.DoesNotContain("Jane", (await admin.GetJsonAsync(path)).GetRawText(), StringComparison.Ordinal);
        Assert.All((await admin.GetJsonAsync("/api/images/1")).Images(), image => Assert.Equal(_johnsOwn, image.GetProperty("generationId").GetString()));
        foreach (var path in new[] { "/api/images/2", "/api/people/2/export", "/api/get-lora-models?userId=2" })
        {
            using var gone = await admin.GetAsync(path);
            await gone.ProblemAsync(HttpStatusCode.NotFound);
        }

        using var byKey = await _host.With(_key).GetAsync("/api/users");
        await byKey.ProblemAsync(HttpStatusCode.Unauthorized);
        using var bySession = new HttpRequestMessage(HttpMethod.Get, "/api/users") { Headers = { { "Cookie", _cookie } } };
        using var signedOut = await _host.With(null).SendAsync(bySession);
        await signedOut.ProblemAsync(HttpStatusCode.Unauthorized);
        foreach (var (userId, loraId) in new[] { (2, 1), (1, 2) })
        {
            using var asked = await admin.SendAsync(Api.Generate(new { prompt = "a ghost", loraId, userId, num_images = 1 }));
            await asked.ProblemAsync(HttpStatusCode.NotFound);
        }
    }

    /// <param name="others">Generations of John's own beside the first.</param>
    private async Task AssertErasedAsync(int others = 0)
    {
        _host.Host.Services.GetRequiredService<Database>().Read(connection =>
        {
            Assert.Equal([1L, 3L], connection.Query<long>("SELECT id FROM people ORDER BY id"));
            Assert.Equal([1L, 3L], connection.Query<long>("SELECT id FROM loras ORDER BY id"));
            Assert.Equal(0, connection.ExecuteScalar<long>("SELECT (SELECT count(*) FROM lora_users) + (SELECT count(*) FROM access_keys) + (SELECT count(*) FROM sessions)"));
            Assert.Equal([1L], connection.Query<long>("SELECT DISTINCT person_id FROM generations UNION SELECT lora_id FROM generations UNION SELECT person_id FROM images UNION SELECT person_id FROM charges"));
            Assert.Equal(1 + others, connection.ExecuteScalar<long>("SELECT count(*) FROM generations"));
            return Assert.Single(connection.Query<string>("SELECT id FROM generations WHERE id = @id", new { id = _johnsOwn }));
        });
        Assert.Equal(4, DataFolder.Objects(_folder.Path).Count);
        Assert.Equal(2, Upload.Stored(_host).Length);
        await DataFolder.AssertSoundAsync(_folder.Path);
    }

    private string Counts() => string.Join(' ', _tables.Select(table => $"{table} {DataFolder.Count(_folder.Path, table)}"));
}
