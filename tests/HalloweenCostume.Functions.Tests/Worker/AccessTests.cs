using System.IO.Compression;
using System.Net;
using HalloweenCostume.Access;
using HalloweenCostume.Functions.Tests.Storage;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Functions.Tests.Worker;

public sealed class AccessTests(AzureHost azure) : IClassFixture<AzureHost>
{
    [Fact]
    public async Task Nobody_gets_in_without_a_key_and_health_is_told()
    {
        foreach (var path in new[] { "/api/users", "/api/images/1", "/api/openapi.json", "/api/health/x", "/api/nothing", "/api/people" })
        {
            using var refused = await azure.Http.GetAsync(path);
            await refused.ProblemAsync(HttpStatusCode.Unauthorized);
            Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.ToString());
        }

        using var health = await azure.Http.GetAsync("/api/health");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        using var webhook = await azure.Http.PostAsync("/api/fal-webhook", new StringContent("{}"));
        Assert.Contains("X-Fal-Webhook-Signature", webhook.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        using var admin = await azure.AsAdminAsync(HttpMethod.Get, "/api/people");
        Assert.Equal(3, (await admin.JsonAsync()).GetArrayLength());
    }

    [Fact]
    public async Task On_the_site_a_key_becomes_a_secure_cookie_that_its_own_pages_alone_can_use()
    {
        using var begun = await azure.SendAsync(AzureHost.FromSite(HttpMethod.Post, "/api/session", new { key = azure.AdminKey }));
        Assert.True(begun.IsSuccessStatusCode, await begun.Content.ReadAsStringAsync());
        var cookie = Assert.Single(begun.Headers.GetValues("Set-Cookie"));
        foreach (var part in new[] { "; secure", "; httponly", "; samesite=strict", "; path=/" })
            Assert.Contains(part, cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("domain=", cookie, StringComparison.Ordinal);
        var session = cookie.Split(';')[0].Split('=')[1];

        using var issued = await azure.SendAsync(AzureHost.FromSite(HttpMethod.Post, "/api/keys", new { name = "Phone", role = "household" }, session: session));
        Assert.StartsWith($"{AzureHost.Site}/#key=hc_", (await issued.JsonAsync()).GetProperty("inviteUrl").GetString(), StringComparison.Ordinal);
        foreach (var origin in new[] { "https://evil.example", "https://party.example.evil.example", "http://party.example" })
        {
            using var foreign = await azure.SendAsync(AzureHost.FromSite(HttpMethod.Post, "/api/keys", new { name = "Phone", role = "household" }, origin: origin, session: session));
            await foreign.ProblemAsync(HttpStatusCode.Forbidden);
            // The token that the site's proxy adds makes nobody a program with a key.
            using var signIn = await azure.SendAsync(AzureHost.FromSite(HttpMethod.Post, "/api/session", new { key = azure.AdminKey }, origin: origin));
            await signIn.ProblemAsync(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task Who_tries_keys_is_slowed_by_the_address_that_the_site_saw_whatever_it_says_of_itself()
    {
        async Task<HttpStatusCode> GuessAsync(string client)
        {
            using var response = await azure.SendAsync(AzureHost.FromSite(HttpMethod.Post, "/api/session", new { key = AccessKey.New() }, client));
            return response.StatusCode;
        }

        var guesses = 1;
        for (; await GuessAsync($"8.8.8.{guesses % 250}, 93.184.215.99:{1000 + guesses}") == HttpStatusCode.Unauthorized; guesses++)
            Assert.InRange(guesses, 1, 100);

        Assert.Equal(HttpStatusCode.TooManyRequests, await GuessAsync("93.184.215.99:4711"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GuessAsync("93.184.215.98:4711"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GuessAsync("[2606:2800:21f::1]:4711"));
    }

    [Fact]
    public async Task A_model_goes_from_an_admin_into_the_bucket_makes_pictures_and_comes_back_in_an_export()
    {
        var file = azure.Host.Store.Buckets.Objects.First(kept => kept.Key.Bucket == Samples.LoraBucket).Value.Bytes;
        using var prepared = await azure.AsAdminAsync(HttpMethod.Post, "/api/lora-uploads", new { sizeBytes = file.Length });
        var upload = await prepared.JsonAsync();
        var wanted = new { personId = 2, trigger = "janesecond", uploadId = upload.GetProperty("uploadId").GetString() };
        using (var early = await azure.AsAdminAsync(HttpMethod.Post, "/api/loras", wanted))
            await early.ProblemAsync(HttpStatusCode.BadRequest, "uploadId");

        using var put = new HttpRequestMessage(HttpMethod.Put, upload.GetProperty("url").GetString()) { Content = new ByteArrayContent(file) };
        foreach (var header in upload.GetProperty("headers").EnumerateObject())
        {
            if (!put.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString()))
                put.Content.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
        }

        using (var stored = await azure.Http.SendAsync(put))
            Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        using var added = await azure.AsAdminAsync(HttpMethod.Post, "/api/loras", wanted);
        Assert.True(added.StatusCode == HttpStatusCode.Created, await added.Content.ReadAsStringAsync());
        var lora = (await added.JsonAsync()).GetProperty("id").GetInt64();

        using var made = await azure.AsAdminAsync(HttpMethod.Post, "/api/generate-image", new { prompt = "janesecond", loraId = lora, num_images = 2 });
        Assert.Equal("completed", (await made.JsonAsync()).Status());
        using var exported = await azure.AsAdminAsync(HttpMethod.Get, "/api/people/2/export");
        using var zip = new ZipArchive(await exported.Content.ReadAsStreamAsync());
        Assert.Equal(("application/zip", "attachment"), (exported.Content.Headers.ContentType?.MediaType, exported.Content.Headers.ContentDisposition?.DispositionType));
        Assert.Equal(["models", "models", "person.json", "pictures", "pictures"], zip.Entries.Select(entry => entry.FullName.Split('/')[0]).Order());
        using var model = new MemoryStream();
        await using (var entry = await zip.GetEntry($"models/{lora}.safetensors")!.OpenAsync())
            await entry.CopyToAsync(model);
        Assert.Equal(file, model.ToArray());

        using var removed = await azure.AsAdminAsync(HttpMethod.Delete, $"/api/loras/{lora}");
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Null(azure.Host.Store.Buckets.Find(Samples.LoraBucket, $"{wanted.uploadId}.safetensors"));
    }
}
