using HalloweenCostume.Tests.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HalloweenCostume.Tests.Limits;

/// <summary>What the server itself refuses before anybody looks at a request.</summary>
public sealed class LimitTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Get = "GET /api/users HTTP/1.1", Post = "POST /api/generate-image HTTP/1.1\r\nContent-Type: application/json";
    private const string Body = """{"prompt": "johndoe", "loraId": 1}""";
    private readonly Uri _address = shared.Host.Http.BaseAddress!;

    [Fact]
    public void A_server_waits_ten_seconds_for_headers_and_takes_a_thousand_connections()
    {
        var limits = shared.Host.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), 1_000L), (limits.RequestHeadersTimeout, limits.KeepAliveTimeout, limits.MaxConcurrentConnections));
        Assert.Equal((32 * 1024, 100, 1024 * 1024L), (limits.MaxRequestHeadersTotalSize, limits.MaxRequestHeaderCount, limits.MaxRequestBodySize));
        Assert.Equal((240.0, TimeSpan.FromSeconds(5)), (limits.MinRequestBodyDataRate!.BytesPerSecond, limits.MinRequestBodyDataRate.GracePeriod));
    }

    public static TheoryData<string, string> Heads => new()
    {
        { "a header of 40 KB", $"{Get}\r\nX-Long: {new string('x', 40_000)}" },
        { "a cookie of 40 KB", $"{Get}\r\nCookie: {new string('x', 40_000)}" },
        { "500 headers", Get + string.Concat(Enumerable.Range(0, 500).Select(i => $"\r\nX-{i}: {i}")) },
        { "500 times the same header", Get + string.Concat(Enumerable.Repeat("\r\nCookie: a=b", 500)) },
        { "a name of 40 KB", $"{Get}\r\n{new string('x', 40_000)}: 1" },
        { "a line of 40 KB", $"GET /{new string('x', 40_000)} HTTP/1.1" },
        { "a space before the colon", $"{Get}\r\nX-Bad : 1" },
        { "no name", $"{Get}\r\n: 1" },
        { "a name with a space", $"{Get}\r\nX Bad: 1" },
        { "a name beyond ASCII", $"{Get}\r\nX-\u00e4: 1" },
        { "no colon", $"{Get}\r\nX-Bad" },
        { "NUL in a name", $"{Get}\r\nX\0Bad: 1" },
        { "NUL in a value", $"{Get}\r\nX-Bad: a\0b" },
        { "a bare CR in a value", $"{Get}\r\nX-Bad: a\rb" },
        { "a folded header", $"{Get}\r\nX-Folded: a\r\n b" },
        { "a header folded by a tab", $"{Get}\r\nX-Folded: a\r\n\tb" },
        { "a folded first header", $"{Get}\r\n X-Folded: a" },
        { "a bare LF after a header", $"{Get}\r\nX-Bad: a\nX-Other: b" },
        { "a bare LF after the first line", "GET /api/users HTTP/1.1\nX-Bad: a" },
        { "two hosts", $"{Get}\r\nHost: evil.example" },
        { "two lengths", $"{Post}\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n{Body}" },
        { "a length with a sign", $"{Post}\r\nContent-Length: +34\r\n\r\n{Body}" },
        { "a length in hexadecimal", $"{Post}\r\nContent-Length: 0x22\r\n\r\n{Body}" },
        { "a list of lengths", $"{Post}\r\nContent-Length: 34, 34\r\n\r\n{Body}" },
        { "a length beyond all numbers", $"{Post}\r\nContent-Length: 99999999999999999999" },
        { "an unknown encoding", $"{Post}\r\nTransfer-Encoding: xchunked" },
        { "chunks and more", $"{Post}\r\nTransfer-Encoding: chunked, gzip" },
        { "chunks within gzip", $"{Post}\r\nTransfer-Encoding: gzip, chunked" },
        { "HTTP/2 that nobody agreed on", "PRI * HTTP/2.0" },
        { "another version", "GET /api/users HTTP/3.0" },
        { "no version", "GET /api/users" },
        { "a method with a colon", "GE:T /api/users HTTP/1.1" },
        { "a method of 40 KB", $"{new string('X', 40_000)} /api/users HTTP/1.1" },
    };

    [Theory]
    [MemberData(nameof(Heads))]
    public async Task An_abused_header_is_refused(string what, string head)
    {
        var answer = await RawHttp.SendAsync(_address, head);
        Assert.True(answer.Status is 0 or (>= 400 and < 500) or 505, $"{answer.Status} to {what}");
        await StillAnswersAsync();
    }

    public static TheoryData<string, string> Bodies => new()
    {
        { "a length and chunks", $"Content-Length: {Body.Length}\r\nTransfer-Encoding: chunked\r\n\r\n22\r\n{Body}\r\n0\r\n\r\n" },
        { "chunks and a length of zero", $"Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n22\r\n{Body}\r\n0\r\n\r\n" },
        { "a chunk extension of 2 MB", $"Transfer-Encoding: chunked\r\n\r\n22;{new string('x', 2_000_000)}\r\n{Body}\r\n0\r\n\r\n" },
        { "a chunk extension with a bare LF", $"Transfer-Encoding: chunked\r\n\r\n22;x\n{Body}\r\n0\r\n\r\n" },
        { "a chunk's size that is no number", $"Transfer-Encoding: chunked\r\n\r\nZZ\r\n{Body}\r\n0\r\n\r\n" },
        { "a chunk's size beyond all numbers", $"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n{Body}\r\n0\r\n\r\n" },
        { "a negative chunk", $"Transfer-Encoding: chunked\r\n\r\n-22\r\n{Body}\r\n0\r\n\r\n" },
        { "a chunk longer than it says", $"Transfer-Encoding: chunked\r\n\r\n2\r\n{Body}\r\n0\r\n\r\n" },
        { "a trailer of 40 KB", $"Transfer-Encoding: chunked\r\n\r\n22\r\n{Body}\r\n0\r\nX-Long: {new string('x', 40_000)}\r\n\r\n" },
        { "500 trailers", $"Transfer-Encoding: chunked\r\n\r\n22\r\n{Body}\r\n0\r\n{string.Concat(Enumerable.Range(0, 500).Select(i => $"X-{i}: {i}\r\n"))}\r\n" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task An_abused_body_is_refused(string what, string rest)
    {
        var before = Stored.By(shared.Host);
        var answer = await RawHttp.SendAsync(_address, $"{Post}\r\nHost: {_address.Authority}\r\nConnection: close\r\n{rest}", [], default);
        Assert.True(answer.Status is 0 or (>= 400 and < 500), $"{answer.Status} to {what}: {answer.Body}");
        Assert.Equal(before, Stored.By(shared.Host));
        await StillAnswersAsync();
    }

    private async Task StillAnswersAsync()
    {
        using var answer = await shared.Host.Http.GetAsync("/api/users");
        Assert.True(answer.IsSuccessStatusCode);
    }
}
