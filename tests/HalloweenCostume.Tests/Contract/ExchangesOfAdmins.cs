using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Contract;

/// <summary>Requests to the operations for admins, and of sessions, that get each of their answers but those of <see cref="ExchangesOfStrangers"/>.</summary>
internal static class ExchangesOfAdmins
{
    public static async Task MakeAsync(ExchangeCallers callers)
    {
        var admin = callers.Admin();
        await PeopleAsync(admin);
        await LorasAsync(admin);
        await KeysAsync(callers, admin);
        await SessionAsync(callers);
    }

    public static HttpRequestMessage Delete(string path, object body) => new(HttpMethod.Delete, path) { Content = JsonContent.Create(body) };

    private static async Task PeopleAsync(HttpClient admin)
    {
        using var added = await admin.PostAsJsonAsync("/api/people", new { firstName = " John ", lastName = "Doe-Doe" });
        var person = added.Headers.Location!.OriginalString;
        Assert.EndsWith("/" + Number(await added.JsonAsync()), person, StringComparison.Ordinal);
        using (await admin.PostAsJsonAsync("/api/people", new { firstName = "" })) { }
        await admin.GetJsonAsync("/api/people");
        foreach (object change in new object[] { new { lastName = "Roe", firstName = (string?)null }, new { retired = true }, new { }, new { retired = "yes" } })
            using (await admin.PatchAsJsonAsync(person, change)) { }
        foreach (var path in new[] { "/api/people/99", "/api/people/x" })
        {
            using (await admin.PatchAsJsonAsync(path, new { retired = true })) { }
            using (await admin.GetAsync($"{path}/export")) { }
            using (await admin.SendAsync(Delete(path, new { confirm = "John Roe" }))) { }
        }

        await admin.GetJsonAsync("/api/people");
        using (var export = await admin.GetAsync($"{person}/export"))
            Assert.Equal(HttpStatusCode.OK, export.StatusCode);
        using (await admin.SendAsync(Delete(person, new { confirm = "John" }))) { }
        using var forgotten = await admin.SendAsync(Delete(person, new { confirm = "John Roe" }));
        Assert.Equal(HttpStatusCode.Accepted, forgotten.StatusCode);
        await admin.GetJsonAsync("/api/usage");
        await admin.GetJsonAsync("/api/usage?days=1");
        using (await admin.GetAsync("/api/usage?days=0")) { }
    }

    private static async Task LorasAsync(HttpClient admin)
    {
        var file = LoraFile.Of(1000);
        int[] users = [2, 3];
        using var prepared = await admin.PostAsJsonAsync("/api/lora-uploads", new { sizeBytes = file.Length });
        var upload = await prepared.JsonAsync();
        using (var put = new HttpRequestMessage(HttpMethod.Put, upload.GetProperty("url").GetString()) { Content = new ByteArrayContent(file) })
        {
            foreach (var header in upload.GetProperty("headers").EnumerateObject())
                put.Content.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
            // The address alone opens the way.
            using var plain = new HttpClient();
            using var stored = await plain.SendAsync(put);
            Assert.True(stored.IsSuccessStatusCode, await stored.Content.ReadAsStringAsync());
        }

        using var added = await admin.PostAsJsonAsync("/api/loras", new { personId = 1, trigger = "uploaded", scale = 0.5, shared = true, userIds = users, uploadId = upload.GetProperty("uploadId").GetString() });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        using var linked = await admin.PostAsJsonAsync("/api/loras", new { personId = 2, trigger = "linked", url = "https://203.0.113.5/linked.safetensors" });
        Assert.Equal(HttpStatusCode.Created, linked.StatusCode);
        foreach (object wrong in new object[] { new { personId = 1, trigger = "a" }, new { personId = 99, trigger = "a", url = "https://203.0.113.5/a" } })
            using (await admin.PostAsJsonAsync("/api/loras", wrong)) { }
        using (await admin.PostAsJsonAsync("/api/lora-uploads", new { sizeBytes = 0 })) { }
        var model = linked.Headers.Location!.OriginalString;
        foreach (object change in new object[] { new { trigger = "other", scale = 4, userIds = users }, new { retired = true }, new { retired = false, shared = true }, new { scale = 5 } })
            using (await admin.PatchAsJsonAsync(model, change)) { }
        await admin.GetJsonAsync("/api/loras");
        foreach (var path in new[] { "/api/loras/99", "/api/loras/x", model })
        {
            using (await admin.PatchAsJsonAsync(path, new { retired = true })) { }
            using (await admin.DeleteAsync(path)) { }
        }
    }

    private static async Task KeysAsync(ExchangeCallers callers, HttpClient admin)
    {
        await callers.IssueAsync(new { name = "John's phone", role = "person", userId = 1, expiresInDays = 30 });
        using var issued = await admin.PostAsJsonAsync("/api/keys", new { name = "Another admin's", role = "admin", expiresInDays = (int?)null });
        using (await admin.PostAsJsonAsync("/api/keys", new { name = "x", role = "person", userId = 99 })) { }
        using (await admin.PostAsJsonAsync("/api/keys", new { name = "x", role = "guest" })) { }
        await admin.GetJsonAsync("/api/keys");
        foreach (var id in new[] { Number(await issued.JsonAsync()), "99", "x" })
            using (await admin.DeleteAsync($"/api/keys/{id}")) { }
        await admin.GetJsonAsync("/api/keys");
    }

    private static async Task SessionAsync(ExchangeCallers callers)
    {
        var (johns, key) = await callers.IssueAsync(new { name = "John's tablet", role = "person", userId = 1, expiresInDays = 1 });
        foreach (var path in new[] { "/api/session", "/api/session?userId=1", "/api/session?userId=2", "/api/session?userId=x" })
            using (await johns.GetAsync(path)) { }
        using (await callers.Nobody().PostAsJsonAsync("/api/session", new { key = 7 })) { }
        using var signedIn = await callers.Nobody().PostAsJsonAsync("/api/session", new { key = $" {key} " });
        Assert.StartsWith("hc_session=hc_", Assert.Single(signedIn.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        using var out1 = SignOut(await callers.SignInAsync());
        using (var ended = await callers.Nobody().SendAsync(out1))
            Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
    }

    public static HttpRequestMessage SignOut(string cookie) => new(HttpMethod.Delete, "/api/session")
    {
        Headers = { { "Cookie", cookie }, { "Sec-Fetch-Site", "same-origin" } },
        Content = new StringContent("", new MediaTypeHeaderValue("application/json")),
    };

    private static string Number(JsonElement json) => json.GetProperty("id").GetInt64().ToString(CultureInfo.InvariantCulture);
}
