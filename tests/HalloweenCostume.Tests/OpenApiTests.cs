using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using HalloweenCostume.Http;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Contract;
using HalloweenCostume.Tests.Hosting;
using HalloweenCostume.Tests.Webhooks;

namespace HalloweenCostume.Tests;

public sealed partial class OpenApiTests
{
    private const string SomeId = "0199a3c4-5d0e-7c11-8f3a-6b1d2e4f5a60";

    // More than the pictures below for John, and few enough to be used up.
    private const int PerHour = 16;

    // A body that does not come is a test of its own, and who only reads is not kept out by a busy database.
    private static readonly string[] _unprovoked =
    [
        "listUsers 503", "listLoraModels 503", "getGeneration 503", "listImages 503", "getImage 503",
        "getSession 503", "listPeople 503", "exportPerson 503", "listLoras 503", "listKeys 503", "getUsage 503",
        .. OpenApiContract.Operations.Where(operation => operation is { HasBody: true, Elsewhere: false }).Select(operation => $"{operation.Id} 408"),
    ];

    [Fact]
    public async Task The_document_that_is_served_is_the_one_that_is_tested()
    {
        await using var host = await LocalHost.StartAsync();
        Assert.Equal(OpenApiContract.Document, await host.Http.GetStringAsync("/api/openapi.json"));
    }

    [Fact]
    public void Each_operation_is_open_to_those_of_its_rule() => Assert.Equal(
        Routes.All.Select(route => $"{route.Method} {Routes.Prefix}{route.Template}: {route.Rule}").Order(),
        OpenApiContract.Operations.Select(operation => $"{operation.Method} {operation.Path}: {operation.Rule}").Order());

    [Fact]
    public async Task Every_answer_is_as_the_document_says_and_every_one_it_describes_is_given()
    {
        await using var host = await LocalHost.StartAsync(settings: ExchangeCallers.Settings(PerHour));
        host.Fal.Faults.When(FalFault.RequestBlocked, moment => moment.Prompt!.Contains("forbidden", StringComparison.Ordinal));
        host.Fal.Faults.When(FalFault.RequestNeverFinishes, moment => moment.Prompt!.Contains("endless", StringComparison.Ordinal));
        using var callers = new ExchangeCallers(host.Http.BaseAddress!);
        var http = callers.Admin();

        await ReadAsync(http);
        var (ready, blocked) = await GenerateAsync(http);
        await FollowAsync(http, ready, blocked);
        await DeleteAsync(http, ready, blocked);
        await UseUpAsync(callers);
        await ExchangesOfAdmins.MakeAsync(callers);
        await ExchangesOfStrangers.MakeAsync(callers);
        await BeUnavailableAsync(host, callers, ready, blocked);
        await ExchangesOfStrangers.GuessAsync(callers);
        Exchange[] exchanges = [.. callers.Exchanges, .. await WebhookExchanges.MakeAsync()];

        Assert.Empty(await OpenApiContract.ViolationsAsync(OpenApiContract.Document, exchanges, everyOperation: true, CancellationToken.None));
        var given = exchanges.SelectMany(exchange => OpenApiContract.Operations.Where(operation => operation.IsOf(exchange)).Select(operation => $"{operation.Id} {exchange.Status}")).ToHashSet();
        Assert.Equal(
            _unprovoked.Order(),
            OpenApiContract.Operations.SelectMany(operation => operation.Statuses, (operation, status) => $"{operation.Id} {status}").Where(answer => !given.Contains(answer)).Order());
    }

    private static async Task ReadAsync(HttpClient http)
    {
        foreach (var path in new[]
        {
            "/api/users", "/api/get-lora-models", "/api/get-lora-models?userId=1", "/api/get-lora-models?userId=99", "/api/get-lora-models?userId=x",
            "/api/health", "/api/health?deep=true", "/api/health?deep=maybe", "/api/openapi.json", "/api/nothing",
            "/api/images/1", "/api/images/99", "/api/images/x", "/api/images/1?limit=0", "/api/images/1?page=7",
        })
            using (await http.GetAsync(path)) { }
        using (await http.PutAsync("/api/users", null)) { }
    }

