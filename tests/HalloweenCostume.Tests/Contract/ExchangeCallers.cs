using System.Net.Http.Headers;
using System.Net.Http.Json;
using HalloweenCostume.Access;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Contract;

/// <summary>Several callers of one host, each with a key of its own, and all that they exchange with it.</summary>
internal sealed class ExchangeCallers(Uri host) : IDisposable
{
    private static readonly string _adminKey = AccessKey.New();
    private readonly ExchangeRecorder _recorder = new(new SocketsHttpHandler { UseCookies = false });
    private readonly List<HttpClient> _clients = [];

    /// <summary>What a host needs for the callers to be let in.</summary>
    /// <param name="perHour">Its rate.</param>
    public static Dictionary<string, string?> Settings(int perHour) => new()
    {
        ["ACCESS"] = "keys", ["ADMIN_KEY_SHA256"] = AccessKey.Hash(_adminKey), ["RATE_IMAGES_PER_HOUR"] = $"{perHour}", ["RATE_IMAGES_PER_DAY"] = "100000",
    };

    public IReadOnlyCollection<Exchange> Exchanges => _recorder.Exchanges;

    public HttpClient Nobody() => With(null);

    public HttpClient Admin() => With(_adminKey);

    /// <param name="key">As <c>POST /api/keys</c> takes it.</param>
    public async Task<(HttpClient Http, string Key)> IssueAsync(object key)
    {
        using var issued = await Admin().PostAsJsonAsync("/api/keys", key);
        var text = (await issued.JsonAsync()).GetProperty("key").GetString()!;
        return (With(text), text);
    }

    /// <returns>The cookie of a new session of the admin's.</returns>
    public async Task<string> SignInAsync()
    {
        using var answer = await Nobody().PostAsJsonAsync("/api/session", new { key = _adminKey });
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    public HttpClient With(string? key)
    {
        var http = new HttpClient(_recorder, disposeHandler: false) { BaseAddress = host };
        http.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        _clients.Add(http);
        return http;
    }

    public void Dispose()
    {
        foreach (var http in _clients)
            http.Dispose();
        _recorder.Dispose();
    }
}
