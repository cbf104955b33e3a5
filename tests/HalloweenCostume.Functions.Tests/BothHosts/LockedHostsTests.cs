using HalloweenCostume.Http;

namespace HalloweenCostume.Functions.Tests.BothHosts;

/// <summary>Who may do what is the same on both hosts, and so are the answers.</summary>
public sealed class LockedHostsTests(LockedHosts hosts) : IClassFixture<LockedHosts>
{
    private const string Admin = "Authorization: Bearer {admin}";
    private const string SomeId = "0199a3c4-5d0e-7c11-8f3a-6b1d2e4f5a60";
    private const string Cookie = "Cookie: hc_session={session}";

    private static readonly string?[] _callers = [null, "{revoked}", "{person}", "{household}"];

    public static TheoryData<SameRequest> Requests =>
    [
        .. Routes.All.Where(route => route.Template != Routes.FalWebhook)
            .SelectMany(_ => _callers, (route, caller) => new SameRequest(route.Method, Address(route.Template), caller is null ? null : $"Authorization: Bearer {caller}")),
        .. Routes.All.Where(route => route.Method == "GET").Select(route => new SameRequest("GET", Address(route.Template), Cookie)),
        new("GET", "/api/nothing"), new("GET", "/api/nothing", Admin), new("PUT", "/api/people", Admin), new("PUT", "/api/people"), new("GET", "/API/Users"), new("GET", "/api//users"),
        new("GET", "/api/users", "Authorization: Basic abc"), new("GET", "/api/users", $"Authorization: Bearer of-somebody-elses\n{Cookie}"),
        new("POST", "/api/session", null, """{"key": 1}"""), new("POST", "/api/session", null, "{}"), new("POST", "/api/session", null, "key", "text/plain"), new("POST", "/api/session", null, """{"key": "{revoked}"}"""),
        new("POST", "/api/session", null, """{"key": "{person}"}"""), new("POST", "/api/session", "Origin: https://party.example", """{"key": "{admin}"}"""), new("POST", "/api/session", "Origin: https://evil.example", """{"key": "{admin}"}"""),
        new("POST", "/api/session", "Sec-Fetch-Site: cross-site\nAuthorization: Bearer of-somebody-elses", """{"key": "{admin}"}"""),
        new("GET", "/api/session", "Authorization: Bearer {person}"), new("GET", "/api/session?userId=2", "Authorization: Bearer {person}"), new("GET", "/api/session?userId=2", Cookie),
        new("POST", "/api/generations/x/retries", Cookie), new("POST", "/api/generations/x/retries", $"{Cookie}\nOrigin: https://evil.example"), new("POST", "/api/generations/x/retries", $"{Cookie}\nSec-Fetch-Site: same-site"),
        new("POST", "/api/generations/x/retries", $"{Cookie}\nOrigin: {{self}}", "{}"), new("POST", "/api/generations/x/retries", $"{Cookie}\nOrigin: https://party.example", "{}"),
        new("POST", "/api/generations/x/retries", $"{Cookie}\nSec-Fetch-Site: same-origin", "{}", "text/plain"), new("POST", "/api/generations/x/retries", $"{Cookie}\nSec-Fetch-Site: same-origin"),
        new("POST", "/api/people", Admin, "{}"), new("POST", "/api/people", Admin, "["), new("POST", "/api/people", Admin, "{}", "text/plain"), new("PATCH", "/api/people/x", Admin, "{}"), new("PATCH", "/api/people/99", Admin, """{"retired": 1}"""),
        new("DELETE", "/api/people/1", Admin, "{}"), new("DELETE", "/api/people/1", Admin), new("DELETE", "/api/people/99", Admin, """{"confirm": "x"}"""), new("DELETE", "/api/people/1", Admin, """{"confirm": "John"}"""),
        new("GET", "/api/people/99/export", Admin), new("GET", "/api/people/x/export", Admin), new("POST", "/api/loras", Admin, "{}"), new("PATCH", "/api/loras/x", Admin, "{}"), new("PATCH", "/api/loras/1", Admin, """{"scale": 5, "userIds": 1}"""),
        new("DELETE", "/api/loras/99", Admin), new("POST", "/api/lora-uploads", Admin, """{"sizeBytes": 0}"""), new("POST", "/api/lora-uploads", Admin, """{"sizeBytes": 1073741825}"""),
        new("POST", "/api/loras", Admin, $$"""{"personId": 1, "trigger": "johndoe", "uploadId": "{{SomeId}}"}"""), new("POST", "/api/keys", Admin, """{"name": "", "role": "king", "expiresInDays": 0}"""),
        new("POST", "/api/keys", Admin, """{"name": "x", "role": "person", "userId": 99}"""), new("DELETE", "/api/keys/3", Admin), new("DELETE", "/api/keys/x", Admin), new("GET", "/api/usage?days=x", Admin),
    ];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task An_answer_is_the_same_on_both_hosts(SameRequest request) =>
        Assert.Equal(await Answer.OfAsync(hosts.Local, request), await Answer.OfAsync(hosts.Azure, request));

