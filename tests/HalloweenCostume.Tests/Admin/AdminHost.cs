using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using HalloweenCostume.Access;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests.Admin;

/// <summary>
/// A host that wants keys, and its admin: John (1) and Jane (2) have a model each, model 3 is a shared one of the third person's.
/// A picture of something endless never finishes, one that is to fail does so for nothing.
/// </summary>
public sealed class AdminHost : IAsyncLifetime
{
    private readonly string _key = AccessKey.New();
    private readonly List<HttpClient> _clients = [];
    private LocalHost? _host;

    internal LocalHost Host => _host!;

    /// <summary>Of an earlier host, to go on with its data.</summary>
    internal string? Folder { get; init; }

    internal Action<IServiceCollection>? Configure { get; init; }

    /// <summary>With the first admin's key.</summary>
    internal HttpClient Http { get; private set; } = null!;

    internal static async Task<AdminHost> StartAsync()
    {
        var host = new AdminHost();
        await host.InitializeAsync();
        return host;
    }

    public async Task InitializeAsync()
    {
        _host = await LocalHost.StartAsync(
            settings: new Dictionary<string, string?> { ["ACCESS"] = "keys", ["ADMIN_KEY_SHA256"] = AccessKey.Hash(_key) }, folder: Folder, configure: Configure);
        Host.Fal.Faults.When(FalFault.RequestNeverFinishes, moment => moment.Prompt!.Contains("endless", StringComparison.Ordinal));
        Host.Fal.Faults.When(FalFault.RequestLoraFails, moment => moment.Prompt!.Contains("failing", StringComparison.Ordinal));
        Http = With(_key);
    }

    public async Task DisposeAsync()
    {
        foreach (var http in _clients)
            http.Dispose();
        await Host.DisposeAsync();
    }

    /// <param name="key">None, when it is null.</param>
    internal HttpClient With(string? key)
    {
        var http = new HttpClient { BaseAddress = Host.Http.BaseAddress };
        http.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        _clients.Add(http);
        return http;
    }

    /// <param name="key">As <c>POST /api/keys</c> takes it.</param>
    internal async Task<JsonElement> IssueAsync(object key) => await PostAsync("/api/keys", key);

    /// <summary>With a new key of that person's.</summary>
    internal async Task<HttpClient> AsPersonAsync(long userId) =>
        With((await IssueAsync(new { name = $"Of {userId}", role = "person", userId })).GetProperty("key").GetString());

    internal async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await Http.PostAsJsonAsync(path, body);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {await response.Content.ReadAsStringAsync()}");
        return await response.JsonAsync();
    }

    internal async Task<JsonElement> PatchAsync(string path, object body)
    {
        using var response = await Http.PatchAsJsonAsync(path, body);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {await response.Content.ReadAsStringAsync()}");
        return await response.JsonAsync();
    }

    /// <returns>The new person's id.</returns>
    internal async Task<long> AddPersonAsync(string firstName, string lastName = "Doe") => (await PostAsync("/api/people", new { firstName, lastName })).Number();

    /// <summary>Asks for pictures of a profile and returns the generation as the answer has it.</summary>
    internal async Task<JsonElement> GenerateAsync(long userId, long loraId, int count = 1, string prompt = "A portrait in a haunted house", string prefer = "wait=30")
    {
        using var response = await Http.SendAsync(Api.Generate(new { prompt, loraId, userId, num_images = count }, prefer));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }

    internal Task<HttpResponseMessage> ForgetAsync(long personId, string? confirm) =>
        Http.SendAsync(new(HttpMethod.Delete, $"/api/people/{personId}") { Content = JsonContent.Create(new { confirm }) });
}

internal static class AdminAnswers
{
    public static long Number(this JsonElement json) => json.GetProperty("id").GetInt64();

    public static IReadOnlyList<long> Numbers(this JsonElement list) => [.. list.EnumerateArray().Select(Number)];

    public static JsonElement One(this JsonElement list, long id) => list.EnumerateArray().Single(each => each.Number() == id);

    public static bool IsNull(this JsonElement json, string name) => json.GetProperty(name).ValueKind == JsonValueKind.Null;
}
