using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HalloweenCostume.Functions.Tests.Storage.Server;

/// <summary>Decides on a V4-signed URL as Google does, by the public key. Written from https://cloud.google.com/storage/docs/authentication/signatures</summary>
internal sealed class V4Verifier(RSA key, string email, TimeProvider time)
{
    private static readonly TimeSpan _longestLife = TimeSpan.FromDays(7);
    private static readonly TimeSpan _skew = TimeSpan.FromMinutes(15);

    /// <returns>Google's status and code of the refusal; null when the URL is good for this request.</returns>
    public (int Status, string Code)? Refusal(GcsRequest request)
    {
        var query = request.Query.Split('&').Select(pair => pair.Split('=', 2)).ToLookup(pair => pair[0], pair => Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? ""));
        string Of(string name) => query[name].Count() == 1 ? query[name].Single() : "";
        var scope = $"{Of("X-Goog-Date").Split('T')[0]}/auto/storage/goog4_request";
        var names = Of("X-Goog-SignedHeaders").Split(';');
        if (Of("X-Goog-Algorithm") != "GOOG4-RSA-SHA256" || Of("X-Goog-Credential") != $"{email}/{scope}"
            || !DateTimeOffset.TryParseExact(Of("X-Goog-Date"), "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signedAt)
            || !int.TryParse(Of("X-Goog-Expires"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds < 1 || seconds > _longestLife.TotalSeconds)
            return (400, "AuthenticationRequired");
        if (!names.Contains("host") || request.Headers.Keys.Select(name => name.ToLowerInvariant()).Any(name => name.StartsWith("x-goog-", StringComparison.Ordinal) && !names.Contains(name)))
            return (403, "MalformedSecurityHeader");
        var text = $"GOOG4-RSA-SHA256\n{Of("X-Goog-Date")}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(request, names))))}";
        if (!IsHex(Of("X-Goog-Signature")) || !key.VerifyData(Encoding.UTF8.GetBytes(text), Convert.FromHexString(Of("X-Goog-Signature")), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            return (403, "SignatureDoesNotMatch");
        if (signedAt > time.GetUtcNow() + _skew)
            return (403, "AccessDenied");
        return time.GetUtcNow() >= signedAt.AddSeconds(seconds) ? (400, "ExpiredToken") : null;
    }

    private static string Canonical(GcsRequest request, string[] names)
    {
        var query = request.Query.Split('&').Where(pair => !pair.StartsWith("X-Goog-Signature=", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var headers = names.Select(name => $"{name}:{Header(request, name)}\n");
        return $"{request.Method}\n{request.Path}\n{string.Join('&', query)}\n{string.Concat(headers)}\n{string.Join(';', names)}\nUNSIGNED-PAYLOAD";
    }

    // Google's own signer leaves the port of an emulator out.
    private static string Header(GcsRequest request, string name)
    {
        var value = request.Headers.GetValueOrDefault(name, "").Trim();
        return name == "host" ? value.Split(':')[0] : value;
    }

    private static bool IsHex(string text) => text.Length is > 0 and <= 2048 && text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit);
}
