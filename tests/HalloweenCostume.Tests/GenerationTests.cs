using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests;

public sealed class GenerationTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly LocalHost _host = shared.Host;

    [Fact]
    public async Task A_generation_is_found_by_its_id_as_it_was_answered()
    {
        using var made = await _host.Http.SendAsync(Api.Generate(Api.Portrait(2)));
        var generation = await made.JsonAsync();

        using var found = await GetAsync(generation.Id());

        Assert.Equal(generation.ToString(), (await found.JsonAsync()).ToString());
        Assert.Equal(made.Headers.ETag, found.Headers.ETag);
        using var inCapitals = await GetAsync(generation.Id().ToUpperInvariant());
        Assert.Equal(HttpStatusCode.OK, inCapitals.StatusCode);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("W/{0}")]
    [InlineData("\"other\", {0}")]
    [InlineData("*")]
    public async Task A_state_that_the_client_has_is_a_304_with_its_ETag(string ifNoneMatch)
    {
        var (id, etag) = await EndlessAsync("known");

        using var response = await GetAsync(id, ifNoneMatch.Replace("{0}", etag));

        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
        Assert.Equal(etag, response.Headers.ETag?.ToString());
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Another_state_than_the_clients_is_answered_at_once()
    {
        var (id, _) = await EndlessAsync("unknown");
        var clock = Stopwatch.StartNew();

        using var response = await GetAsync(id, "\"another\"", "wait=30");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Without_a_wait_or_without_a_known_state_nobody_waits()
    {
        var (id, etag) = await EndlessAsync("not waited for");
        var clock = Stopwatch.StartNew();

        using var withoutWait = await GetAsync(id, etag);
        using var withoutState = await GetAsync(id, null, "wait=30");

        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (withoutWait.StatusCode, withoutState.StatusCode));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_wait_in_which_nothing_changes_ends_with_304()
    {
        var (id, etag) = await EndlessAsync("waited for in vain");
        var clock = Stopwatch.StartNew();

        using var response = await GetAsync(id, etag, "wait=1");

        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.95, 10);
    }

    [Fact]
    public async Task A_wait_ends_with_the_change()
    {
        var (id, etag) = await EndlessAsync("waited for");
        var clock = Stopwatch.StartNew();
        var waiting = GetAsync(id, etag, "wait=30");
        await Task.Delay(300);
        Assert.False(waiting.IsCompleted);

        using var cancelled = await _host.Http.DeleteAsync($"/api/generations/{id}");
        using var response = await waiting;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15));
        Assert.Equal("cancelled", (await response.JsonAsync()).Status());
        Assert.NotEqual(etag, response.Headers.ETag?.ToString());
    }

    [Fact]
    public async Task A_client_that_follows_the_states_sees_the_pictures_come()
    {
        using var accepted = await _host.Http.SendAsync(Api.Generate(Api.Portrait(2), prefer: "respond-async"));
        var id = (await accepted.JsonAsync()).Id();
        var etag = accepted.Headers.ETag?.ToString();
        var states = new List<string>();
        for (var last = default(JsonElement); states.Count < 50 && (states.Count == 0 || last.Status() is "queued" or "running");)
        {
            using var response = await GetAsync(id, etag, "wait=30");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.NotEqual(etag, response.Headers.ETag?.ToString());
            etag = response.Headers.ETag?.ToString();
            last = await response.JsonAsync();
            states.Add(last.Status());
        }

        Assert.Equal("completed", states[^1]);
    }

    [Fact]
    public async Task A_waiting_picture_shows_its_place_in_fals_queue()
    {
        await using var host = await LocalHost.StartAsync(new() { RunTime = TimeRange.Milliseconds(60_000, 60_000), Concurrency = 1 });
        var generation = await host.Http.GenerateAsync(3, prefer: "respond-async");

        var seen = await host.Http.UntilAsync(generation.Id(), now => now.Images().Any(image => image.Status() == "running") && Positions(now) is [0, 1]);

        Assert.Equal("running", seen.Status());

        static List<int> Positions(JsonElement generation) =>
        [
            .. generation.Images().Select(image => image.GetProperty("queuePosition")).Where(position => position.ValueKind == JsonValueKind.Number).Select(position => position.GetInt32()).Order(),
        ];
    }

    [Fact]
    public async Task A_cancelled_generation_ends_here_and_at_fal()
    {
        var (id, _) = await EndlessAsync("cancelled", count: 3);
        await _host.Http.UntilAsync(id, now => now.Images().All(image => image.Status() == "running"));

        using var response = await _host.Http.DeleteAsync($"/api/generations/{id}");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var generation = await response.JsonAsync();
        Assert.Equal("cancelled", generation.Status());
        Assert.All(generation.Images(), image => Assert.Equal("cancelled", image.Status()));
        Assert.NotEqual(JsonValueKind.Null, generation.GetProperty("completedAt").ValueKind);
        var requests = _host.Fal.Journal.Requests.Where(request => Prompt(request) == "an endless johndoe, cancelled").ToList();
        Assert.Equal(3, requests.Count);
        Assert.All(requests, request => Assert.True(request.Cancelled));
        Assert.Equal("cancelled", (await _host.Http.GetJsonAsync($"/api/generations/{id}")).Status());
    }

    [Fact]
    public async Task What_was_ready_before_the_cancellation_stays()
    {
        await using var host = await LocalHost.StartAsync();
        host.Fal.Faults.When(FalFault.RequestNeverFinishes, moment => moment.Seed != 100);
        using var accepted = await host.Http.SendAsync(Api.Generate(new { prompt = "johndoe", loraId = 1, num_images = 3, seed = 100 }, prefer: "respond-async"));
        var id = (await accepted.JsonAsync()).Id();
        await host.Http.UntilAsync(id, now => now.Images().Any(image => image.Status() == "ready"));

        using var response = await host.Http.DeleteAsync($"/api/generations/{id}");

        var generation = await response.JsonAsync();
        Assert.Equal("completed", generation.Status());
        Assert.Equal(["ready", "cancelled", "cancelled"], generation.Images().Select(image => image.Status()));
        Assert.Single((await host.Http.GetJsonAsync("/api/images/1")).Images());
    }

    [Fact]
    public async Task A_cancellation_after_the_end_changes_nothing()
    {
        var generation = await _host.Http.GenerateAsync();
        using var before = await GetAsync(generation.Id());

        using var response = await _host.Http.DeleteAsync($"/api/generations/{generation.Id()}");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(before.Headers.ETag, response.Headers.ETag);
        Assert.Equal("completed", (await response.JsonAsync()).Status());
    }

    [Fact]
    public async Task A_generation_that_waits_for_fals_answer_is_cancelled_before_it_starts()
    {
        await using var host = await LocalHost.StartAsync();
        host.Fal.Faults.Chance(FalFault.Submit429, 1);
        var id = (await host.Http.GenerateAsync(2, prefer: "respond-async")).Id();
        await UntilAsync(() => host.Fal.Journal.Submits.Count >= 2);

        using var response = await host.Http.DeleteAsync($"/api/generations/{id}");
        var submits = host.Fal.Journal.Submits.Count;
        host.Fal.Faults.Clear();

        Assert.All((await response.JsonAsync()).Images(), image => Assert.Equal("cancelled", image.Status()));
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Equal(submits, host.Fal.Journal.Submits.Count);
        Assert.Empty(host.Fal.Journal.Requests);
    }

    [Fact]
    public async Task One_blocked_picture_does_not_cost_the_others()
    {
        await using var host = await LocalHost.StartAsync();
        host.Fal.Faults.When(FalFault.RequestBlocked, moment => moment.Seed == 101);
        host.Fal.Faults.When(FalFault.RequestLoraFails, moment => moment.Seed == 102);
        using var made = await host.Http.SendAsync(Api.Generate(new { prompt = "johndoe", loraId = 1, num_images = 4, seed = 100 }));

        var generation = await made.JsonAsync();
        Assert.Equal("completed", generation.Status());
        Assert.Equal(["ready", "blocked", "failed", "ready"], generation.Images().Select(image => image.Status()));
        Assert.All(generation.Images().Skip(1).Take(2), image => Assert.True(image.GetProperty("error").GetString()!.Length > 20));
        Assert.Equal(2, (await host.Http.GetJsonAsync("/api/images/1")).Images().Count);

        host.Fal.Faults.Clear();
        using var retried = await host.Http.PostAsync($"/api/generations/{generation.Id()}/retries", null);
        Assert.Equal(HttpStatusCode.Accepted, retried.StatusCode);
        Assert.Equal($"/api/generations/{generation.Id()}", retried.Headers.Location?.ToString());
        Assert.NotNull(retried.Headers.RetryAfter);
        var again = await retried.JsonAsync();
        Assert.Equal(("running", JsonValueKind.Null), (again.Status(), again.GetProperty("completedAt").ValueKind));

        var ended = await host.Http.EndedAsync(generation.Id());
        Assert.All(ended.Images(), image => Assert.Equal(("ready", JsonValueKind.Null), (image.Status(), image.GetProperty("error").ValueKind)));
        Assert.Equal(generation.Images().Select(image => image.Id()), ended.Images().Select(image => image.Id()));
        // The same seed would be blocked again; what failed otherwise is made as it was asked for.
        Assert.NotEqual(101, ended.Images()[1].GetProperty("seed").GetInt64());
        Assert.Equal(102, ended.Images()[2].GetProperty("seed").GetInt64());
        Assert.Equal(6, host.Fal.Journal.Submits.Count);
    }

    [Fact]
    public async Task Only_the_images_that_are_named_run_again()
    {
        var generation = await _host.Http.GenerateAsync(3, prompt: "a failing-once johndoe");
        Assert.Equal("failed", generation.Status());
        var second = generation.Images()[1].Id();

        using var retried = await RetryAsync(generation.Id(), new { imageIds = new[] { second } });

        Assert.Equal(HttpStatusCode.Accepted, retried.StatusCode);
        Assert.Equal(["failed", "ready", "failed"], (await _host.Http.EndedAsync(generation.Id())).Images().Select(image => image.Status()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"imageIds\": null}")]
    public async Task Without_names_all_that_failed_run_again(string body)
    {
        var generation = await _host.Http.GenerateAsync(2, prompt: $"a failing-once johndoe {body.Length}");
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var retried = await _host.Http.PostAsync($"/api/generations/{generation.Id()}/retries", content);

        Assert.Equal(HttpStatusCode.Accepted, retried.StatusCode);
        Assert.All((await _host.Http.EndedAsync(generation.Id())).Images(), image => Assert.Equal("ready", image.Status()));
    }

    [Fact]
    public async Task What_fails_again_can_run_again()
    {
        var id = (await _host.Http.GenerateAsync(prompt: "a failing johndoe")).Id();
        for (var i = 0; i < 2; i++)
        {
            using var retried = await RetryAsync(id);
            Assert.Equal(HttpStatusCode.Accepted, retried.StatusCode);
            Assert.Equal("failed", (await _host.Http.EndedAsync(id)).Status());
        }

        Assert.Equal(3, _host.Fal.Journal.Requests.Count(request => Prompt(request) == "a failing johndoe"));
    }

    [Fact]
    public async Task A_second_retry_while_the_first_one_runs_starts_nothing()
    {
        await using var host = await LocalHost.StartAsync(new() { RunTime = TimeRange.Milliseconds(3_000, 3_000), Concurrency = 100 });
        host.Fal.Faults.Next(FalFault.RequestBlocked);
        var id = (await host.Http.GenerateAsync()).Id();

        var retried = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => host.Http.PostAsync($"/api/generations/{id}/retries", null)));

        Assert.All(retried, response => Assert.Equal(HttpStatusCode.Accepted, response.StatusCode));
        Assert.Equal("completed", (await host.Http.EndedAsync(id)).Status());
        Assert.Equal(2, host.Fal.Journal.Submits.Count);
    }

    [Fact]
    public async Task Where_nothing_failed_nothing_runs_again()
    {
        var generation = await _host.Http.GenerateAsync();

        using var all = await RetryAsync(generation.Id());
        await all.ProblemAsync(HttpStatusCode.Conflict);
        using var named = await RetryAsync(generation.Id(), new { imageIds = new[] { generation.Images()[0].Id() } });
        await named.ProblemAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_cancelled_picture_does_not_run_again()
    {
        var (id, _) = await EndlessAsync("cancelled for good");
        using var cancelled = await _host.Http.DeleteAsync($"/api/generations/{id}");

        using var retried = await RetryAsync(id);

        await retried.ProblemAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task An_image_of_another_generation_cannot_run_again_here()
    {
        var failed = await _host.Http.GenerateAsync(prompt: "a failing johndoe of one generation");
        var other = await _host.Http.GenerateAsync(prompt: "a failing johndoe of another generation");

        using var retried = await RetryAsync(failed.Id(), new { imageIds = new[] { failed.Images()[0].Id(), other.Images()[0].Id() } });

        await retried.ProblemAsync(HttpStatusCode.NotFound);
        Assert.Equal("failed", (await _host.Http.GetJsonAsync($"/api/generations/{failed.Id()}")).Status());
    }

    [Fact]
    public async Task A_deleted_picture_is_no_longer_part_of_its_generation_until_it_is_restored()
    {
        var generation = await _host.Http.GenerateAsync(2);
        var image = $"/api/images/1/{generation.Images()[0].Id()}";
        using var before = await GetAsync(generation.Id());

        using var deleted = await _host.Http.DeleteAsync(image);
        using var without = await GetAsync(generation.Id(), before.Headers.ETag!.ToString());

        Assert.Equal(HttpStatusCode.OK, without.StatusCode);
        var rest = await without.JsonAsync();
        Assert.Equal(generation.Images()[1].Id(), Assert.Single(rest.Images()).Id());
        Assert.Equal(("completed", 2), (rest.Status(), rest.GetProperty("num_images").GetInt32()));
        Assert.Equal(generation.GetProperty("completedAt").GetString(), rest.GetProperty("completedAt").GetString());

        using var restored = await _host.Http.PostAsync($"{image}/restorations", null);
        Assert.Equal(2, (await _host.Http.GetJsonAsync($"/api/generations/{generation.Id()}")).Images().Count);
    }

    private async Task<(string Id, string ETag)> EndlessAsync(string what, int count = 1)
    {
        var id = (await _host.Http.GenerateAsync(count, prefer: "respond-async", prompt: $"an endless johndoe, {what}")).Id();
        await _host.Http.UntilAsync(id, now => now.Images().All(image => image.Status() == "running"));
        using var response = await GetAsync(id);
        return (id, response.Headers.ETag!.ToString());
    }

    private Task<HttpResponseMessage> GetAsync(string id, string? ifNoneMatch = null, string? prefer = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/generations/{id}");
        if (ifNoneMatch is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        if (prefer is not null)
            request.Headers.Add("Prefer", prefer);
        return _host.Http.SendAsync(request);
    }

    private Task<HttpResponseMessage> RetryAsync(string id, object? body = null) =>
        _host.Http.PostAsync($"/api/generations/{id}/retries", body is null ? null : JsonContent.Create(body));

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var clock = Stopwatch.StartNew(); !holds(); await Task.Delay(20))
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30));
    }

    private static string? Prompt(FalRequestRecord request) => request.Input.GetProperty("prompt").GetString();
}
