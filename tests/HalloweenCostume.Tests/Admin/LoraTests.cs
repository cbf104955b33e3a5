using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Admin;

/// <summary>Models at an address, and what is changed of any.</summary>
public sealed class LoraTests(AdminHost host) : IClassFixture<AdminHost>
{
    private const string Url = "https://203.0.113.5/face.safetensors?token=a%2Fb&x=1";

    [Fact]
    public async Task A_model_at_an_address_is_added_as_it_is_described()
    {
        int[] userIds = [2, 2, 1];
        using var added = await host.Http.PostAsJsonAsync("/api/loras", new { personId = 1, trigger = " johnny ", scale = 0.75, shared = false, userIds, url = $" {Url} " });

        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        var lora = await added.JsonAsync();
        Assert.Equal($"/api/loras/{lora.Number()}", added.Headers.Location!.OriginalString);
        Assert.Equal(
            ("johnny", 0.75, false, "url", Url, "John"),
            (lora.GetProperty("trigger").GetString(), lora.GetProperty("scale").GetDouble(), lora.GetProperty("shared").GetBoolean(),
                lora.GetProperty("weights").GetString(), lora.GetProperty("url").GetString(), lora.GetProperty("firstName").GetString()));
        Assert.True(lora.IsNull("sizeBytes") && lora.IsNull("retiredAt"));
        Assert.Equal([1, 2], lora.GetProperty("userIds").EnumerateArray().Select(user => user.GetInt64()));
        Assert.Equal(lora.GetRawText(), (await host.Http.GetJsonAsync("/api/loras")).One(lora.Number()).GetRawText());
    }

