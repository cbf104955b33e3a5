using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using HalloweenCostume.Data;
using Microsoft.Playwright;

namespace HalloweenCostume.Web.Tests.Access;

/// <summary>A private site, and keys to it.</summary>
internal static class Keys
{
    /// <summary>The first admin's, which is a setting.</summary>
    public const string Admin = "hc_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    public static Task<LocalSite> StartAsync(Dictionary<string, string?>? settings = null) => LocalSite.StartAsync(new(settings ?? [])
    {
        ["ACCESS"] = "keys", ["ADMIN_KEY_SHA256"] = Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(Admin))),
    });

    extension(LocalSite site)
    {
        /// <param name="person">First name; without one, a household's key.</param>
        public async Task<(long Id, string Key)> IssueAsync(string? person = null, string name = "A phone", string? role = null)
        {
            using var http = site.AsAdmin();
            var userId = person is null ? null : (long?)await site.IdOfAsync(person);
            using var answer = await http.PostAsJsonAsync("/api/keys", new { name, role = role ?? (person is null ? "household" : "person"), userId });
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            var key = await answer.Content.ReadFromJsonAsync<JsonElement>();
            return (key.GetProperty("id").GetInt64(), key.GetProperty("key").GetString()!);
        }

        public async Task RevokeAsync(long id)
        {
            using var http = site.AsAdmin();
            using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/keys/{id}");
            using var answer = await http.SendAsync(request);
            Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        }

        /// <summary>As if its last day were over.</summary>
        public async Task EndAsync(long id)
        {
            using var source = new SqliteDataSource(new(Path.Combine(site.Folder, "halloween.db"), "WAL"));
            using var database = new Database(source);
            await database.WriteAsync(connection => connection.Execute("UPDATE access_keys SET expires_at = 1 WHERE id = @id", new { id }), CancellationToken.None);
        }

        public async Task<long> IdOfAsync(string firstName)
        {
            using var http = site.AsAdmin();
            var people = await http.GetFromJsonAsync<JsonElement>("/api/people");
            return people.EnumerateArray().First(person => person.GetProperty("firstName").GetString() == firstName).GetProperty("id").GetInt64();
        }

        public HttpClient AsAdmin() => new() { BaseAddress = site.Address, DefaultRequestHeaders = { { "Authorization", $"Bearer {Admin}" } } };
    }

    extension(Visit visit)
    {
        /// <summary>What stands before the page when there is no session.</summary>
        public ILocator SignIn => visit.Page.GetByRole(AriaRole.Dialog, new() { Name = "This site is private" });

        public ILocator InviteField => visit.SignIn.GetByLabel("Invite link or key", new() { Exact = true });

        /// <summary>By an invite link, which opens a page of its own.</summary>
        public async Task FollowInviteAsync(string key, string page = "/")
        {
            await visit.WatchForBrokenPicturesAsync();
            await visit.Page.GotoAsync("about:blank");
            await visit.Page.GotoAsync($"{page}#key={key}");
        }

        public async Task SignInAsync(string key)
        {
            await visit.InviteField.FillAsync(key);
            await visit.SignIn.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        }
    }
}
