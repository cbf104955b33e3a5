namespace HalloweenCostume.Functions.Tests.BothHosts;

/// <summary>Both hosts answer byte for byte alike, but for what <see cref="Answer"/> names.</summary>
public sealed class BothHostsTests(TwoHosts hosts) : IClassFixture<TwoHosts>
{
    private const string SomeId = "0199a3c4-5d0e-7c11-8f3a-6b1d2e4f5a60";
    private const string Good = """{"prompt": "johndoe as a ghost", "loraId": 1, "num_images": 1, "seed": 5}""";

    private static readonly string[] _addresses =
    [
        "/api/users", "/api/get-lora-models", "/api/generate-image", $"/api/generations/{SomeId}", $"/api/generations/{SomeId}/retries",
        "/api/images/1", $"/api/images/1/{SomeId}", $"/api/images/1/{SomeId}/restorations", "/api/health", "/api/openapi.json", "/api/nothing", "/api", "/api/",
        "/api/session", "/api/keys", "/api/keys/1", "/api/people", "/api/people/1", "/api/people/99/export", "/api/loras", "/api/loras/1", "/api/lora-uploads", "/api/usage",
    ];

    private static readonly string[] _methods = ["HEAD", "PUT", "PATCH", "OPTIONS", "TRACE", "BREW", "get"];

    private static readonly string[] _reads =
    [
        "/api/users", "/api/users?x=1", "/api/users/", "/api//users", "/API/Users", "/api/users%20", "/api/us%65rs", "/api/users%2f", "/api/%252e%252e/users", "/api/%ff%fe", "/api/%", "/api/users;x=1",
        "/api/get-lora-models", "/api/get-lora-models?userId=1", "/api/get-lora-models?userId=99", "/api/get-lora-models?userId=x", "/api/get-lora-models?userId=1&userId=2", "/api/get-lora-models?USERID=2",
        "/api/health", "/api/health?deep=false", "/api/health?deep=true", "/api/health?deep=maybe", "/api/openapi.json",
        "/api/generations/{generation}", "/api/generations/{generation}/", "/api/GENERATIONS/{generation}", "/api/generations/{blocked}", $"/api/generations/{SomeId}",
        "/api/generations/1", "/api/generations/true", "/api/generations/2026-10-31", "/api/generations/%F0%9F%8E%83", "/api/generations/%3Cscript%3E", "/api/generations/a%2Fb", "/api/generations/a+b%20c",
        "/api/images/1", "/api/images/01", "/api/images/+1", "/api/images/1?limit=1", "/api/images/1?limit=1&cursor={cursor}", "/api/images/1?page=2&limit=2", "/api/images/1?limit=0", "/api/images/1?limit=",
        "/api/images/1?cursor=abc", "/api/images/1?page=1&cursor={cursor}", "/api/images/1?limit=5%00", "/api/images/2", "/api/images/99", "/api/images/x", "/api/images/1.0", "/api/images/%201", "/api/images/9223372036854775808",
        "/api/images/1/{image}", "/api/images/1/{blockedImage}", "/api/images/1/{gone}", "/api/images/2/{image}", "/api/images/x/{image}", $"/api/images/1/{SomeId}", "/api/images/1/x", "/api/images/1/{image}/more",
        "/api/generations", "/api/images", "/api/session", "/api/session?userId=1", "/api/session?userId=99", "/api/session?userId=x", "/api/keys", "/api/people", "/api/loras", "/api/usage", "/api/usage?days=400", "/api/usage?days=0", "/api/admin", "/api/generations/{generation}/retries/1",
    ];

