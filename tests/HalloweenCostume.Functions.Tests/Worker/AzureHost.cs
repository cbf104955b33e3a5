using System.Net.Http.Json;
using HalloweenCostume.Access;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Functions.Tests.Worker;

/// <summary>The worker as in Azure, behind a Static Web App and App Service, with a first admin's key.</summary>
public sealed class AzureHost : IAsyncLifetime
{
    public const string Site = "https://party.example";
    private LocalHost? _host;

    public string AdminKey { get; } = AccessKey.New();

    internal LocalHost Host => _host!;

    internal HttpClient Http => Host.Http;

    public async Task InitializeAsync() => _host = await LocalHost.StartAsync(settings: new Dictionary<string, string?>
    {
        ["WEBSITE_SITE_NAME"] = "party", ["ACCESS"] = "keys", ["ADMIN_KEY_SHA256"] = AccessKey.Hash(AdminKey), ["SITE_URL"] = Site, ["PROXIES_IN_FRONT"] = "1",
    });

    public async Task DisposeAsync() => await Host.DisposeAsync();

    /// <summary>A request as it comes out of the Static Web App: of the client only the address is known, and a token of its own stands where a key could.</summary>
    /// <param name="client">What stands in X-Forwarded-For before the Static Web App's own address.</param>
    internal static HttpRequestMessage FromSite(HttpMethod method, string path, object? body = null, string client = "93.184.215.14:18867", string origin = Site, string? session = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("Authorization", "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("X-Forwarded-For", $"{client}, 13.69.64.134:24482");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Ms-Original-Url", Site + path);
        if (session is not null)
            request.Headers.Add("Cookie", $"{AccessGuard.Cookie}={session}");
        return request;
    }

    internal async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using (request)
            return await Http.SendAsync(request);
    }

    internal Task<HttpResponseMessage> AsAdminAsync(HttpMethod method, string path, object? body = null) => SendAsync(
        new(method, path) { Headers = { Authorization = new("Bearer", AdminKey) }, Content = body is null ? null : JsonContent.Create(body) });
}
