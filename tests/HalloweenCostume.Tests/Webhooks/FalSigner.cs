using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NSec.Cryptography;

namespace HalloweenCostume.Tests.Webhooks;

/// <summary>One of fal's keys, and the calls that fal signs with it.</summary>
internal sealed class FalSigner : IDisposable
{
    public const string UserId = "github|1234567";

    private readonly Key _key = new(SignatureAlgorithm.Ed25519);

    public object Jwk => JwkOf(_key.PublicKey.Export(KeyBlobFormat.RawPublicKey));

    public static object JwkOf(ReadOnlySpan<byte> publicKey) => new { kty = "OKP", crv = "Ed25519", use = "sig", x = Base64Url.EncodeToString(publicKey) };

    public static string Body(string requestId, string status = "OK") => JsonSerializer.Serialize(new
    {
        request_id = requestId, gateway_request_id = requestId, status, payload = new { seed = 1, images = new[] { new { url = "https://evil.example/picture.jpg" } } },
    });

    public SignedCall Call(string requestId, DateTimeOffset signedAt, string? body = null)
    {
        body ??= Body(requestId);
        var timestamp = signedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var message = $"{requestId}\n{UserId}\n{timestamp}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}";
        return new(requestId, UserId, timestamp, Convert.ToHexStringLower(SignatureAlgorithm.Ed25519.Sign(_key, Encoding.UTF8.GetBytes(message))), body);
    }

    public void Dispose() => _key.Dispose();
}

/// <summary>A call as it goes over the wire, for tests to change what they want.</summary>
internal sealed record SignedCall(string RequestId, string UserId, string Timestamp, string Signature, string Body)
{
    public IEnumerable<(string Name, string Value)> Headers =>
    [
        ("X-Fal-Webhook-Request-Id", RequestId), ("X-Fal-Webhook-User-Id", UserId),
        ("X-Fal-Webhook-Timestamp", Timestamp), ("X-Fal-Webhook-Signature", Signature),
    ];

    public HttpRequestMessage Request(HttpContent? content = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, WebhookHost.Path) { Content = content ?? new StringContent(Body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    /// <summary>Request line and headers, for a call by hand.</summary>
    public string Head(params (string Name, string Value)[] more) =>
        $"POST {WebhookHost.Path} HTTP/1.1\r\n" + string.Join("\r\n", Headers.Concat(more).Select(header => $"{header.Name}: {header.Value}"));
}
