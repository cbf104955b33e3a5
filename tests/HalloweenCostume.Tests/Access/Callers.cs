using System.Net.Http.Headers;
using System.Net.Http.Json;
using HalloweenCostume.Access;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests.Access;

/// <summary>A host that wants keys, and somebody of each kind before its door. John (1) and Jane (2) are two people, each with a model; model 3 is shared.</summary>
public sealed class Callers : IAsyncLifetime
{
    public const string None = "none", Unknown = "unknown", Expired = "expired", Revoked = "revoked", SignedOut = "signed out",
        Other = "other person", Own = "own", OwnSession = "own session", Household = "household", Admin = "admin", FirstAdmin = "first admin";

    private readonly Dictionary<string, string?> _keys = new() { [None] = null, [Unknown] = AccessKey.New(), [FirstAdmin] = AccessKey.New() };
    private LocalHost? _host;
    private int _guesses;

    internal LocalHost Host => _host!;

    public static IReadOnlyList<string> All { get; } = [None, Unknown, Expired, Revoked, SignedOut, Other, Own, OwnSession, Household, Admin, FirstAdmin];

    public async Task InitializeAsync()
    {
        _host = await LocalHost.StartAsync(settings: new Dictionary<string, string?> { ["ACCESS"] = "keys", ["ADMIN_KEY_SHA256"] = AccessKey.Hash(_keys[FirstAdmin]!) });
        _keys[Expired] = await IssueAsync(AccessRole.Admin, null, DateTimeOffset.UtcNow.AddMinutes(-1));
        _keys[Revoked] = await IssueAsync(AccessRole.Admin, null, revoked: true);
        _keys[Other] = await IssueAsync(AccessRole.Person, 2);
        _keys[Own] = await IssueAsync(AccessRole.Person, 1);
        _keys[Household] = await IssueAsync(AccessRole.Household, null);
        _keys[Admin] = await IssueAsync(AccessRole.Admin, null);
        _keys[OwnSession] = await SignInAsync(_keys[Own]!);
        _keys[SignedOut] = await SignInAsync(_keys[Admin]!);
        using var end = Request(SignedOut, HttpMethod.Delete, "/api/session");
        using var ended = await Host.Http.SendAsync(end);
        ended.EnsureSuccessStatusCode();
    }

    public async Task DisposeAsync() => await Host.DisposeAsync();

    /// <summary>A request as this caller makes it: sessions by cookie, from the site's own page.</summary>
    internal HttpRequestMessage Request(string caller, HttpMethod method, string path, object? body = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (caller is OwnSession or SignedOut)
        {
            request.Headers.Add("Cookie", $"{AccessGuard.Cookie}={_keys[caller]}");
            request.Headers.Add("Origin", Host.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
            request.Content ??= new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }
        else if (_keys[caller] is { } key)
        {
            request.Headers.Authorization = new("Bearer", key);
            // Each guess from somewhere else: a guesser would be slowed.
            if (caller == Unknown)
                request.Headers.Add("X-Forwarded-For", $"203.0.{Interlocked.Increment(ref _guesses)}.1");
        }

        return request;
    }

    internal async Task<HttpResponseMessage> SendAsync(string caller, HttpMethod method, string path, object? body = null)
    {
        using var request = Request(caller, method, path, body);
        return await Host.Http.SendAsync(request);
    }

    internal string Key(string caller) => _keys[caller]!;

    internal async Task<string> IssueAsync(AccessRole role, long? personId, DateTimeOffset? expiresAt = null, bool revoked = false)
    {
        var keys = Host.Services.GetRequiredService<AccessKeyDb>();
        var (record, key) = (await keys.IssueAsync(new($"{role}", role, personId, expiresAt), CancellationToken.None))!.Value;
        if (revoked)
            Assert.True(await keys.RevokeAsync(record.Id, CancellationToken.None));
        return key;
    }

    internal async Task<string> SignInAsync(string key)
    {
        using var response = await Host.Http.PostAsJsonAsync("/api/session", new { key });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return Assert.Single(response.Headers.GetValues("Set-Cookie")).Split(';')[0][(AccessGuard.Cookie.Length + 1)..];
    }
}
