using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using HalloweenCostume.Http;
using HalloweenCostume.Tests.Access;
using Xunit.Abstractions;

namespace HalloweenCostume.Tests;

/// <summary>Sound requests with something broken in them, the same ones each time.</summary>
public sealed class FuzzTests(Callers callers, ITestOutputHelper output) : IClassFixture<Callers>
{
    private const int Requests = 10_000;
    private const string Id = "0199a3c4-5d0e-7c11-8f3a-6b1d2e4f5a60";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);
    private static readonly UriCreationOptions _asWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private static readonly (string Method, string Target, string? Body)[] _sound =
    [
        ("GET", "/api/users", null), ("GET", "/api/get-lora-models?userId=1", null), ("GET", "/api/health?deep=true", null), ("GET", "/api/openapi.json", null),
        ("POST", "/api/generate-image", """{"prompt": "johndoe \ud83c\udf83 in the dark", "loraId": 1, "num_images": 1, "userId": 1, "seed": 42}"""),
        ("POST", "/api/generate-image", """{"num_images": 2, "loraId": 3, "prompt": "a witch", "seed": null}"""),
        ("GET", $"/api/generations/{Id}", null), ("DELETE", $"/api/generations/{Id}", null), ("POST", $"/api/generations/{Id}/retries", $$"""{"imageIds": ["{{Id}}"]}"""),
        ("GET", "/api/images/1?limit=20&cursor=AAAAAAAAAAEAAAGayy3kAA", null), ("GET", "/api/images/1?limit=3&page=2", null),
        ("POST", "/api/session", """{"key": "hc_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"""), ("GET", "/api/session?userId=1", null), ("DELETE", "/api/session", null),
        ("GET", "/api/keys", null), ("POST", "/api/keys", """{"name": "Phone", "role": "person", "userId": 1, "expiresInDays": 30}"""), ("DELETE", "/api/keys/999", null),
        ("GET", "/api/people", null), ("POST", "/api/people", """{"firstName": "Sample", "lastName": "Ghost"}"""), ("PATCH", "/api/people/2", """{"firstName": "Jane", "retired": false}"""),
        ("DELETE", "/api/people/3", """{"confirm": "Nobody"}"""), ("GET", "/api/people/1/export", null), ("GET", "/api/loras", null),
        ("POST", "/api/loras", $$"""{"personId": 1, "trigger": "ghost", "scale": 1.5, "shared": true, "userIds": [1, 2], "uploadId": "{{Id}}"}"""),
        ("POST", "/api/loras", """{"personId": 1, "trigger": "ghost", "url": "https://192.0.2.1/a.safetensors"}"""),
        ("PATCH", "/api/loras/2", """{"trigger": "janedoe", "scale": 1, "shared": false, "userIds": [], "retired": false}"""), ("DELETE", "/api/loras/999", null),
        ("POST", "/api/lora-uploads", """{"sizeBytes": 1000}"""), ("GET", "/api/usage?days=30", null),
        ("GET", $"/api/images/1/{Id}", null), ("DELETE", $"/api/images/1/{Id}", null), ("POST", $"/api/images/1/{Id}/restorations", null),
        ("GET", $"/objects/halloween-costume-generated-images/1/{Id}.jpg?expires=1700000000&signature={new string('A', 43)}", null), ("GET", "/app.js", null),
        ("PUT", $"/uploads/halloween-costume-loras/{Id}.safetensors?size=5&expires=1700000000&signature={new string('A', 43)}", "12345"),
    ];

    private static readonly string[] _pieces =
    [
        "%00", "%", "%ff", "%2f", "%2e%2e", "../", "//", "%c0%ae", "\\", "%27", "-", "0", "9999999999", "18446744073709551616", "?", "&", "=", ";", "#", "%0d%0a", "%F0%9F%8E%83", "*", "",
        "limit=", "page=0", "cursor=%00", "a.b", "+", "%20", "~", "{", "NaN", "null", "true", "1e9", "%25%32%65",
    ];

    private static readonly string[] _headers = ["Authorization", "Origin", "Sec-Fetch-Site", "X-Forwarded-Proto", "Prefer", "If-None-Match", "Idempotency-Key", "Range", "Accept", "If-Range", "If-Modified-Since", "X-Forwarded-For", "Cookie", "Content-Type"];

    [Fact]
    public void Every_route_is_among_what_is_broken() => Assert.All(
        Routes.All.Where(route => route.Template != Routes.FalWebhook).Select(route => $"{route.Method} {Pattern(route.Template)}"),
        route => Assert.Contains(_sound, sound => Regex.IsMatch($"{sound.Method} {sound.Target.Split('?')[0]}", $"^{route}$")));

    [Fact]
    public async Task No_broken_request_is_answered_with_a_fault_of_ours_or_not_at_all()
    {
        var answers = new ConcurrentBag<int>();
        var random = new Random(31);
        var requests = Enumerable.Range(0, Requests).Select(_ => Break(random)).ToList();
        using var http = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1, UseCookies = false, AllowAutoRedirect = false });

        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (broken, _) =>
        {
            using var request = broken.Build(callers.Host.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
            using var timeout = new CancellationTokenSource(_patience);
            var clock = Stopwatch.StartNew();
            try
            {
                using var response = await http.SendAsync(request, timeout.Token);
                Assert.True((int)response.StatusCode < 500, $"{(int)response.StatusCode} to {broken}: {await response.Content.ReadAsStringAsync(timeout.Token)}");
                answers.Add((int)response.StatusCode);
            }
            catch (HttpRequestException exception) when (exception.InnerException is IOException)
            {
                // Refused, and the connection closed, before all of it was sent: the client does not read the answer then.
                answers.Add(0);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Nothing for {clock.Elapsed.TotalSeconds:F0} s to {broken}");
            }
        });

        output.WriteLine(string.Join(", ", answers.CountBy(status => status).OrderBy(entry => entry.Key).Select(entry => $"{entry.Value} × {entry.Key}")));
        Assert.InRange(answers.Count(status => status == 0), 0, Requests / 20);
        // Broken enough to be refused in many ways, sound enough to come far.
        Assert.Superset(new HashSet<int> { 200, 201, 204, 400, 401, 403, 404, 405, 413, 415, 422, 431 }, answers.ToHashSet());
    }

    private static string Pattern(string template) => "/api/" + Regex.Replace(template, "{[^}]*}", "[^/]+");

    private Broken Break(Random random)
    {
        var (method, target, body) = _sound[random.Next(_sound.Length)];
        var bytes = body is null ? null : Encoding.UTF8.GetBytes(body);
        var headers = new List<(string, string)>();
        if (random.Next(10) is var who && who < 9)
            headers.Add(("Authorization", $"Bearer {callers.Key(who < 6 ? Callers.FirstAdmin : who < 8 ? Callers.Own : Callers.Revoked)}"));
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            switch (random.Next(bytes is null ? 5 : 9))
            {
                case 4 when random.Next(20) == 0:
                    headers.Add((_headers[random.Next(_headers.Length)], new string('x', random.Next(4) == 0 ? 100_000 : 9_000)));
                    break;
                case 4 when bytes is not null && random.Next(20) == 0:
                    bytes = [.. bytes, .. new byte[random.Next(2_000_000)]];
                    break;
                case 4:
                    break;
                case 0:
                    method = random.Next(4) == 0 ? ((string[])["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "X"])[random.Next(8)] : method;
                    break;
                case 1:
                    headers.Add((_headers[random.Next(_headers.Length)], Noise(random)));
                    break;
                case 2 or 3:
                    var at = random.Next(1, target.Length + 1);
                    var end = Math.Min(target.Length, at + random.Next(4));
                    target = target[..at] + _pieces[random.Next(_pieces.Length)] + target[end..];
                    break;
                default:
                    bytes = Break(bytes!, random);
                    break;
            }
        }

        return new(method, target, headers, bytes);
    }

    private static byte[] Break(byte[] body, Random random)
    {
        var at = random.Next(body.Length);
        var piece = Encoding.Latin1.GetBytes(random.Next(2) == 0 ? Noise(random) : ((string[])["\"", "\\u", "\\ud800", "{", "[", "]", "}", "null", "-", "1e999", ",", "\0", "\"prompt\":"])[random.Next(13)]);
        return random.Next(4) switch
        {
            0 => body.Length > 1 ? body[..^random.Next(1, body.Length)] : body,
            1 => [.. body[..at], .. piece, .. body[at..]],
            2 => [.. body[..at], (byte)random.Next(256), .. body[(at + 1)..]],
            _ => [.. body[..at], .. body[random.Next(body.Length)..]],
        };
    }

    private static string Noise(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => (char)(random.Next(3) == 0 ? random.Next(0x80, 0x100) : random.Next(0x20, 0x7F))));

    private sealed record Broken(string Method, string Target, List<(string Name, string Value)> Headers, byte[]? Body)
    {
        public HttpRequestMessage Build(string origin)
        {
            // A fragment is not sent.
            var request = new HttpRequestMessage(new(Method), new Uri(origin + Target.Split('#')[0], _asWritten));
            if (Body is not null && Method is not "GET" and not "HEAD")
                request.Content = new ByteArrayContent(Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            foreach (var (name, value) in Headers)
            {
                if (name == "Content-Type")
                    request.Content?.Headers.Remove(name);
                if (!request.Headers.TryAddWithoutValidation(name, value))
                    request.Content?.Headers.TryAddWithoutValidation(name, value);
            }

            return request;
        }

        public override string ToString() =>
            $"{Method} {Target} [{string.Join("; ", Headers.Select(header => $"{header.Name}: {header.Value}"))}] {(Body is null ? "" : Encoding.Latin1.GetString(Body))}";
    }
}
