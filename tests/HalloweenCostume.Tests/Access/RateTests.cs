using System.Net;
using System.Text.Json;
using HalloweenCostume.Access;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests.Access;

/// <summary>Promise 8: the rate holds under parallel calls and over a restart.</summary>
public sealed class RateTests
{
    [Fact]
    public async Task Of_200_calls_at_once_exactly_the_rest_comes_through_and_a_restart_changes_nothing()
    {
        using var folder = new TestFolder();
        var made = 0;
        await using (var host = await StartAsync(perHour: 50, folder: folder.Path))
        {
            using (var first = await AskAsync(host, 4))
                first.EnsureSuccessStatusCode();
            var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => AskAsync(host, 1)));
            made = answers.Count(answer => answer.IsSuccessStatusCode);
            Assert.All(answers.Where(answer => !answer.IsSuccessStatusCode), answer => Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode));
            Array.ForEach(answers, answer => answer.Dispose());
        }

        Assert.Equal(46, made);
        Assert.Equal(50, DataFolder.Count(folder.Path, "images"));
        await using var again = await StartAsync(perHour: 50, folder: folder.Path);
        using var refused = await AskAsync(again, 1);
        await refused.ProblemAsync(HttpStatusCode.TooManyRequests);
        Assert.Equal(50, DataFolder.Count(folder.Path, "images"));
    }

    [Fact]
    public async Task Of_two_with_room_for_one_exactly_one_is_let_in()
    {
        for (var round = 0; round < 5; round++)
        {
            await using var host = await StartAsync(perHour: 1);
            var answers = await Task.WhenAll(AskAsync(host, 1), AskAsync(host, 1));
            Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.TooManyRequests], answers.Select(answer => answer.StatusCode).Order());
            Array.ForEach(answers, answer => answer.Dispose());
        }
    }

    [Fact]
    public async Task A_refusal_says_when_there_is_room_and_there_is()
    {
        await using var host = await StartAsync(perHour: 5, perDay: 7);
        using var first = await AskAsync(host, 3);
        Assert.Equal("\"hour\";q=5;w=3600, \"day\";q=7;w=86400", Assert.Single(first.Headers.GetValues("RateLimit-Policy")));
        Assert.Matches("^\"hour\";r=2;t=3(600|599), \"day\";r=4;t=86(400|399)$", Assert.Single(first.Headers.GetValues("RateLimit")));

        host.Time.Shift += TimeSpan.FromMinutes(20);
        using var refused = await AskAsync(host, 3);
        var problem = await refused.ProblemAsync(HttpStatusCode.TooManyRequests);
        Assert.Contains("2 can be made now", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var wait = refused.Headers.RetryAfter!.Delta!.Value;
        Assert.InRange(wait.TotalMinutes, 39.5, 40);
        Assert.True(refused.Headers.Contains("RateLimit"));

        host.Time.Shift += wait - TimeSpan.FromSeconds(20);
        using (var early = await AskAsync(host, 3))
            Assert.Equal(HttpStatusCode.TooManyRequests, early.StatusCode);
        host.Time.Shift += TimeSpan.FromSeconds(20);
        using (var due = await AskAsync(host, 3))
            Assert.Equal(HttpStatusCode.Accepted, due.StatusCode);

        // Now it is the day that is full.
        host.Time.Shift += TimeSpan.FromHours(2);
        using var day = await AskAsync(host, 3);
        Assert.InRange(day.Headers.RetryAfter!.Delta!.Value.TotalHours, 20, 22);
    }

    [Fact]
    public async Task Who_asks_for_more_than_ever_fits_is_told_to_ask_for_fewer()
    {
        await using var host = await StartAsync(perHour: 3);
        using var never = await AskAsync(host, 4);
        Assert.Contains("Ask for fewer", (await never.ProblemAsync(HttpStatusCode.TooManyRequests)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_counts_by_key_and_by_profile()
    {
        await using var host = await StartAsync(perHour: 4, keys: true);
        var (kitchen, hall, john) = (await KeyAsync(host, AccessRole.Household), await KeyAsync(host, AccessRole.Household), await KeyAsync(host, AccessRole.Person, 1));
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(host, 3, kitchen, userId: 1));
        // By its key.
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(host, 2, kitchen, userId: 2));
        // By the profile, whichever key asks.
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(host, 2, hall, userId: 1));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(host, 2, john, userId: 1));
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(host, 4, hall, userId: 2));
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(host, 1, john, userId: 1));
        Assert.Equal((0, 0), (await LeftAsync(host, john), await LeftAsync(host, hall)));
        Assert.Equal((1, 0), (await LeftAsync(host, kitchen), await LeftAsync(host, kitchen, "?userId=1")));
    }

    [Fact]
    public async Task A_repetition_is_free_and_a_refusal_keeps_nothing()
    {
        await using var host = await StartAsync(perHour: 2);
        for (var time = 0; time < 5; time++)
        {
            using var same = await AskAsync(host, 2, key: "again");
            Assert.True(same.IsSuccessStatusCode);
        }

        using (var refused = await AskAsync(host, 1, key: "later"))
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(1, DataFolder.Count(host.Folder, "generations"));
        Assert.Equal(2, DataFolder.Count(host.Folder, "charges"));
        host.Time.Shift += TimeSpan.FromHours(1);
        using var later = await AskAsync(host, 1, key: "later");
        Assert.Equal(HttpStatusCode.Accepted, later.StatusCode);
    }

    [Fact]
    public async Task What_cost_nothing_is_given_back_and_what_may_have_cost_something_is_not()
    {
        await using var host = await StartAsync(perHour: 100);
        foreach (var (fault, counted) in new (FalFault?, int)[]
        {
            // fal said no, or that it made nothing.
            (FalFault.SubmitExhausted, 0), (FalFault.RequestLoraFails, 0),
            // A picture was made, or nobody knows.
            (null, 1), (FalFault.RequestBlocked, 1), (FalFault.SubmitLost, 1), (FalFault.PictureHtml, 1),
        })
        {
            var before = await LeftAsync(host, null, "?userId=1");
            if (fault is { } known)
                host.Fal.Faults.Chance(known, 1);
            using var made = await host.Http.SendAsync(Api.Generate(Api.Portrait(1), prefer: "wait=30"));
            var status = (await made.JsonAsync()).Status();
            host.Fal.Faults.Clear();
            Assert.True(before - await LeftAsync(host, null, "?userId=1") == counted, $"{fault} ({status}) counts {before - await LeftAsync(host, null, "?userId=1")} instead of {counted}");
        }
    }

    [Fact]
    public async Task What_was_cancelled_before_fal_had_it_is_given_back_and_made_again_it_counts_again()
    {
        await using var host = await StartAsync(perHour: 4, running: 1);
        host.Fal.Faults.When(FalFault.RequestNeverFinishes, moment => moment.Prompt!.Contains("endless", StringComparison.Ordinal));
        using var endless = await AskAsync(host, 1, prompt: "endless");
        using var waiting = await AskAsync(host, 3);
        Assert.Equal(0, await LeftAsync(host, null, "?userId=1"));

        using (await host.Http.DeleteAsync($"/api/generations/{(await waiting.JsonAsync()).Id()}")) { }
        Assert.Equal(3, await LeftAsync(host, null, "?userId=1"));
        using (await host.Http.DeleteAsync($"/api/generations/{(await endless.JsonAsync()).Id()}")) { }
        Assert.Equal(3, await LeftAsync(host, null, "?userId=1"));

        host.Fal.Faults.Next(FalFault.RequestBlocked);
        using var made = await host.Http.SendAsync(Api.Generate(Api.Portrait(2), prefer: "wait=30"));
        var generation = await made.JsonAsync();
        Assert.Equal(1, await LeftAsync(host, null, "?userId=1"));
        using var retried = await host.Http.PostAsync($"/api/generations/{generation.Id()}/retries", null);
        Assert.Equal(HttpStatusCode.Accepted, retried.StatusCode);
        Assert.Equal(0, await LeftAsync(host, null, "?userId=1"));
    }

    [Fact]
    public async Task A_retry_over_the_rate_changes_nothing()
    {
        await using var host = await StartAsync(perHour: 2);
        host.Fal.Faults.Next(FalFault.RequestBlocked);
        using var made = await host.Http.SendAsync(Api.Generate(Api.Portrait(2), prefer: "wait=30"));
        var generation = await made.JsonAsync();

        using var refused = await host.Http.PostAsync($"/api/generations/{generation.Id()}/retries", null);

        await refused.ProblemAsync(HttpStatusCode.TooManyRequests);
        Assert.Equal(generation.Images().Select(image => image.Status()).Order(), (await host.Http.GetJsonAsync($"/api/generations/{generation.Id()}")).Images().Select(image => image.Status()).Order());
    }

    [Fact]
    public async Task Without_keys_there_is_no_limit_unless_one_is_set()
    {
        await using var host = await LocalHost.StartAsync(settings: new Dictionary<string, string?> { ["RATE_IMAGES_PER_HOUR"] = null, ["RATE_IMAGES_PER_DAY"] = null });

        Assert.Equal(JsonValueKind.Null, (await host.Http.GetJsonAsync("/api/session?userId=1")).GetProperty("rate").ValueKind);
        await using var keyed = await LocalHost.StartAsync(settings: new Dictionary<string, string?> { ["ACCESS"] = "keys", ["RATE_IMAGES_PER_HOUR"] = null, ["RATE_IMAGES_PER_DAY"] = null });
        Assert.Equal(60, await LeftAsync(keyed, await KeyAsync(keyed, AccessRole.Household)));
    }

    private static Task<LocalHost> StartAsync(int perHour, int perDay = 1000, bool keys = false, string? folder = null, int running = 100) => LocalHost.StartAsync(
        settings: new Dictionary<string, string?>
        {
            ["RATE_IMAGES_PER_HOUR"] = $"{perHour}", ["RATE_IMAGES_PER_DAY"] = $"{perDay}", ["ACCESS"] = keys ? "keys" : "open", ["RUNNING_PER_KEY"] = $"{running}",
        }, folder: folder, samples: folder is null || !File.Exists(Path.Combine(folder, "halloween.db")));

    private static async Task<HttpResponseMessage> AskAsync(LocalHost host, int count, string? key = null, string prompt = "johndoe", string? access = null, long userId = 1)
    {
        var request = Api.Generate(new { prompt, loraId = userId, num_images = count, userId }, prefer: "respond-async", key: key);
        if (access is not null)
            request.Headers.Authorization = new("Bearer", access);
        using (request)
            return await host.Http.SendAsync(request);
    }

    private static async Task<HttpStatusCode> StatusAsync(LocalHost host, int count, string access, long userId)
    {
        using var response = await AskAsync(host, count, access: access, userId: userId);
        return response.StatusCode;
    }

    private static async Task<int> LeftAsync(LocalHost host, string? access, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/session" + query);
        if (access is not null)
            request.Headers.Authorization = new("Bearer", access);
        using var response = await host.Http.SendAsync(request);
        return (await response.JsonAsync()).GetProperty("rate").GetProperty("hour").GetProperty("remaining").GetInt32();
    }

    private static async Task<string> KeyAsync(LocalHost host, AccessRole role, long? personId = null) =>
        (await host.Services.GetRequiredService<AccessKeyDb>().IssueAsync(new("key", role, personId, null), CancellationToken.None))!.Value.Key;
}
