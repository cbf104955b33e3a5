using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Fal.Webhooks;

/// <summary>What the headers of fal's call say, none of it to be believed before it is verified. Source: fal's documentation of webhooks.</summary>
internal sealed record FalWebhookSignature(string RequestId, string UserId, string Timestamp, byte[] Bytes)
{
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);
    private const int SignatureBytes = 64;

    /// <returns>Null unless each header is there once and in its form.</returns>
    public static FalWebhookSignature? Read(IHeaderDictionary headers)
    {
        var bytes = new byte[SignatureBytes];
        return One(headers, "X-Fal-Webhook-Request-Id", 200) is { } requestId
            && One(headers, "X-Fal-Webhook-User-Id", 256) is { } userId
            && One(headers, "X-Fal-Webhook-Timestamp", 20) is { } timestamp
            && One(headers, "X-Fal-Webhook-Signature", 2 * SignatureBytes) is { } signature
            && Convert.FromHexString(signature, bytes, out _, out var written) == OperationStatus.Done && written == SignatureBytes
                ? new(requestId, userId, timestamp, bytes)
                : null;
    }

    /// <summary>Whether the call was signed within five minutes of <paramref name="now"/>, before or after.</summary>
    public bool IsTimely(DateTimeOffset now) =>
        long.TryParse(Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var signedAt)
        && Math.Abs(now.ToUnixTimeSeconds() - signedAt) <= Tolerance.TotalSeconds;

    /// <summary>What was signed, for a body of exactly these bytes.</summary>
    public byte[] Message(ReadOnlySpan<byte> body) =>
        Encoding.ASCII.GetBytes($"{RequestId}\n{UserId}\n{Timestamp}\n{Convert.ToHexStringLower(SHA256.HashData(body))}");

    private static string? One(IHeaderDictionary headers, string name, int maxLength) =>
        headers[name] is [{ Length: > 0 } value] && value.Length <= maxLength && value.All(c => c is >= ' ' and <= '~') ? value : null;
}