    [Theory]
    [InlineData("""{"trigger": "a", "url": "{url}"}""", "personId")]
    [InlineData("""{"personId": "1", "trigger": "a", "url": "{url}"}""", "personId")]
    [InlineData("""{"personId": 1, "url": "{url}"}""", "trigger")]
    [InlineData("""{"personId": 1, "trigger": null, "url": "{url}"}""", "trigger")]
    [InlineData("""{"personId": 1, "trigger": "", "url": "{url}"}""", "trigger")]
    [InlineData("""{"personId": 1, "trigger": "two words", "url": "{url}"}""", "trigger")]
    [InlineData("""{"personId": 1, "trigger": "{51}", "url": "{url}"}""", "trigger")]
    [InlineData("""{"personId": 1, "trigger": "a", "scale": 0, "url": "{url}"}""", "scale")]
    [InlineData("""{"personId": 1, "trigger": "a", "scale": 4.01, "url": "{url}"}""", "scale")]
    [InlineData("""{"personId": 1, "trigger": "a", "scale": 1e999, "url": "{url}"}""", "scale")]
    [InlineData("""{"personId": 1, "trigger": "a", "scale": "1", "url": "{url}"}""", "scale")]
    [InlineData("""{"personId": 1, "trigger": "a", "shared": 1, "url": "{url}"}""", "shared")]
    [InlineData("""{"personId": 1, "trigger": "a", "userIds": 2, "url": "{url}"}""", "userIds")]
    [InlineData("""{"personId": 1, "trigger": "a", "userIds": ["2"], "url": "{url}"}""", "userIds")]
    [InlineData("""{"personId": 1, "trigger": "a"}""", "uploadId")]
    [InlineData("""{"personId": 1, "trigger": "a", "url": null, "uploadId": null}""", "uploadId")]
    [InlineData("""{"personId": 1, "trigger": "a", "url": "{url}", "uploadId": "0199a3c4-5d0e-7c11-8f3a-6b1d2e4f5a60"}""", "uploadId")]
    [InlineData("""{"personId": 1, "trigger": "a", "uploadId": "0199a3c4-5d0e-7c11-8f3a-6b1d2e4f5a60"}""", "uploadId")]
    [InlineData("""{"personId": 1, "trigger": "a", "uploadId": "../../halloween.db"}""", "uploadId")]
    [InlineData("""{"personId": 1, "trigger": "a", "url": "http://203.0.113.5/a"}""", "url")]
    [InlineData("""{"personId": 1, "trigger": "a", "url": "https://me:secret@203.0.113.5/a"}""", "url")]
    [InlineData("""{"personId": 1, "trigger": "a", "url": "203.0.113.5/a"}""", "url")]
    [InlineData("""{"personId": 1, "trigger": "a", "url": "file:///etc/passwd"}""", "url")]
    [InlineData("""{"personId": 1, "trigger": "a", "url": "https://169.254.169.254/a"}""", "url")]
    [InlineData("""{"personId": 1, "trigger": "a", "url": "https://[fd00::1]/a"}""", "url")]
    public async Task A_model_that_is_described_wrong_is_refused(string json, string field)
    {
        var before = (await host.Http.GetJsonAsync("/api/loras")).GetRawText();
        var body = json.Replace("{url}", Url, StringComparison.Ordinal).Replace("{51}", new('x', 51), StringComparison.Ordinal);

        using var refused = await host.Http.PostAsync("/api/loras", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        await refused.ProblemAsync(HttpStatusCode.BadRequest, field);
        Assert.Equal(before, (await host.Http.GetJsonAsync("/api/loras")).GetRawText());
    }

    [Theory]
    [InlineData(99, "[]")]
    [InlineData(1, "[1, 99]")]
    public async Task A_model_of_nobody_or_for_nobody_is_refused(long personId, string userIds)
    {
        using var refused = await host.Http.PostAsJsonAsync("/api/loras", new { personId, trigger = "a", userIds = JsonSerializer.Deserialize<long[]>(userIds), url = Url });
        await refused.ProblemAsync(HttpStatusCode.NotFound);
        Assert.DoesNotContain("\"a\"", (await host.Http.GetJsonAsync("/api/loras")).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_use_a_model_is_who_was_given_it()
    {
        var (ann, lora) = await AddAsync("Ann");
        var bob = await host.AddPersonAsync("Bob");
        var (asAnn, asBob) = (await host.AsPersonAsync(ann), await host.AsPersonAsync(bob));

        await AssertUsableAsync(lora, (ann, asAnn, true), (bob, asBob, false));
        await host.PatchAsync($"/api/loras/{lora}", new { userIds = new[] { bob } });
        await AssertUsableAsync(lora, (ann, asAnn, true), (bob, asBob, true));
        await host.PatchAsync($"/api/loras/{lora}", new { userIds = Array.Empty<long>() });
        await AssertUsableAsync(lora, (ann, asAnn, true), (bob, asBob, false));
        await host.PatchAsync($"/api/loras/{lora}", new { shared = true });
        await AssertUsableAsync(lora, (ann, asAnn, true), (bob, asBob, true));
        await host.PatchAsync($"/api/loras/{lora}", new { shared = false, retired = true });
        await AssertUsableAsync(lora, (ann, asAnn, false), (bob, asBob, false));
        await host.PatchAsync($"/api/loras/{lora}", new { retired = false });
        await AssertUsableAsync(lora, (ann, asAnn, true), (bob, asBob, false));
    }

    [Fact]
    public async Task What_is_changed_of_a_model_goes_to_fal()
    {
        var (ann, lora) = await AddAsync("Ann");
        var changed = await host.PatchAsync($"/api/loras/{lora}", new { trigger = "annabel", scale = 1.5 });
        Assert.Equal(("annabel", 1.5), (changed.GetProperty("trigger").GetString(), changed.GetProperty("scale").GetDouble()));
        Assert.Equal(changed.GetRawText(), (await host.PatchAsync($"/api/loras/{lora}", new { trigger = (string?)null, scale = (double?)null, shared = (bool?)null, userIds = (long[]?)null, retired = (bool?)null })).GetRawText());

        await host.GenerateAsync(ann, lora, prompt: "a knight of Anna's");

        var input = host.Host.Fal.Journal.Submits.Select(submit => submit.Input!.Value).Last(sent => sent.GetProperty("prompt").GetString()!.Contains("of Anna's", StringComparison.Ordinal));
        Assert.Equal(1.5, input.GetProperty("loras")[0].GetProperty("scale").GetDouble());
        Assert.StartsWith("annabel", input.GetProperty("prompt").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_change_changes_nothing()
    {
        var before = (await host.Http.GetJsonAsync("/api/loras")).One(3).GetRawText();
        foreach (var (change, status, field) in new (object, HttpStatusCode, string?)[]
        {
            (new { trigger = "two words", shared = false }, HttpStatusCode.BadRequest, "trigger"), (new { scale = -1, shared = false }, HttpStatusCode.BadRequest, "scale"),
            (new { userIds = "all", shared = false }, HttpStatusCode.BadRequest, "userIds"), (new { retired = 1, shared = false }, HttpStatusCode.BadRequest, "retired"),
            (new { userIds = Enumerable.Range(1, 1001), shared = false }, HttpStatusCode.BadRequest, "userIds"), (new { userIds = new[] { 1, 99 }, shared = false }, HttpStatusCode.NotFound, null),
        })
        {
            using var refused = await host.Http.PatchAsJsonAsync("/api/loras/3", change);
            await refused.ProblemAsync(status, field);
        }

        Assert.Equal(before, (await host.Http.GetJsonAsync("/api/loras")).One(3).GetRawText());
    }

    [Fact]
    public async Task A_deleted_model_is_gone_for_good_and_its_pictures_stay()
    {
        var (ann, lora) = await AddAsync("Ann");
        await host.GenerateAsync(ann, lora);

        using var removed = await host.Http.DeleteAsync($"/api/loras/{lora}");

        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.DoesNotContain(lora, (await host.Http.GetJsonAsync("/api/loras")).Numbers());
        using var again = await host.Http.DeleteAsync($"/api/loras/{lora}");
        await again.ProblemAsync(HttpStatusCode.NotFound);
        using var back = await host.Http.PatchAsJsonAsync($"/api/loras/{lora}", new { retired = false });
        await back.ProblemAsync(HttpStatusCode.NotFound);
        using var refused = await host.Http.SendAsync(Api.Generate(new { prompt = "a ghost", loraId = lora, userId = ann, num_images = 1 }));
        await refused.ProblemAsync(HttpStatusCode.NotFound);
        Assert.Single((await host.Http.GetJsonAsync($"/api/images/{ann}")).Images());
    }

    /// <summary>A person with a model that the emulator can read.</summary>
    private async Task<(long PersonId, long LoraId)> AddAsync(string name)
    {
        await host.GenerateAsync(3, 3);
        var readable = host.Host.Fal.Journal.Submits[^1].Input!.Value.GetProperty("loras")[0].GetProperty("path").GetString();
        var person = await host.AddPersonAsync(name);
        return (person, (await host.PostAsync("/api/loras", new { personId = person, trigger = "annface", url = readable })).Number());
    }

    private async Task AssertUsableAsync(long lora, params (long Id, HttpClient Own, bool May)[] people)
    {
        foreach (var (id, own, may) in people)
        {
            Assert.Equal(may, (await host.Http.GetJsonAsync($"/api/get-lora-models?userId={id}")).Numbers().Contains(lora));
            Assert.Equal(may, (await own.GetJsonAsync("/api/get-lora-models")).Numbers().Contains(lora));
            using var asked = await host.Http.SendAsync(Api.Generate(new { prompt = "a ghost", loraId = lora, userId = id, num_images = 1 }));
            Assert.True(may == asked.IsSuccessStatusCode && (may || asked.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound), $"{asked.StatusCode}");
            // Whoever may not use it is not told that it exists.
            using var askedOwn = await own.SendAsync(Api.Generate(new { prompt = "a ghost", loraId = lora, num_images = 1 }));
            Assert.Equal(may ? HttpStatusCode.OK : HttpStatusCode.NotFound, askedOwn.StatusCode);
        }
    }
}
