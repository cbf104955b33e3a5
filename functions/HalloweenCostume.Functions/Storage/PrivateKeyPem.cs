using System.Security.Cryptography;

namespace HalloweenCostume.Functions.Storage;

/// <summary>Reads a private key as people paste it: with <c>\n</c> in letters, in quotes, without its last line break, as PKCS#8 or PKCS#1.</summary>
internal static class PrivateKeyPem
{
    private const string Expected = "it should be the private_key of the service account's key file, from -----BEGIN PRIVATE KEY----- on.";

    // As JSON may have them; none of them can be part of a key.
    private static readonly (string Escaped, string Plain)[] _escapes = [(@"\r", ""), (@"\n", "\n"), (@"\/", "/"), (@"\u003d", "="), (@"\u002b", "+"), (@"\u002f", "/")];

    /// <param name="fault">What is wrong and what helps, with no part of the key in it; empty when nothing is.</param>
    public static RSAParameters Read(string text, out string fault)
    {
        fault = "";
        var pem = Tidy(text);
        if (pem.StartsWith('{'))
            fault = "is the whole key file: it should be the value of its private_key alone.";
        else if (pem.Contains("ENCRYPTED", StringComparison.Ordinal))
            fault = "is encrypted: " + Expected;
        else if (!PemEncoding.TryFind(pem, out var fields))
            fault = pem.Contains("-----BEGIN", StringComparison.Ordinal) ? "is damaged or cut off: " + Expected : "is no key: " + Expected;
        else
            return Read(pem[fields.Label], Convert.FromBase64String(pem[fields.Base64Data]), out fault);
        return default;
    }

    private static RSAParameters Read(string label, byte[] der, out string fault)
    {
        fault = "";
        using var rsa = RSA.Create();
        try
        {
            switch (label)
            {
                case "PRIVATE KEY":
                    rsa.ImportPkcs8PrivateKey(der, out _);
                    break;
                case "RSA PRIVATE KEY":
                    rsa.ImportRSAPrivateKey(der, out _);
                    break;
                default:
                    fault = "is no RSA private key but something else: " + Expected;
                    return default;
            }

            // A letter lost on the way is still a key, but one that signs nothing.
            var hash = new byte[SHA256.HashSizeInBytes];
            if (rsa.VerifyHash(hash, rsa.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
                return rsa.ExportParameters(includePrivateParameters: true);
        }
        catch (CryptographicException)
        {
            // An elliptic curve's key ends here too.
        }

        fault = "is damaged or no RSA private key: " + Expected;
        return default;
    }

    private static string Tidy(string text)
    {
        var tidy = text.Trim().TrimEnd(',').Trim('"', '\'');
        foreach (var (escaped, plain) in _escapes)
            tidy = tidy.Replace(escaped, plain, StringComparison.OrdinalIgnoreCase);
        return tidy.Trim();
    }
}