    private static async Task<(JsonElement Ready, JsonElement Blocked)> GenerateAsync(HttpClient http)
    {
        using var made = await http.SendAsync(Api.Generate(Api.Portrait(3), prefer: "wait=30", key: "a"));
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        var blocked = await http.GenerateAsync(2, prompt: "a forbidden johndoe");
        foreach (var (body, key) in new (object, string?)[]
        {
            (new { prompt = "", loraId = 1, num_images = 1 }, null), (new { prompt = "a", loraId = 1, userId = 2, num_images = 1 }, null), (new { prompt = "a", loraId = 99, num_images = 1 }, null),
            (new { prompt = new string('x', 20_000), loraId = 1, num_images = 1 }, null), (Api.Portrait(1), "a"),
        })
            using (await http.SendAsync(Api.Generate(body, key: key))) { }
        using (await http.PostAsync("/api/generate-image", new StringContent("{", Encoding.UTF8, "application/json"))) { }
        using (await http.PostAsync("/api/generate-image", new StringContent("{}", Encoding.UTF8, "text/plain"))) { }
        foreach (var path in new[] { "/api/images/1?limit=2", "/api/images/1?limit=2&page=2" })
            Assert.NotEmpty((await http.GetJsonAsync(path)).Images());
        var cursor = (await http.GetJsonAsync("/api/images/1?limit=1")).GetProperty("nextCursor").GetString();
        await http.GetJsonAsync($"/api/images/1?cursor={cursor}");
        return (await made.JsonAsync(), blocked);
    }

    private static async Task FollowAsync(HttpClient http, JsonElement ready, JsonElement blocked)
    {
        using var accepted = await http.SendAsync(Api.Generate(Api.Portrait(2, "an endless johndoe"), prefer: "respond-async"));
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var id = (await accepted.JsonAsync()).Id();
        await http.UntilAsync(id, now => now.Status() == "running");
        using var now = await http.GetAsync($"/api/generations/{ready.Id()}");
        using var known = new HttpRequestMessage(HttpMethod.Get, $"/api/generations/{ready.Id()}") { Headers = { IfNoneMatch = { now.Headers.ETag! } } };
        using var same = await http.SendAsync(known);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        using (await http.GetAsync($"/api/generations/{SomeId}")) { }
        using (await http.DeleteAsync($"/api/generations/{id}")) { }
        using (await http.DeleteAsync($"/api/generations/{SomeId}")) { }

        var retries = $"/api/generations/{blocked.Id()}/retries";
        using (await http.PostAsync(retries, null)) { }
        await http.EndedAsync(blocked.Id());
        using (await http.PostAsJsonAsync(retries, new { imageIds = new[] { blocked.Images()[0].Id() } })) { }
        await http.EndedAsync(blocked.Id());
        using (await http.PostAsJsonAsync(retries, new { imageIds = new[] { SomeId } })) { }
        using (await http.PostAsJsonAsync(retries, new { imageIds = Array.Empty<string>() })) { }
        using (await http.PostAsJsonAsync(retries, new { imageIds = new string('x', 20_000) })) { }
        using (await http.PostAsync(retries, new StringContent("{}", Encoding.UTF8, "text/plain"))) { }
        using (await http.PostAsync($"/api/generations/{SomeId}/retries", null)) { }
        using (await http.PostAsync($"/api/generations/{ready.Id()}/retries", null)) { }
    }

