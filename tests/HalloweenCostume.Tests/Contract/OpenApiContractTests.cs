using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace HalloweenCostume.Tests.Contract;

public class OpenApiContractTests
{
    private const string Prompt = "A portrait of johndoe in a haunted house.";
    private const string Generation = "/api/generations/0199a3c4-5d0e-7c11-8f3a-6b1d2e4f5a60";
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task The_document_is_valid_OpenAPI() =>
        Assert.Empty(await OpenApiContract.ViolationsAsync(OpenApiContract.Document, [], everyOperation: false, None));

    [Theory]
    [InlineData("\"operationId\": \"listUsers\"", "\"operationId\": \"getHealth\"", "getHealth is used twice")]
    [InlineData("\"num_images\": 3 }", "\"num_images\": 5 }", "/num_images must be <= 4")]
    [InlineData("responses/Forbidden\"", "responses/Forbiden\"", "responses/Forbiden points to nothing")]
    [InlineData("\"maxLength\": 1000", "\"maxLenght\": 1000", "unknown keyword: \"maxLenght\"")]
    [InlineData("\"security\": [{ \"bearer\": [] }", "\"security\": [{ \"bear\": [] }", "securitySchemes/bear points to nothing")]
    [InlineData("\"description\": \"The models.\",", "", "must have required property 'description'")]
    public async Task A_mistake_in_the_document_is_found(string text, string mistake, string violation)
    {
        Assert.Contains(text, OpenApiContract.Document, StringComparison.Ordinal);
        var document = OpenApiContract.Document.Replace(text, mistake, StringComparison.Ordinal);
        Assert.Contains(
            await OpenApiContract.ViolationsAsync(document, [], everyOperation: false, None),
            line => line.StartsWith("document: ", StringComparison.Ordinal) && line.Contains(violation, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Exchanges_that_keep_the_contract_pass() => Assert.Empty(await OpenApiContract.ViolationsAsync(
        OpenApiContract.Document,
        [
            Get("/api/users", """[{"id": 1, "firstName": "John", "lastName": "Doe"}]"""),
            Get("/api/users", "[]") with { ResponseHeaders = Headers("Content-Type", "application/json; charset=utf-8", "cache-control", "no-store") },
            Get("/api/images/1?limit=20", """{"images": [], "hasMore": false, "nextCursor": null}"""),
            Get("/api/images/{userId}?page=2", """{"images": [], "hasMore": true, "nextCursor": null, "page": 2}"""),
            Get("/api/images/1/0199a3c4-5d10-7b22-9f6e-2a51c0d3e4f0", RunningImage()),
            Accepted(),
            Accepted(body => body["images"] = new JsonArray()),
            Get(Generation, null) with { Status = 304, ResponseHeaders = Headers("Cache-Control", "no-store", "ETag", "\"5\"") },
            Get("/api/images/1/0199a3c4-5d10-7b22-9f6e-2a51c0d3e4f0", null) with
            {
                Method = "DELETE", Status = 204, ResponseHeaders = Headers("Cache-Control", "no-store"),
            },
            Refused("/api/images/1?limit=0", 400, """{"limit": ["Must be a whole number from 1 to 100."]}"""),
            Refused("/api/images/1?unknown=0", 404),
            Refused("/api/nothing", 404),
            Refused("/api/users", 405, header: ("Allow", "GET")) with { Method = "POST", RequestBody = "{" },
        ],
        everyOperation: false,
        None));

    [Fact]
    public async Task Each_broken_exchange_is_reported_with_what_is_wrong()
    {
        (Exchange Exchange, string Violation)[] broken =
        [
            (Get("/api/users", """[{"id": 1, "firstName": "John"}]"""), "response body: /0 must have required property 'lastName'"),
            (Get("/api/users", """[{"id": "1", "firstName": "John", "lastName": "Doe"}]"""), "response body: /0/id must be integer"),
            (Get("/api/users", """[{"id": 1, "firstName": "John", "lastName": "Doe", "age": 7}]"""), "response body: /0 must NOT have additional properties: age"),
            (Get("/api/users", "[") with { Status = 200 }, "response body: "),
            (Get("/api/users", "[]") with { Status = 206 }, "status 206 is not described"),
            (Get("/api/users", "[]") with { ResponseHeaders = Headers("Content-Type", "text/json", "Cache-Control", "no-store") }, "content type \"text/json\""),
            (Get("/api/users", "[]") with { ResponseHeaders = Headers("Content-Type", "application/json") }, "header Cache-Control is missing"),
            (Get("/api/users", "[]") with { ResponseHeaders = Headers("Content-Type", "application/json", "Cache-Control", "public") }, "header Cache-Control \"public\""),
            (Get("/api/users?sort=age", "[]"), "query parameter sort is not described"),
            (Get("/api/images/1?limit=101", """{"images": [], "hasMore": false, "nextCursor": null}"""), "query parameter limit \"101\""),
            (Get("/api/images/1", """{"images": [], "hasMore": true, "nextCursor": null}"""), "response body: /nextCursor must be string"),
            (Get("/api/images/1/0199a3c4-5d10-7b22-9f6e-2a51c0d3e4f0", RunningImage().Replace("queued", "waiting", StringComparison.Ordinal)), "response body: /status must be equal to one of the allowed values"),
            (Get("/api/witches", "[]"), "the document has no such operation"),
            (Get("/api/witches", "[]") with { Status = 405 }, "the answer is not 404"),
            (Get(Generation, null) with { Status = 304, ResponseHeaders = Headers("Cache-Control", "no-store") }, "header ETag is missing"),
            (Get("/api/users", null) with { Method = "PATCH", Status = 405 }, "header Allow is missing"),
            (Get("/api/images/1/0199a3c4-5d10-7b22-9f6e-2a51c0d3e4f0", "{}") with { Method = "DELETE", Status = 204 }, "response body: none is described"),
            (Refused("/api/images/1?limit=0", 400), "response body: / must have required property 'errors'"),
            (Refused("/api/users", 503), "header Retry-After is missing"),
            (Refused(Generation, 404) with { ResponseBody = """{"type": "about:blank", "title": "x", "status": 400, "detail": "x"}""" }, "/status is 400"),
            (Accepted(request: """{"prompt": "x", "loraId": 1, "num_images": 9}"""), "request body: /num_images must be <= 4"),
            (Accepted(request: null), "request body: missing"),
            (Accepted(body => body["status"] = "done"), "response body: /status must be equal to one of the allowed values"),
            (Accepted(body => body["images"]![0]!["signedUrl"] = "http://localhost/a"), "response body: /images/0/signedUrl must be null"),
            (Accepted(body => body["images"]![0]!["status"] = "ready"), "response body: /images/0/signedUrl must be string"),
            (Accepted(body => body["images"]![0]!["status"] = "blocked"), "response body: /images/0/error must be string"),
            (Accepted(body => body["createdAt"] = "2026-10-31T20:15:00+02:00"), "response body: /createdAt must match pattern"),
            (Accepted(body => body["id"] = "8e03978e-40d5-43e8-bc93-6894a57f9324"), "response body: /id must match pattern"),
        ];

        var violations = await OpenApiContract.ViolationsAsync(
            OpenApiContract.Document, broken.Select(each => each.Exchange), everyOperation: false, None);

        Assert.All(broken.Index(), each => Assert.Contains(violations, line =>
            line.StartsWith($"exchange {each.Index + 1}, {each.Item.Exchange.Method} {each.Item.Exchange.Url} ", StringComparison.Ordinal)
            && line.Contains(each.Item.Violation, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_operation_that_nothing_exercised_is_reported()
    {
        var violations = await OpenApiContract.ViolationsAsync(
            OpenApiContract.Document, [Get("/api/users", "[]")], everyOperation: true, None);
        Assert.Contains("no exchange of restoreImage", violations);
        Assert.DoesNotContain("no exchange of listUsers", violations);
    }

    [Fact]
    public async Task The_recorder_keeps_what_was_exchanged_and_leaves_it_readable()
    {
        using var recorder = new ExchangeRecorder(new Answering(request => new(HttpStatusCode.Accepted)
        {
            Headers = { { "ETag", "\"1\"" } },
            Content = new StringContent($"got {request}", Encoding.UTF8, "application/json"),
        }));
        using var client = new HttpClient(recorder);

        using var body = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("http://localhost/api/generate-image?x=1"), body, None);
        using var file = await client.GetAsync(new Uri("http://localhost/files/1.jpg"), None);

        Assert.Equal("got {}", await answer.Content.ReadAsStringAsync(None));
        var exchange = Assert.Single(recorder.Exchanges);
        Assert.Equal(("POST", "/api/generate-image?x=1", 202), (exchange.Method, exchange.Url, exchange.Status));
        Assert.Equal(("{}", "got {}"), (exchange.RequestBody, exchange.ResponseBody));
        Assert.Equal("\"1\"", exchange.ResponseHeaders["etag"]);
        Assert.Equal("application/json; charset=utf-8", exchange.RequestHeaders["content-type"]);
    }

    private static Exchange Get(string url, string? body) =>
        new("GET", url, 200, Headers(), Headers("Content-Type", "application/json", "Cache-Control", "no-store"), null, body);

    private static Exchange Refused(string url, int status, string? errors = null, (string Name, string Value)? header = null) =>
        Get(url, $$"""{"type": "about:blank", "title": "No", "status": {{status}}, "detail": "Not so."{{(errors is null ? "" : $", \"errors\": {errors}")}}}""") with
        {
            Status = status,
            ResponseHeaders = Headers(
                "Content-Type", "application/problem+json", "Cache-Control", "no-store", header?.Name ?? "X-Other", header?.Value ?? ""),
        };

    /// <summary>The document's own example of a running generation, changed where the test wants it.</summary>
    private static Exchange Accepted(
        Action<JsonNode>? change = null, string? request = $$"""{"prompt": "{{Prompt}}", "loraId": 1, "num_images": 1}""")
    {
        var body = RunningGeneration();
        change?.Invoke(body);
        return new(
            "POST",
            "/api/generate-image",
            202,
            Headers("Content-Type", "application/json", "Idempotency-Key", "a", "Prefer", "respond-async"),
            Headers("Content-Type", "application/json", "Cache-Control", "no-store", "ETag", "\"1\"", "Location", Generation, "Retry-After", "1"),
            request,
            body.ToJsonString());
    }

    private static string RunningImage() => RunningGeneration()["images"]![0]!.ToJsonString();

    private static JsonNode RunningGeneration() => JsonNode.Parse(OpenApiContract.Document)!["components"]!["examples"]!["RunningGeneration"]!["value"]!;

    private static Dictionary<string, string> Headers(params string[] namesAndValues) =>
        namesAndValues.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);

    private sealed class Answering(Func<string?, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            answer(request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken));
    }
}
