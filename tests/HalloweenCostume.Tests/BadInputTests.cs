using System.Net;
using System.Text;
using System.Text.Json;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests;

public sealed partial class BadInputTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Generate = "/api/generate-image";
    private const string Good = """{"prompt": "johndoe", "loraId": 1, "num_images": 1}""";
    private const string SomeId = "0199a3c4-5d0e-7c11-8f3a-6b1d2e4f5a60";
    private static readonly string[] _methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"];
    private static readonly UriCreationOptions _asWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };
    private readonly LocalHost _host = shared.Host;

    public static TheoryData<string, string> RefusedFields => new()
    {
        { "prompt", "" }, { "prompt", "null" }, { "prompt", "5" }, { "prompt", "true" }, { "prompt", "[\"johndoe\"]" }, { "prompt", "{}" },
        { "prompt", "\"\"" }, { "prompt", "\"  \\t\\r\\n\\u00a0\\u3000 \"" }, { "prompt", "\"\\u0000\\u0007\\u001b\\u007f\\u0085\"" },
        { "prompt", "\"\\u200b\\u200d\\ufeff\\u2060\\u00ad\"" }, { "prompt", "\"\\u202e\\u2066\"" }, { "prompt", "\"\\ufe0f\\u0301\"" },
        { "prompt", $"\"{new string('x', 1001)}\"" }, { "prompt", $"\"{string.Concat(Enumerable.Repeat("\\ud83c\\udf83", 1001))}\"" },
        { "prompt", "\"half \\ud83c of a pumpkin\"" }, { "prompt", "\"\\udf83\"" },
        { "num_images", "" }, { "num_images", "null" }, { "num_images", "0" }, { "num_images", "5" }, { "num_images", "-1" }, { "num_images", "2.5" },
        { "num_images", "\"3\"" }, { "num_images", "1e99" }, { "num_images", "1e-99" }, { "num_images", "true" }, { "num_images", "[1]" }, { "num_images", "4.0000000001" },
        { "num_images", "9223372036854775808" }, { "num_images", "-9223372036854775809" }, { "num_images", new string('9', 1000) },
        { "loraId", "" }, { "loraId", "null" }, { "loraId", "\"abc\"" }, { "loraId", "\"1\"" }, { "loraId", "1.5" }, { "loraId", "9223372036854775808" },
        { "loraId", "1e400" }, { "loraId", "{\"id\": 1}" },
        { "userId", "\"abc\"" }, { "userId", "1.5" }, { "userId", "-9223372036854775809" }, { "userId", "[]" }, { "userId", "false" },
        { "seed", "-1" }, { "seed", "9007199254740992" }, { "seed", "1.5" }, { "seed", "\"1\"" }, { "seed", "1e308" }, { "seed", "{}" },
    };

    public static TheoryData<string> RefusedBodies => new()
    {
        "", " ", "{", "}", "[]", "null", "1", "\"text\"", "true", "nul", "not json", Good[..^1], Good[..20], Good + "}", Good + Good, $"[{Good}]", "{'prompt': 'johndoe'}",
        Good.Replace("}", ",}"), Good.Replace("{", "{ // why\n"), Good.Replace("\"loraId\": 1", "\"loraId\": 01"), Good.Replace("\"loraId\": 1", "\"loraId\": NaN"),
        Good.Replace("johndoe", "john\ndoe"), Good.Replace("johndoe", "\\x41"), Good.Replace("johndoe", "\0"),
        """{"prompt": "johndoe", "loraId": 1, "num_images": 1, "num_images": 2}""", """{"prompt": "johndoe", "loraId": 1, "num_images": 1, "num_im\u0061ges": 2}""",
        """{"prompt": "johndoe", "loraId": 1, "num_images": 1, "other": {"a": 1, "a": 2}}""",
        Good.Replace("}", $", \"deep\": {new string('[', 7000)}{new string(']', 7000)}}}"), new string('[', 10_000), string.Concat(Enumerable.Repeat("{\"a\":", 3000)),
    };

    [Theory]
    [MemberData(nameof(RefusedFields))]
    public async Task A_field_that_is_wrong_is_named(string field, string json)
    {
        var fields = new Dictionary<string, string> { ["prompt"] = "\"johndoe\"", ["loraId"] = "1", ["num_images"] = "1", [field] = json };
        var body = $"{{{string.Join(", ", fields.Where(entry => entry.Value.Length > 0).Select(entry => $"\"{entry.Key}\": {entry.Value}"))}}}";

        var problem = await RefusedAsync(Json(body), HttpStatusCode.BadRequest, field);

        Assert.Single(problem.GetProperty("errors").EnumerateObject());
        Assert.Contains(field, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_named_at_once()
    {
        var problem = await RefusedAsync(Json("""{"prompt": "", "loraId": "x", "num_images": 9, "seed": -1, "userId": 0.5}"""), HttpStatusCode.BadRequest);
        Assert.Equal(["loraId", "num_images", "prompt", "seed", "userId"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
    }

    [Theory]
    [MemberData(nameof(RefusedBodies))]
    public Task A_body_that_is_no_JSON_object_is_refused(string body) => RefusedAsync(Json(body), HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("\"\\ud800\": 1")]
    [InlineData("\"pro\\udc00mpt\": 1, \"\\ud800\": 1")]
    [InlineData("\"\\u0000\": {\"\\ud83c\": [\"\\udf83\"]}")]
    public async Task Halves_of_characters_in_names_that_nobody_asked_for_do_no_harm(string members)
    {
        using var response = await PostAsync(Json(Good.Replace("}", $", {members}}}")));
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC0, 0xAF })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xE2, 0x82 })]
    public Task A_body_that_is_no_UTF8_is_refused(byte[] bytes)
    {
        byte[] body = [.. "{\"prompt\": \"johndoe "u8, .. bytes, .. "\", \"loraId\": 1, \"num_images\": 1}"u8];
        return RefusedAsync(Bytes(body, "application/json"), HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/json-patch+json")]
    [InlineData("application/jsonx")]
    [InlineData("text/json")]
    [InlineData("*/*")]
    [InlineData("json")]
    public async Task Another_content_type_is_refused(string? contentType) =>
        await RefusedAsync(Bytes(Encoding.UTF8.GetBytes(Good), contentType), HttpStatusCode.UnsupportedMediaType);

    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/JSON; charset=\"UTF-8\"")]
    [InlineData("application/json;charset=utf-8")]
    public async Task Json_in_UTF8_is_taken_however_its_type_is_written(string contentType)
    {
        using var response = await PostAsync(Bytes(Encoding.UTF8.GetBytes(Good), contentType));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_compressed_body_is_refused(string encoding)
    {
        var content = Json(Good);
        content.Headers.ContentEncoding.Add(encoding);
        await RefusedAsync(content, HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData(16 * 1024 + 1, false)]
    [InlineData(16 * 1024 + 1, true)]
    [InlineData(600_000, false)]
    [InlineData(600_000, true)]
    public async Task A_body_over_16_KiB_is_refused_with_and_without_its_length(int bytes, bool chunked) => 
        await RefusedAsync(Sized(bytes), HttpStatusCode.RequestEntityTooLarge, chunked: chunked);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_16_KiB_is_taken(bool chunked)
    {
        using var response = await PostAsync(Sized(16 * 1024), chunked: chunked);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("a pumpkin 🎃 and 👩🏽‍🚀 in zero-width joints")]
    [InlineData("ساحرة على مكنسة עם מכשפה")]
    [InlineData("e\u0301clair, Zoe\u0308, A\u030A and \u00E9clair")]
    [InlineData("<script>alert(1)</script> & \"quotes\" 'single' \\ back / slash")]
    [InlineData("'); DROP TABLE generations; -- @prompt $1 ?")]
    [InlineData("{0} %s %n ${jndi:ldap://x} {{7*7}}")]
    [InlineData("日本の妖怪 and 𝒻𝒶𝓃𝒸𝓎 𓀀")]
    public async Task A_prompt_is_kept_and_sent_as_it_was_written(string prompt)
    {
        using var response = await PostAsync(Json(JsonSerializer.Serialize(new { prompt, loraId = 1, num_images = 1 })));

        var generation = await response.JsonAsync();
        Assert.Equal(prompt, generation.GetProperty("prompt").GetString());
        Assert.Equal(prompt, (await _host.Http.GetJsonAsync("/api/images/1?limit=1")).Images().Single().GetProperty("prompt").GetString());
        Assert.Contains(_host.Fal.Journal.Submits, call => call.Input?.GetProperty("prompt").GetString() == "johndoe " + prompt);
    }

    [Theory]
    [InlineData("  johndoe\\u0000 as\\u0007 a\\t\\r\\n\\u2028 bat \\u202egpj.exe\\u2069 ", "johndoe as a bat gpj.exe")]
    [InlineData("\\ufeffjohndoe\\uffff \\ufdd0as\\u001b[31m a bat\\u007f", "johndoe as[31m a bat")]
    public async Task What_nobody_can_see_is_cleaned_out_of_a_prompt(string escaped, string clean)
    {
        using var response = await PostAsync(Json($$"""{"prompt": "{{escaped}}", "loraId": 1, "num_images": 1}"""));
        Assert.Equal(clean, (await response.JsonAsync()).GetProperty("prompt").GetString());
    }

    [Theory]
    [InlineData("🎃", 1000)]
    [InlineData("x", 1000)]
    [InlineData("\u2003", 2000)]
    public async Task A_prompt_is_counted_in_characters_after_it_was_cleaned(string character, int times)
    {
        var prompt = character.Trim().Length > 0 ? string.Concat(Enumerable.Repeat(character, times)) : $"johndoe{string.Concat(Enumerable.Repeat(character, times))}at last";
        using var response = await PostAsync(Json(JsonSerializer.Serialize(new { prompt, loraId = 1, num_images = 1 })));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("/api/users", "GET")]
    [InlineData("/api/get-lora-models", "GET")]
    [InlineData("/api/generate-image", "POST")]
    [InlineData($"/api/generations/{SomeId}", "DELETE, GET")]
    [InlineData($"/api/generations/{SomeId}/retries", "POST")]
    [InlineData("/api/images/1", "GET")]
    [InlineData($"/api/images/1/{SomeId}", "DELETE, GET")]
    [InlineData($"/api/images/1/{SomeId}/restorations", "POST")]
    [InlineData("/api/health", "GET")]
    [InlineData("/api/openapi.json", "GET")]
    public async Task A_method_that_an_address_does_not_have_is_refused_with_those_that_it_has(string path, string allowed)
    {
        foreach (var method in _methods.Except(allowed.Split(", ")))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using var response = await _host.Http.SendAsync(request);
            await response.ProblemAsync(HttpStatusCode.MethodNotAllowed);
            Assert.Equal(allowed.Split(", "), response.Content.Headers.Allow.Order());
        }
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/api/")]
    [InlineData("/api//users")]
    [InlineData("/api/people/1/2")]
    [InlineData("/api/users/1")]
    [InlineData("/api/generations")]
    [InlineData("/api/generations/")]
    [InlineData("/api/images/")]
    [InlineData("/api/sessions")]
    [InlineData("/api/users%00")]
    [InlineData("/api/users%2f")]
    [InlineData("/api/%252e%252e/users")]
    [InlineData("/api/%C0%AE%C0%AE/users")]
    [InlineData("/api/users;x=1")]
    [InlineData("/api/\\users")]
    [InlineData("/api/%ff%fe")]
    [InlineData("/api/%u0041")]
    [InlineData("/api/%")]
    public async Task An_address_that_there_is_not_is_a_404(string path)
    {
        using var response = await RawAsync(HttpMethod.Get, path);
        await NotFoundOrUnreadableAsync(response, path);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("1")]
    [InlineData("-1")]
    [InlineData("99999999999999999999999999")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("0199a3c4-5d0e-7c11-8f3a-6b1d2e4f5a6")]
    [InlineData("{0199a3c4-5d0e-7c11-8f3a-6b1d2e4f5a60}")]
    [InlineData("0199a3c45d0e7c118f3a6b1d2e4f5a60")]
    [InlineData("%27%20OR%201%3D1%20--")]
    [InlineData("%3Cscript%3E")]
    [InlineData("%F0%9F%8E%83")]
    [InlineData(SomeId)]
    public async Task An_id_that_leads_to_nothing_is_a_404_on_every_route_of_generations_and_images(string id)
    {
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, $"/api/generations/{id}"), (HttpMethod.Delete, $"/api/generations/{id}"), (HttpMethod.Post, $"/api/generations/{id}/retries"),
            (HttpMethod.Delete, $"/api/images/1/{id}"), (HttpMethod.Post, $"/api/images/1/{id}/restorations"),
        })
        {
            using var response = await RawAsync(method, path);
            await response.ProblemAsync(HttpStatusCode.NotFound);
        }
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("1.5")]
    [InlineData("0x1")]
    [InlineData("1e0")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999999999")]
    [InlineData("%201")]
    [InlineData("1%00")]
    [InlineData("%D9%A1")]
    [InlineData("1%3B%20DROP%20TABLE%20people")]
    [InlineData("0199a3c4-5d0e-7c11-8f3a-6b1d2e4f5a60")]
    public async Task A_user_that_is_no_number_is_refused_on_every_route(string userId)
    {
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, $"/api/images/{userId}"), (HttpMethod.Delete, $"/api/images/{userId}/{SomeId}"), (HttpMethod.Post, $"/api/images/{userId}/{SomeId}/restorations"),
            (HttpMethod.Get, $"/api/get-lora-models?userId={userId}"),
        })
        {
            using var response = await RawAsync(method, path);
            // A server refuses a path with a NUL before anybody can look at it.
            if (!userId.EndsWith("%00", StringComparison.Ordinal) || path.Contains('?'))
                await response.ProblemAsync(HttpStatusCode.BadRequest, "userId");
            else
                Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("99")]
    [InlineData("9223372036854775807")]
    [InlineData("-9223372036854775808")]
    public async Task A_user_that_there_is_not_is_a_404_on_every_route(string userId)
    {
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, $"/api/images/{userId}"), (HttpMethod.Delete, $"/api/images/{userId}/{SomeId}"), (HttpMethod.Post, $"/api/images/{userId}/{SomeId}/restorations"),
            (HttpMethod.Get, $"/api/get-lora-models?userId={userId}"),
        })
        {
            using var response = await RawAsync(method, path);
            await response.ProblemAsync(HttpStatusCode.NotFound);
        }
    }

    [Theory]
    [InlineData("limit", "limit=0")]
    [InlineData("limit", "limit=-1")]
    [InlineData("limit", "limit=101")]
    [InlineData("limit", "limit=abc")]
    [InlineData("limit", "limit=")]
    [InlineData("limit", "limit=1.5")]
    [InlineData("limit", "limit=9223372036854775808")]
    [InlineData("limit", "limit=5%00")]
    [InlineData("limit", "limit=5&limit=6")]
    [InlineData("page", "page=0")]
    [InlineData("page", "page=-1")]
    [InlineData("page", "page=x")]
    [InlineData("page", "page=2147483648")]
    [InlineData("page", "page=1&page=2")]
    [InlineData("cursor", "cursor=")]
    [InlineData("cursor", "cursor=abc")]
    [InlineData("cursor", "cursor=AAAAAAAAAAIAAAGayy3kAA")]
    [InlineData("cursor", "cursor=%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00")]
    [InlineData("cursor", "cursor=AAAAAAAAAAEAAAGayy3k%20%20")]
    [InlineData("cursor", "cursor=AAAAAAAAAAEAAAGayy3kAA&cursor=AAAAAAAAAAEAAAGayy3kAA")]
    [InlineData("cursor", "page=1&cursor=AAAAAAAAAAEAAAGayy3kAA")]
    [InlineData("cursor", "cursor=%F0%9F%8E%83%F0%9F%8E%83%F0%9F%8E%83%F0%9F%8E%83%F0%9F%8E%83%F0%9F%8E%83%F0%9F%8E%83%F0%9F%8E%83%F0%9F%8E%83%F0%9F%8E%83%F0%9F%8E%83")]
    public async Task A_parameter_of_the_gallery_that_is_wrong_is_named(string field, string query)
    {
        using var response = await RawAsync(HttpMethod.Get, $"/api/images/1?{query}");
        await response.ProblemAsync(HttpStatusCode.BadRequest, field);
    }

    [Theory]
    [InlineData("userId=")]
    [InlineData("userId=1&userId=1")]
    public async Task A_user_of_the_models_that_is_wrong_is_named(string query)
    {
        using var response = await RawAsync(HttpMethod.Get, $"/api/get-lora-models?{query}");
        await response.ProblemAsync(HttpStatusCode.BadRequest, "userId");
    }

    [Theory]
    [InlineData("deep=1")]
    [InlineData("deep=maybe")]
    [InlineData("deep=true&deep=false")]
    public async Task A_depth_of_the_health_check_that_is_wrong_is_named(string query)
    {
        using var response = await RawAsync(HttpMethod.Get, $"/api/health?{query}");
        await response.ProblemAsync(HttpStatusCode.BadRequest, "deep");
    }

    [Theory]
    [InlineData("""{"imageIds": []}""")]
    [InlineData("""{"imageIds": "all"}""")]
    [InlineData("""{"imageIds": [1]}""")]
    [InlineData("""{"imageIds": ["abc"]}""")]
    [InlineData("""{"imageIds": [null]}""")]
    [InlineData("""{"imageIds": ["00000000-0000-0000-0000-000000000000"]}""")]
    [InlineData("""{"imageIds": ["\ud800"]}""")]
    [InlineData("""{"imageIds": {"a": 1}}""")]
    public async Task Images_to_run_again_that_are_no_ids_are_named(string body)
    {
        using var response = await _host.Http.PostAsync($"/api/generations/{SomeId}/retries", Json(body));
        await response.ProblemAsync(HttpStatusCode.BadRequest, "imageIds");
    }

    [Theory]
    [InlineData("{", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{}", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("{}", null, HttpStatusCode.UnsupportedMediaType)]
    public async Task A_body_of_a_retry_is_looked_at_like_any_other(string body, string? contentType, HttpStatusCode status)
    {
        using var whole = await _host.Http.PostAsync($"/api/generations/{SomeId}/retries", Bytes(Encoding.UTF8.GetBytes(body), contentType));
        await whole.ProblemAsync(status);
        using var inChunks = await SendChunkedAsync($"/api/generations/{SomeId}/retries", Bytes(Encoding.UTF8.GetBytes(body), contentType));
        await inChunks.ProblemAsync(status);
    }

    [Theory]
    [InlineData("Prefer", "wait")]
    [InlineData("Prefer", "wait=")]
    [InlineData("Prefer", "wait=-1")]
    [InlineData("Prefer", "wait=1e9")]
    [InlineData("Prefer", "wait=99999999999999999999, wait=1; x=\"")]
    [InlineData("Prefer", ",,;;==\"\"")]
    [InlineData("Prefer", "handling=strict, return=minimal")]
    [InlineData("If-None-Match", "abc")]
    [InlineData("If-None-Match", "\"")]
    [InlineData("If-None-Match", "W/")]
    [InlineData("If-None-Match", ", ,\"1\" \"2\"")]
    [InlineData("Accept", "text/html;q=x")]
    [InlineData("Range", "bytes=9-1,-")]
    [InlineData("Cookie", "=;;=")]
    [InlineData("Authorization", "Bearer")]
    public async Task A_header_that_makes_no_sense_is_ignored(string name, string value)
    {
        var id = (await _host.Http.GenerateAsync()).Id();
        using var get = new HttpRequestMessage(HttpMethod.Get, $"/api/generations/{id}");
        get.Headers.TryAddWithoutValidation(name, value);
        using var found = await _host.Http.SendAsync(get);
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);

        using var post = new HttpRequestMessage(HttpMethod.Post, Generate) { Content = Json(Good) };
        post.Headers.TryAddWithoutValidation(name, value);
        using var made = await _host.Http.SendAsync(post);
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
    }

    [Theory]
    [InlineData("/api/generations/", 7_000)]
    [InlineData("/api/images/1?cursor=", 7_000)]
    [InlineData("/api/images/1/", 7_000)]
    [InlineData("/api/health?deep=", 7_000)]
    [InlineData("/objects/halloween-costume-generated-images/", 7_000)]
    [InlineData("/api/generations/", 100_000)]
    [InlineData("/api/images/1?cursor=", 100_000)]
    public async Task An_absurdly_long_address_is_refused(string path, int length)
    {
        var answer = await RawHttp.SendAsync(_host.Http.BaseAddress!, $"GET {path}{new string('a', length)} HTTP/1.1");
        Assert.InRange(answer.Status, 400, 499);
    }

    [Fact]
    public async Task Absurdly_many_and_long_headers_are_refused()
    {
        var many = string.Concat(Enumerable.Range(0, 500).Select(i => $"\r\nX-{i}: {i}"));
        Assert.Equal(431, (await RawHttp.SendAsync(_host.Http.BaseAddress!, $"GET /api/users HTTP/1.1{many}")).Status);
        Assert.Equal(431, (await RawHttp.SendAsync(_host.Http.BaseAddress!, $"GET /api/users HTTP/1.1\r\nX-Long: {new string('x', 100_000)}")).Status);
    }

    [Theory]
    [InlineData("GET /api/users\0 HTTP/1.1")]
    [InlineData("GET http://evil.example/api/users HTTP/1.1")]
    [InlineData("OPTIONS * HTTP/1.1")]
    [InlineData("GET /api/users HTTP/9.9")]
    [InlineData("GET  /api/users  HTTP/1.1")]
    [InlineData("CONNECT localhost:80 HTTP/1.1")]
    [InlineData("POST /api/generate-image HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: -1")]
    [InlineData("POST /api/generate-image HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 1\r\nContent-Length: 2")]
    [InlineData("POST /api/generate-image HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nxyz")]
    [InlineData("GET /api/users HTTP/1.1\r\nPrefer: \xFF\xFE")]
    [InlineData("GET /api/images/1?limit=\xFF HTTP/1.1")]
    [InlineData("no http at all")]
    public async Task What_is_hardly_HTTP_is_refused(string head)
    {
        var answer = await RawHttp.SendAsync(_host.Http.BaseAddress!, head);
        Assert.True(answer.Status is (>= 400 and < 500) or 505, $"{answer.Status}");
    }

    [Fact]
    public async Task A_body_that_comes_slowly_but_in_time_is_taken()
    {
        var first = $"POST {Generate} HTTP/1.1\r\nHost: {_host.Http.BaseAddress!.Authority}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {Good.Length}\r\n\r\n";
        var answer = await RawHttp.SendAsync(_host.Http.BaseAddress!, first, Good.Select(character => character.ToString()), TimeSpan.FromMilliseconds(20));
        Assert.Equal(200, answer.Status);
    }

    private static async Task NotFoundOrUnreadableAsync(HttpResponseMessage response, string path)
    {
        // Such a path is refused by the server itself, before anybody could write a problem.
        if (path.Contains("%00", StringComparison.Ordinal))
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        else
            await response.ProblemAsync(HttpStatusCode.NotFound);
    }

    private async Task<JsonElement> RefusedAsync(HttpContent content, HttpStatusCode status, string? field = null, bool chunked = false)
    {
        var before = Stored.By(_host);
        using var response = await PostAsync(content, "bad input", chunked);
        var problem = await response.ProblemAsync(status, field);
        Assert.Equal(before, Stored.By(_host));
        return problem;
    }

    private async Task<HttpResponseMessage> PostAsync(HttpContent content, string? key = null, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Generate) { Content = content };
        request.Headers.TransferEncodingChunked = chunked ? true : null;
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await _host.Http.SendAsync(request);
    }

    private async Task<HttpResponseMessage> SendChunkedAsync(string path, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.TransferEncodingChunked = true;
        return await _host.Http.SendAsync(request);
    }

    private async Task<HttpResponseMessage> RawAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, new Uri(_host.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + path, _asWritten));
        return await _host.Http.SendAsync(request);
    }

    private static ByteArrayContent Json(string body) => Bytes(Encoding.UTF8.GetBytes(body), "application/json");

    private static ByteArrayContent Bytes(byte[] body, string? contentType)
    {
        var content = new ByteArrayContent(body);
        if (contentType is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return content;
    }

    private static ByteArrayContent Sized(int bytes) => Json(Good[..^1] + new string(' ', bytes - Good.Length) + "}");
}
