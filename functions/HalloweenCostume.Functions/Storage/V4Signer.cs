using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HalloweenCostume.Storage;

namespace HalloweenCostume.Functions.Storage;

/// <summary>
/// Signs URLs as Google's UrlSigner does, to the byte, but for any moment: that one signs for now, and a URL that is to be the same for
/// everyone within a window is signed for the window's beginning. Source: https://cloud.google.com/storage/docs/authentication/canonical-requests
/// </summary>
internal sealed class V4Signer(GcsOptions options) : IDisposable
{
    // Nothing promises that one key may sign twice at the same time; another one costs less than a signature.
    private readonly ConcurrentBag<RSA> _keys = [];
    private readonly Uri _endpoint = options.Endpoint.Address;
    private readonly ServiceAccount _account = options.Account;

    /// <summary>The object's address without a signature.</summary>
    public string Address(ObjectName name) => _endpoint.GetLeftPart(UriPartial.Authority) + Path(name);

    /// <param name="window">At most 7 days.</param>
    /// <param name="headers">What the request must carry besides its host: names in lower case, values without white space around them.</param>
    public string Sign(HttpMethod method, ObjectName name, SigningWindow window, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var signed = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = _endpoint.Host };
        foreach (var (header, value) in headers)
            signed[header] = value;
        var names = string.Join(';', signed.Keys);
        var moment = window.SignedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{moment.AsSpan(0, 8)}/auto/storage/goog4_request";
        var seconds = (long)(window.ExpiresAt - window.SignedAt).TotalSeconds;
        var query = string.Create(CultureInfo.InvariantCulture,
            $"X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential={Uri.EscapeDataString($"{_account.Email}/{scope}")}&X-Goog-Date={moment}&X-Goog-Expires={seconds}&X-Goog-SignedHeaders={Uri.EscapeDataString(names)}");
        var request = $"{method}\n{Path(name)}\n{query}\n{string.Concat(signed.Select(header => $"{header.Key}:{header.Value}\n"))}\n{names}\nUNSIGNED-PAYLOAD";
        var signature = Sign($"GOOG4-RSA-SHA256\n{moment}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request)))}");
        return $"{Address(name)}?{query}&X-Goog-Signature={signature}";
    }

    public void Dispose()
    {
        foreach (var key in _keys)
            key.Dispose();
    }

    private string Sign(string text)
    {
        if (!_keys.TryTake(out var key))
            key = RSA.Create(_account.Key);
        var signature = key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        _keys.Add(key);
        return Convert.ToHexStringLower(signature);
    }

    private static string Path(ObjectName name) => $"/{name.Bucket}/{string.Join('/', name.Path.Split('/').Select(Uri.EscapeDataString))}";
}
