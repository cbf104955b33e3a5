using System.Net;
using System.Net.Http.Json;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Admin;

public sealed class PeopleTests(AdminHost host) : IClassFixture<AdminHost>
{
    [Fact]
    public async Task A_profile_is_added_and_renamed()
    {
        using var added = await host.Http.PostAsJsonAsync("/api/people", new { firstName = "  Zoë ", lastName = " O'Doe" });

        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        var person = await added.JsonAsync();
        var id = person.Number();
        Assert.Equal($"/api/people/{id}", added.Headers.Location!.OriginalString);
        Assert.Equal(("Zoë", "O'Doe", 0L, 0L), (person.GetProperty("firstName").GetString(), person.GetProperty("lastName").GetString(), person.GetProperty("images").GetInt64(), person.GetProperty("models").GetInt64()));
        Assert.Equal(host.Host.Time.GetUtcNow(), person.GetProperty("createdAt").GetDateTimeOffset(), TimeSpan.FromMinutes(1));
        Assert.True(person.IsNull("retiredAt"));

        var renamed = await host.PatchAsync($"/api/people/{id}", new { lastName = " Roe " });
        Assert.Equal(("Zoë", "Roe"), (renamed.GetProperty("firstName").GetString(), renamed.GetProperty("lastName").GetString()));
        Assert.Equal(renamed.GetRawText(), (await host.Http.GetJsonAsync("/api/people")).One(id).GetRawText());
        Assert.Equal("Roe", (await host.Http.GetJsonAsync("/api/users")).One(id).GetProperty("lastName").GetString());
    }

    [Fact]
    public async Task People_are_listed_by_name_with_their_pictures_and_models()
    {
        var id = await host.AddPersonAsync("aaron");
        await host.AddPersonAsync("Aaron", "Coe");
        await host.GenerateAsync(id, 3, 2);
        using (await host.Http.DeleteAsync($"/api/images/{id}/{(await host.GenerateAsync(id, 3)).Images()[0].Id()}")) { }

        var people = await host.Http.GetJsonAsync("/api/people");

        var names = people.EnumerateArray().Select(person => $"{person.GetProperty("firstName")} {person.GetProperty("lastName")}").ToList();
        Assert.Equal(names.Order(StringComparer.OrdinalIgnoreCase), names);
        Assert.Equal((2, 0), (people.One(id).GetProperty("images").GetInt32(), people.One(id).GetProperty("models").GetInt32()));
        Assert.Equal(1, people.One(1).GetProperty("models").GetInt32());
    }

    [Fact]
    public async Task A_retired_profile_makes_no_pictures_and_keeps_its_own_until_it_is_brought_back()
    {
        var id = await host.AddPersonAsync("Rita");
        var own = await host.AsPersonAsync(id);
        await host.GenerateAsync(id, 3);

        var retired = await host.PatchAsync($"/api/people/{id}", new { retired = true });
        Assert.False(retired.IsNull("retiredAt"));
        Assert.DoesNotContain(id, (await host.Http.GetJsonAsync("/api/users")).Numbers());
        Assert.Contains(id, (await host.Http.GetJsonAsync("/api/people")).Numbers());
        foreach (var http in new[] { host.Http, own })
        {
            using var refused = await http.SendAsync(Api.Generate(new { prompt = "a ghost", loraId = 3, userId = id, num_images = 1 }));
            await refused.ProblemAsync(HttpStatusCode.NotFound);
            Assert.Single((await http.GetJsonAsync($"/api/images/{id}")).Images());
        }

        host.Host.Time.Shift += TimeSpan.FromSeconds(5);
        Assert.Equal(retired.GetRawText(), (await host.PatchAsync($"/api/people/{id}", new { retired = true })).GetRawText());
        Assert.True((await host.PatchAsync($"/api/people/{id}", new { retired = false })).IsNull("retiredAt"));
        Assert.Equal([id], (await own.GetJsonAsync("/api/users")).Numbers());
        Assert.Equal("completed", (await host.GenerateAsync(id, 3)).Status());
    }