    public static TheoryData<SameRequest> Requests =>
    [
        .. _reads.Select(path => new SameRequest("GET", path)),
        .. _addresses.SelectMany(_ => _methods, (path, method) => new SameRequest(method, path)),
        .. _addresses.Select(path => new SameRequest("OPTIONS", path, "Origin: https://party.example")),
        .. _addresses.Select(path => new SameRequest("GET", path, "Origin: https://party.example")),
        .. _addresses.Select(path => new SameRequest("GET", path, "Origin: https://evil.example")),
        new("GET", "/api/users", "Host: evil.example"), new("GET", "/api/users", "Host: localhost"), new("GET", "/api/users", "X-Forwarded-Host: evil.example"),
        new("GET", "/api/users", "X-Forwarded-Proto: https"), new("GET", "/api/images/1", "Accept-Encoding: gzip, br"), new("GET", "/api/images/1", "Range: bytes=0-9"),
        new("GET", "/api/generations/{generation}", "If-None-Match: {etag}"), new("GET", "/api/generations/{generation}", "If-None-Match: *"), new("GET", "/api/generations/{generation}", "If-None-Match: \"0\""),
        new("POST", "/api/generate-image", "Idempotency-Key: key", Good), new("POST", "/api/generate-image", "Idempotency-Key: key", Good.Replace("ghost", "bat")),
        new("POST", "/api/generate-image", $"Idempotency-Key: {new string('k', 256)}", Good),
        new("POST", "/api/generate-image", null, Good), new("POST", "/api/generate-image", "Prefer: wait=20", Good),
        new("POST", "/api/generate-image"), new("POST", "/api/generate-image", null, ""), new("POST", "/api/generate-image", null, "{"), new("POST", "/api/generate-image", null, "[]"), new("POST", "/api/generate-image", null, "{}"),
        new("POST", "/api/generate-image", null, Good, "text/plain"), new("POST", "/api/generate-image", null, Good, null), new("POST", "/api/generate-image", "Transfer-Encoding: chunked", Good),
        new("POST", "/api/generate-image", null, Good.Replace("\"num_images\": 1", "\"num_images\": 5")), new("POST", "/api/generate-image", null, Good.Replace("\"loraId\": 1", "\"loraId\": 99")),
        new("POST", "/api/generate-image", null, Good.Replace("}", ", \"userId\": 2}")), new("POST", "/api/generate-image", null, new string(' ', 20_000)), new("POST", "/api/generate-image", null, new string(' ', 2_000_000)),
        new("POST", "/api/generations/{generation}/retries"), new("POST", $"/api/generations/{SomeId}/retries"), new("POST", "/api/generations/x/retries"), new("POST", "/api/generations/{blocked}/retries", null, "{"),
        new("POST", "/api/generations/{blocked}/retries", null, """{"imageIds": ["x"]}"""), new("POST", "/api/generations/{blocked}/retries", null, """{"imageIds": ["{image}"]}"""),
        new("DELETE", "/api/generations/{generation}"), new("DELETE", "/api/generations/{blocked}"), new("DELETE", $"/api/generations/{SomeId}"), new("DELETE", "/api/generations/x"),
        new("DELETE", "/api/images/1/{gone}"), new("DELETE", "/api/images/1/{blockedImage}"), new("DELETE", "/api/images/2/{image}"), new("DELETE", "/api/images/x/{image}"), new("DELETE", $"/api/images/1/{SomeId}"),
        new("POST", "/api/images/2/{gone}/restorations"), new("POST", "/api/images/1/{image}/restorations"), new("POST", "/api/images/x/y/restorations"),
        new("POST", "/api/users"), new("DELETE", "/api/users", null, "{}"), new("POST", "/api/nothing", null, Good), new("GET", "/api/generate-image"),
    ];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task An_answer_is_the_same_on_both_hosts(SameRequest request) =>
        Assert.Equal(await Answer.OfAsync(hosts.Local, request), await Answer.OfAsync(hosts.Azure, request));

    [Fact]
    public async Task So_is_a_picture_that_is_deleted_and_comes_back()
    {
        foreach (var (method, path) in new[]
        {
            ("DELETE", "/api/images/1/{image}"), ("GET", "/api/images/1/{image}"), ("GET", "/api/generations/{generation}"), ("DELETE", "/api/images/1/{image}"),
            ("POST", "/api/images/1/{image}/restorations"), ("GET", "/api/images/1/{image}"), ("GET", "/api/generations/{generation}"),
        })
            await An_answer_is_the_same_on_both_hosts(new(method, path));
    }
}
