using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HalloweenCostume.Functions.Tests.Storage.Server;

/// <summary>Decides on the self-signed token that Google's client sends to the JSON API.</summary>
internal sealed class JwtVerifier(RSA key, string email, TimeProvider time)
{
    public bool Accepts(string authorization)
    {
        if (!authorization.StartsWith("Bearer ", StringComparison.Ordinal) || authorization["Bearer ".Length..].Split('.') is not [var head, var body, var signature])
            return false;
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(body));
        return key.VerifyData(Encoding.ASCII.GetBytes($"{head}.{body}"), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            && claims.RootElement.GetProperty("iss").GetString() == email
            && claims.RootElement.GetProperty("scope").GetString() == "https://www.googleapis.com/auth/devstorage.read_write"
            && claims.RootElement.GetProperty("exp").GetInt64() > time.GetUtcNow().ToUnixTimeSeconds();
    }
}