    [Fact]
    public async Task So_is_all_that_an_admin_does_until_somebody_is_forgotten()
    {
        foreach (var (method, path, body, status) in new (string, string, string?, int)[]
        {
            ("GET", "/api/people", null, 200), ("POST", "/api/people", """{"firstName": " Zoë ", "lastName": "Doe"}""", 201), ("PATCH", "/api/people/4", """{"lastName": "Day", "retired": true}""", 200),
            ("GET", "/api/people", null, 200), ("GET", "/api/users", null, 200), ("PATCH", "/api/people/4", """{"retired": false}""", 200),
            ("GET", "/api/loras", null, 200), ("POST", "/api/lora-uploads", """{"sizeBytes": 1000}""", 201), ("POST", "/api/loras", """{"personId": 4, "trigger": "zoe", "url": "http://party.example/zoe.safetensors"}""", 400),
            ("PATCH", "/api/loras/1", """{"trigger": "jd", "scale": 0.5, "shared": true, "userIds": [2, 4]}""", 200), ("GET", "/api/get-lora-models?userId=4", null, 200), ("PATCH", "/api/loras/1", """{"retired": true}""", 200), ("PATCH", "/api/loras/1", """{"retired": false}""", 200),
            ("POST", "/api/keys", """{"name": "Zoë's phone", "role": "person", "userId": 4, "expiresInDays": 2}""", 201), ("GET", "/api/keys", null, 200), ("DELETE", "/api/keys/4", null, 204), ("GET", "/api/keys", null, 200),
            ("POST", "/api/generate-image", """{"prompt": "jd as a ghost", "loraId": 1, "num_images": 4, "userId": 4, "seed": 3}""", 200), ("POST", "/api/generate-image", """{"prompt": "jd as a ghost", "loraId": 1, "num_images": 4, "userId": 4}""", 429),
            ("GET", "/api/session?userId=4", null, 200), ("GET", "/api/usage?days=3", null, 200),
            ("DELETE", "/api/people/4", """{"confirm": "Zoë Day"}""", 202), ("GET", "/api/people", null, 200), ("GET", "/api/images/4", null, 404), ("GET", "/api/keys", null, 200), ("GET", "/api/usage", null, 200),
            ("DELETE", "/api/loras/3", null, 204), ("GET", "/api/loras", null, 200),
        })
        {
            var request = new SameRequest(method, path, Admin, body);
            var (local, azure) = (await Answer.OfAsync(hosts.Local, request), await Answer.OfAsync(hosts.Azure, request));
            Assert.Equal(local, azure);
            Assert.True(local.StartsWith($"{status}\n", StringComparison.Ordinal), $"{method} {path}: {local}");
        }
    }

    [Fact]
    public async Task So_is_what_somebody_gets_who_tries_keys_that_nobody_has()
    {
        string answer;
        var guesses = 0;
        do
        {
            var request = new SameRequest("GET", "/api/users", $"Authorization: Bearer hc_{new string('x', 40)}{++guesses:000}");
            answer = await Answer.OfAsync(hosts.Local, request);
            Assert.Equal(answer, await Answer.OfAsync(hosts.Azure, request));
        }
        while (answer.StartsWith("401\n", StringComparison.Ordinal) && guesses < 100);

        Assert.StartsWith("429\n", answer, StringComparison.Ordinal);
        Assert.InRange(guesses, 11, 60);
        // Who has a good key and has been here with it stays in.
        Assert.StartsWith("200\n", await Answer.OfAsync(hosts.Azure, new("GET", "/api/users", "Authorization: Bearer {admin}")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_route_has_its_rule_and_every_rule_its_function()
    {
        var rules = Routes.All.Select(route => $"{route.Method} {route.Template}").Order().ToList();
        Assert.Equal(rules, FunctionTriggers.Routes.Order());
        Assert.Equal(rules.Except([$"POST {Routes.FalWebhook}"]), hosts.LocalRoutes.Order());
    }

    private static string Address(string template) => Routes.Prefix + template.Replace("{id}", SomeId, StringComparison.Ordinal).Replace("{userId}", "2", StringComparison.Ordinal)
        .Replace("{imageId}", SomeId, StringComparison.Ordinal).Replace("{keyId}", "99", StringComparison.Ordinal).Replace("{personId}", "99", StringComparison.Ordinal).Replace("{loraId}", "99", StringComparison.Ordinal);
}
