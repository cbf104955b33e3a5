using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Loras;
using HalloweenCostume.Storage;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests;

public sealed partial class GenerateTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const long MaxSeed = 9_007_199_254_740_991;
    private readonly LocalHost _host = shared.Host;

    [Fact]
    public async Task Pictures_that_are_done_in_time_are_answered_with_200()
    {
        using var response = await _host.Http.SendAsync(Api.Generate(Api.Portrait(2), prefer: "wait=30"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotNull(response.Headers.ETag);
        var generation = await response.JsonAsync();
        Assert.Equal("completed", generation.Status());
        Assert.Equal(2, generation.GetProperty("num_images").GetInt32());
        Assert.Equal(7, Guid.Parse(generation.Id()).Version);
        Assert.True(generation.GetProperty("completedAt").GetDateTimeOffset() >= generation.GetProperty("createdAt").GetDateTimeOffset());
        Assert.All(generation.Images(), image =>
        {
            Assert.Equal(7, Guid.Parse(image.Id()).Version);
            Assert.Equal("ready", image.Status());
            Assert.Equal(generation.Id(), image.GetProperty("generationId").GetString());
            Assert.EndsWith("Z", image.GetProperty("createdAt").GetString(), StringComparison.Ordinal);
            Assert.Equal(JsonValueKind.Null, image.GetProperty("error").ValueKind);
        });
    }

    [Fact]
    public async Task Respond_async_is_answered_at_once_with_where_and_when_to_look()
    {
        var clock = Stopwatch.StartNew();
        using var response = await _host.Http.SendAsync(Api.Generate(Api.Portrait(2, "an endless johndoe"), prefer: "respond-async"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10));
        var generation = await response.JsonAsync();
        Assert.Equal($"/api/generations/{generation.Id()}", response.Headers.Location?.ToString());
        Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.NotNull(response.Headers.ETag);
        Assert.True(generation.Status() is "queued" or "running");
        Assert.Equal(JsonValueKind.Null, generation.GetProperty("completedAt").ValueKind);
        Assert.All(generation.Images(), image => Assert.All(["width", "height", "content_type", "fullUrl", "signedUrl", "thumbnailUrl", "thumbhash", "expiresAt"],
            name => Assert.Equal(JsonValueKind.Null, image.GetProperty(name).ValueKind)));
        Assert.Equal(generation.Id(), (await _host.Http.GetJsonAsync(response.Headers.Location!.ToString())).Id());
    }

    [Fact]
    public async Task Wait_N_is_answered_after_N_seconds_with_202_and_what_there_is()
    {
        var clock = Stopwatch.StartNew();
        using var response = await _host.Http.SendAsync(Api.Generate(Api.Portrait(1, "an endless johndoe, waited for"), prefer: "wait=1"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.95, 10);
        Assert.NotNull(response.Headers.Location);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Without_a_preference_the_answer_waits_as_long_as_the_setting_says()
    {
        await using var host = await LocalHost.StartAsync(
            fal: new() { RunTime = TimeRange.Milliseconds(60_000, 60_000) }, settings: new Dictionary<string, string?> { ["GENERATE_WAIT_SECONDS"] = "0.5" });

        var clock = Stopwatch.StartNew();
        using var patient = await host.Http.SendAsync(Api.Generate(Api.Portrait()));
        using var morePatient = await host.Http.SendAsync(Api.Generate(Api.Portrait(), prefer: "wait=100000000000"));

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (patient.StatusCode, morePatient.StatusCode));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.95, 15);
    }

    [Fact]
    public async Task Without_a_user_the_pictures_are_those_of_the_models_person()
    {
        var generation = await GenerateAsync("""{"prompt": "a witch", "loraId": 2, "num_images": 1}""");

        Assert.Equal(2, generation.GetProperty("userId").GetInt64());
        Assert.Equal(2, generation.Images().Single().GetProperty("userId").GetInt64());
        Assert.StartsWith("2/", generation.Images().Single().GetProperty("path").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shared_model_makes_pictures_for_the_user_who_is_named()
    {
        var generation = await GenerateAsync("""{"prompt": "a witch", "loraId": 3, "userId": 1, "num_images": 1}""");

        Assert.Equal((1, 3), (generation.GetProperty("userId").GetInt64(), generation.GetProperty("loraId").GetInt64()));
        var newest = (await _host.Http.GetJsonAsync("/api/images/1?limit=1")).Images().Single();
        Assert.Equal(generation.Images().Single().Id(), newest.Id());
    }

    [Theory]
    [InlineData("""{"prompt": "a witch", "loraId": 1, "userId": 2, "num_images": 1}""", HttpStatusCode.Forbidden, "loraId")]
    [InlineData("""{"prompt": "a witch", "loraId": 99, "num_images": 1}""", HttpStatusCode.NotFound, "loraId")]
    [InlineData("""{"prompt": "a witch", "loraId": -1, "num_images": 1}""", HttpStatusCode.NotFound, "loraId")]
    [InlineData("""{"prompt": "a witch", "loraId": 9223372036854775807, "num_images": 1}""", HttpStatusCode.NotFound, "loraId")]
    [InlineData("""{"prompt": "a witch", "loraId": 1, "userId": 99, "num_images": 1}""", HttpStatusCode.NotFound, "userId")]
    [InlineData("""{"prompt": "a witch", "loraId": 3, "userId": -9223372036854775808, "num_images": 1}""", HttpStatusCode.NotFound, "userId")]
    public async Task What_is_not_there_or_not_theirs_is_refused_by_name(string body, HttpStatusCode status, string field)
    {
        var before = Stored.By(_host);
        using var response = await PostAsync(body, key: "refused");

        Assert.StartsWith(field + ": ", (await response.ProblemAsync(status)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, Stored.By(_host));
    }

    [Fact]
    public async Task A_seed_counts_on_from_picture_to_picture_and_is_what_fal_gets()
    {
        var generation = await GenerateAsync("""{"prompt": "johndoe counted", "loraId": 1, "num_images": 3, "seed": 41}""");

        Assert.Equal([41, 42, 43], Seeds(generation));
        Assert.Equal([41, 42, 43], Sent("johndoe counted").Select(input => input.GetProperty("seed").GetInt64()).Order());
    }

    [Fact]
    public async Task The_largest_seed_is_followed_by_the_smallest()
    {
        var generation = await GenerateAsync($$"""{"prompt": "a johndoe at the end of all seeds", "loraId": 1, "num_images": 2, "seed": {{MaxSeed}}}""");
        Assert.Equal([MaxSeed, 0], Seeds(generation));
    }

    [Fact]
    public async Task Without_a_seed_every_picture_has_a_seed_of_its_own()
    {
        var generation = await _host.Http.GenerateAsync(4);
        Assert.Equal(4, Seeds(generation).Distinct().Count());
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_picture_and_another_seed_another()
    {
        const string body = """{"prompt": "johndoe as a bat", "loraId": 1, "num_images": 1, "seed": 7}""";
        var first = await PictureAsync(await GenerateAsync(body));

        Assert.Equal(first, await PictureAsync(await GenerateAsync(body)));
        Assert.NotEqual(first, await PictureAsync(await GenerateAsync(body.Replace('7', '8'))));
    }

    [Theory]
    [InlineData("a pirate on deck", "johndoe a pirate on deck")]
    [InlineData("a portrait of johndoe on deck", "a portrait of johndoe on deck")]
    [InlineData("JohnDoe, the pirate", "JohnDoe, the pirate")]
    [InlineData("(johndoe) again johndoe", "(johndoe) again johndoe")]
    [InlineData("johndoes of the sea", "johndoe johndoes of the sea")]
    [InlineData("mrjohndoe", "johndoe mrjohndoe")]
    public async Task The_trigger_word_is_put_in_front_once_where_it_is_missing(string prompt, string sent)
    {
        var generation = await _host.Http.GenerateAsync(prompt: prompt);

        Assert.Single(Sent(sent));
        Assert.Equal(prompt, generation.GetProperty("prompt").GetString());
    }

    [Fact]
    public async Task Fal_gets_one_call_a_picture_with_all_that_the_picture_needs()
    {
        await GenerateAsync("""{"prompt": "johndoe in full", "loraId": 1, "num_images": 2}""");

        var calls = _host.Fal.Journal.Submits.Where(call => Prompt(call) == "johndoe in full").ToList();
        Assert.Equal(2, calls.Count);
        Assert.All(calls, call =>
        {
            Assert.Equal(("POST", "/fal-ai/flux-lora"), (call.Method, call.Path));
            var input = call.Input!.Value;
            Assert.Equal((768, 1024), (input.GetProperty("image_size").GetProperty("width").GetInt32(), input.GetProperty("image_size").GetProperty("height").GetInt32()));
            Assert.Equal(3.5, input.GetProperty("guidance_scale").GetDouble());
            Assert.Equal(1, input.GetProperty("num_images").GetInt32());
            Assert.True(input.GetProperty("enable_safety_checker").GetBoolean());
            Assert.Equal("jpeg", input.GetProperty("output_format").GetString());
            var lora = Assert.Single(input.GetProperty("loras").EnumerateArray());
            Assert.Equal(1, lora.GetProperty("scale").GetDouble());
            Assert.StartsWith(_host.LoraAddress.AbsoluteUri, lora.GetProperty("path").GetString(), StringComparison.Ordinal);
            Assert.Equal(86400, JsonDocument.Parse(call.Headers["X-Fal-Object-Lifecycle-Preference"]).RootElement.GetProperty("expiration_duration_seconds").GetInt64());
            Assert.Equal($"Key {_host.Fal.Key}", call.Headers["Authorization"]);
        });
        Assert.Equal(2, calls.Select(call => call.Input!.Value.GetProperty("seed").GetInt64()).Distinct().Count());
        Assert.Single(calls.Select(call => call.Input!.Value.GetProperty("loras")[0].GetProperty("path").GetString()).Distinct());
    }

    [Fact]
    public async Task The_models_scale_and_the_same_address_each_time_are_what_fal_gets()
    {
        var loraId = await AddModelAsync("scaled", 0.8);
        var body = $$"""{"prompt": "scaled twice", "loraId": {{loraId}}, "num_images": 1}""";
        await GenerateAsync(body);
        await GenerateAsync(body);

        var loras = Sent("scaled twice").Select(input => input.GetProperty("loras")[0]).ToList();
        Assert.Equal([0.8, 0.8], loras.Select(lora => lora.GetProperty("scale").GetDouble()));
        Assert.Single(loras.Select(lora => lora.GetProperty("path").GetString()).Distinct());
    }

    [Fact]
    public async Task The_same_key_and_body_give_the_same_generation()
    {
        const string body = """{"prompt": "johndoe once", "loraId": 1, "num_images": 2}""";
        using var first = await PostAsync(body, "once");
        using var second = await PostAsync(body, "once");
        using var inOtherWriting = await PostAsync("{\r\n \"seed\":null, \"num_images\" : 2.0,\t\"loraId\":1e0, \"prompt\":\"\\u006aohndoe  once \" }\n", "once");

        var id = (await first.JsonAsync()).Id();
        Assert.Equal(id, (await second.JsonAsync()).Id());
        Assert.Equal(HttpStatusCode.OK, inOtherWriting.StatusCode);
        Assert.Equal(id, (await inOtherWriting.JsonAsync()).Id());
        Assert.Equal(2, Sent("johndoe once").Count);
    }

    [Fact]
    public async Task A_repetition_is_answered_as_its_own_preference_says()
    {
        const string body = """{"prompt": "an endless johndoe with a key", "loraId": 1, "num_images": 1}""";
        using var first = await PostAsync(body, "endless", prefer: "respond-async");
        using var second = await PostAsync(body, "endless", prefer: "wait=0");

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.StatusCode, second.StatusCode));
        Assert.Equal((await first.JsonAsync()).Id(), (await second.JsonAsync()).Id());
    }

    [Theory]
    [InlineData("""{"prompt": "another johndoe", "loraId": 1, "num_images": 1}""")]
    [InlineData("""{"prompt": "johndoe keyed", "loraId": 1, "num_images": 2}""")]
    [InlineData("""{"prompt": "johndoe keyed", "loraId": 3, "num_images": 1}""")]
    [InlineData("""{"prompt": "johndoe keyed", "loraId": 1, "num_images": 1, "seed": 1}""")]
    [InlineData("""{"prompt": "johndoe keyed", "loraId": 1, "num_images": 1, "userId": 1}""")]
    public async Task The_same_key_with_another_body_is_refused(string another)
    {
        using var first = await PostAsync("""{"prompt": "johndoe keyed", "loraId": 1, "num_images": 1}""", "keyed");
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var before = Stored.By(_host);

        using var second = await PostAsync(another, "keyed");

        Assert.Contains("Idempotency-Key", (await second.ProblemAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, Stored.By(_host));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(256)]
    public async Task A_key_that_is_empty_or_too_long_is_refused(int length)
    {
        var before = Stored.By(_host);
        using var response = await PostAsync("""{"prompt": "johndoe", "loraId": 1, "num_images": 1}""", new string('k', length));

        await response.ProblemAsync(HttpStatusCode.BadRequest, "Idempotency-Key");
        Assert.Equal(before, Stored.By(_host));
    }

    [Fact]
    public async Task A_key_of_255_characters_is_taken()
    {
        using var response = await PostAsync("""{"prompt": "johndoe", "loraId": 1, "num_images": 1}""", new string('k', 255));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Nothing_is_kept_for_a_request_that_is_refused()
    {
        using (var refused = await PostAsync("""{"prompt": "johndoe", "loraId": 1, "num_images": 9}""", "second try"))
            await refused.ProblemAsync(HttpStatusCode.BadRequest, "num_images");
        using (var unknown = await PostAsync("""{"prompt": "johndoe", "loraId": 99, "num_images": 1}""", "second try"))
            await unknown.ProblemAsync(HttpStatusCode.NotFound);

        using var accepted = await PostAsync("""{"prompt": "johndoe", "loraId": 1, "num_images": 1}""", "second try");

        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
    }

    [Fact]
    public async Task A_repetition_is_answered_even_when_the_model_is_gone()
    {
        var loraId = await AddModelAsync("leaving", 1);
        var body = $$"""{"prompt": "leaving", "loraId": {{loraId}}, "num_images": 1}""";
        using var first = await PostAsync(body, "leaving");
        await _host.Services.GetRequiredService<LoraFiles>().RemoveAsync(loraId, CancellationToken.None);

        using var again = await PostAsync(body, "leaving");
        using var anew = await PostAsync(body, "not leaving");

        Assert.Equal((await first.JsonAsync()).Id(), (await again.JsonAsync()).Id());
        await anew.ProblemAsync(HttpStatusCode.NotFound);
    }

    private Task<HttpResponseMessage> PostAsync(string body, string? key = null, string? prefer = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/generate-image") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (prefer is not null)
            request.Headers.Add("Prefer", prefer);
        return _host.Http.SendAsync(request);
    }

    private async Task<JsonElement> GenerateAsync(string body)
    {
        using var response = await PostAsync(body);
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }

    private Task<byte[]> PictureAsync(JsonElement generation) => _host.Http.GetByteArrayAsync(generation.Images().Single().GetProperty("signedUrl").GetString());

    private async Task<long> AddModelAsync(string trigger, double scale)
    {
        var known = _host.Services.GetRequiredService<LoraDb>().Weights(1)!;
        using var weights = new MemoryStream();
        await using (var stored = await _host.Services.GetRequiredService<IObjectStore>().OpenAsync(
            new(_host.Services.GetRequiredService<StorageOptions>().LoraBucket, known.ObjectName!), CancellationToken.None))
            await stored.CopyToAsync(weights);
        weights.Position = 0;
        return await _host.Services.GetRequiredService<LoraFiles>().AddAsync(new(1, trigger, scale, true, null, null), weights, CancellationToken.None) ?? 0;
    }

    private List<JsonElement> Sent(string prompt) =>
        [.. _host.Fal.Journal.Submits.Where(call => Prompt(call) == prompt).Select(call => call.Input!.Value)];

    private static string? Prompt(FalCall call) => call.Input?.GetProperty("prompt").GetString();

    private static IEnumerable<long> Seeds(JsonElement generation) => generation.Images().Select(image => image.GetProperty("seed").GetInt64());
}