    private static async Task DeleteAsync(HttpClient http, JsonElement ready, JsonElement blocked)
    {
        foreach (var (userId, imageId) in new[] { ("1", ready.Images()[0].Id()), ("1", blocked.Images()[0].Id()), ("2", ready.Images()[0].Id()), ("x", SomeId) })
        {
            using (await http.GetAsync($"/api/images/{userId}/{imageId}")) { }
            using (await http.DeleteAsync($"/api/images/{userId}/{imageId}")) { }
            await http.GetJsonAsync($"/api/generations/{ready.Id()}");
            using (await http.PostAsync($"/api/images/{userId}/{imageId}/restorations", null)) { }
        }
    }

    private static async Task UseUpAsync(ExchangeCallers callers)
    {
        var (http, _) = await callers.IssueAsync(new { name = "The skeleton's", role = "person", userId = 3 });
        var blocked = await Told(await http.SendAsync(Api.Generate(Api.Portrait(4, "a forbidden one", loraId: 3), prefer: "wait=30")), PerHour - 4).JsonAsync();
        for (var left = PerHour - 8; left >= 0; left -= 4)
            using (Told(await http.SendAsync(Api.Generate(Api.Portrait(4, loraId: 3), prefer: "respond-async")), left)) { }
        using var refused = await http.SendAsync(Api.Generate(Api.Portrait(1, loraId: 3)));
        await Told(refused, 0).ProblemAsync(HttpStatusCode.TooManyRequests);
        using var refusedToo = await http.PostAsync($"/api/generations/{blocked.Id()}/retries", null);
        await Told(refusedToo, 0).ProblemAsync(HttpStatusCode.TooManyRequests);
    }

    private static HttpResponseMessage Told(HttpResponseMessage answer, int left)
    {
        Assert.StartsWith($"\"hour\";r={left};", Assert.Single(answer.Headers.GetValues("RateLimit")), StringComparison.Ordinal);
        Assert.StartsWith($"\"hour\";q={PerHour};", Assert.Single(answer.Headers.GetValues("RateLimit-Policy")), StringComparison.Ordinal);
        return answer;
    }

    private static async Task BeUnavailableAsync(LocalHost host, ExchangeCallers callers, JsonElement ready, JsonElement blocked)
    {
        var http = callers.Admin();
        var (_, johnsKey) = await callers.IssueAsync(new { name = "John's other phone", role = "person", userId = 1 });
        var cookie = await callers.SignInAsync();
        using var locked = await LockedDatabase.HoldAsync(host);
        // For so long health keeps an answer.
        await Task.Delay(3_100);
        var image = $"/api/images/1/{ready.Images()[1].Id()}";
        var answers = await Task.WhenAll(
            http.SendAsync(Api.Generate(Api.Portrait())), http.DeleteAsync($"/api/generations/{ready.Id()}"), http.PostAsync($"/api/generations/{blocked.Id()}/retries", null),
            http.DeleteAsync(image), http.PostAsync($"{image}/restorations", null), http.GetAsync("/api/health?deep=true"),
            callers.Nobody().PostAsJsonAsync("/api/session", new { key = johnsKey }), callers.Nobody().SendAsync(ExchangesOfAdmins.SignOut(cookie)),
            http.PostAsJsonAsync("/api/people", new { firstName = "John", lastName = "Roe" }), http.PatchAsJsonAsync("/api/people/1", new { retired = true }),
            http.SendAsync(ExchangesOfAdmins.Delete("/api/people/1", new { confirm = "John Doe" })),
            http.PostAsJsonAsync("/api/loras", new { personId = 1, trigger = "a", url = "https://203.0.113.5/a" }), http.PatchAsJsonAsync("/api/loras/1", new { retired = true }),
            http.DeleteAsync("/api/loras/1"), http.PostAsJsonAsync("/api/lora-uploads", new { sizeBytes = 1 }),
            http.PostAsJsonAsync("/api/keys", new { name = "Late", role = "household" }), http.DeleteAsync("/api/keys/1"));
        Assert.All(answers, answer => Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri}: {answer.StatusCode}"));
    }
}
