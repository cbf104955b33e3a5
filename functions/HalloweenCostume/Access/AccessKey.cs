using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace HalloweenCostume.Access;

/// <summary>A key or a session's token: a prefix and 256 random bits in base64url. Only its SHA-256 is ever kept.</summary>
public static class AccessKey
{
    public const string Prefix = "hc_";

    /// <summary>More than any key has: what is longer is not looked at.</summary>
    public const int MaxLength = 64;

    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <returns>Lower-case hex.</returns>
    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Takes the same time wherever they differ.</summary>
    public static bool SameHash(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), Encoding.ASCII.GetBytes(other));
}