    [Theory]
    [InlineData("""{"lastName": "Doe"}""", "firstName")]
    [InlineData("""{"firstName": "Joan"}""", "lastName")]
    [InlineData("""{"firstName": null, "lastName": "Doe"}""", "firstName")]
    [InlineData("""{"firstName": "", "lastName": "Doe"}""", "firstName")]
    [InlineData("""{"firstName": " \t\u00a0 ", "lastName": "Doe"}""", "firstName")]
    [InlineData("""{"firstName": "Joan", "lastName": "{101}"}""", "lastName")]
    [InlineData("""{"firstName": "Jo\u0007an", "lastName": "Doe"}""", "firstName")]
    [InlineData("""{"firstName": "Jo\nan", "lastName": "Doe"}""", "firstName")]
    [InlineData("""{"firstName": "Joan\u0000", "lastName": "Doe"}""", "firstName")]
    [InlineData("""{"firstName": "\ud83d", "lastName": "Doe"}""", "firstName")]
    [InlineData("""{"firstName": 7, "lastName": "Doe"}""", "firstName")]
    [InlineData("""{"firstName": ["Joan"], "lastName": "Doe"}""", "firstName")]
    public async Task What_is_no_name_is_refused(string json, string field)
    {
        var before = (await host.Http.GetJsonAsync("/api/people")).GetRawText();
        var body = json.Replace("{101}", new('x', 101), StringComparison.Ordinal);

        using var added = await host.Http.PostAsync("/api/people", Json(body));
        await added.ProblemAsync(HttpStatusCode.BadRequest, field);
        // What is absent or null is no change.
        if (body.Contains($"\"{field}\": null", StringComparison.Ordinal) || !body.Contains($"\"{field}\"", StringComparison.Ordinal))
            return;
        using var changed = await host.Http.PatchAsync("/api/people/1", Json(body));
        await changed.ProblemAsync(HttpStatusCode.BadRequest, field);
        Assert.Equal(before, (await host.Http.GetJsonAsync("/api/people")).GetRawText());
    }

    [Fact]
    public async Task The_longest_name_is_taken_and_null_changes_nothing()
    {
        var id = await host.AddPersonAsync(new string('ü', 100));
        var before = (await host.Http.GetJsonAsync("/api/people")).One(id).GetRawText();

        Assert.Equal(before, (await host.PatchAsync($"/api/people/{id}", new { firstName = (string?)null, lastName = (string?)null, retired = (bool?)null })).GetRawText());
        Assert.Equal(before, (await host.PatchAsync($"/api/people/{id}", new { })).GetRawText());
        using var odd = await host.Http.PatchAsJsonAsync($"/api/people/{id}", new { retired = "yes", firstName = "Joan" });
        await odd.ProblemAsync(HttpStatusCode.BadRequest, "retired");
        Assert.Equal(before, (await host.Http.GetJsonAsync("/api/people")).One(id).GetRawText());
    }

    [Theory]
    [InlineData("99", HttpStatusCode.NotFound)]
    [InlineData("-1", HttpStatusCode.NotFound)]
    [InlineData("x", HttpStatusCode.BadRequest)]
    [InlineData("1.0", HttpStatusCode.BadRequest)]
    [InlineData("99999999999999999999", HttpStatusCode.BadRequest)]
    public async Task An_id_that_nobody_has_is_refused(string id, HttpStatusCode status)
    {
        var field = status == HttpStatusCode.BadRequest ? "personId" : null;
        using var changed = await host.Http.PatchAsJsonAsync($"/api/people/{id}", new { retired = true });
        await changed.ProblemAsync(status, field);
        using var exported = await host.Http.GetAsync($"/api/people/{id}/export");
        await exported.ProblemAsync(status, field);
        using var forgotten = await host.Http.SendAsync(new(HttpMethod.Delete, $"/api/people/{id}") { Content = JsonContent.Create(new { confirm = "John Doe" }) });
        await forgotten.ProblemAsync(status, field);
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");
}
