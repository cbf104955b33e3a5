using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HalloweenCostume.Local.Storage;

/// <summary>Signs the right to GET one path until a second: HMAC-SHA256 over both.</summary>
public sealed class UrlSigner(byte[] key) : IDisposable
{
    // Kept with its key schedule: three times as fast as a new one for each URL, of which a page of the gallery needs 40.
    private readonly ThreadLocal<IncrementalHash> _hmac = new(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key), trackAllValues: true);
    private bool _disposed;

    private const int SignatureLength = 43;

    /// <returns><c>{path}?expires={Unix seconds}&amp;signature={base64url}</c></returns>
    public string Sign(string path, DateTimeOffset expiresAt)
    {
        Span<char> signature = stackalloc char[SignatureLength];
        var expires = expiresAt.ToUnixTimeSeconds();
        if (!TryCompute(path, expires, signature))
            throw new ArgumentException("The path is too long to be signed.", nameof(path));
        return string.Create(CultureInfo.InvariantCulture, $"{path}?expires={expires}&signature={signature}");
    }

    /// <summary>Signs the right to PUT so many bytes there, once.</summary>
    /// <returns><c>{path}?size={bytes}&amp;expires={Unix seconds}&amp;signature={base64url}</c></returns>
    public string SignUpload(string path, long sizeBytes, DateTimeOffset expiresAt)
    {
        var signed = Sign(Upload(path, sizeBytes), expiresAt);
        return string.Create(CultureInfo.InvariantCulture, $"{path}?size={sizeBytes}&{signed.AsSpan(signed.IndexOf('?', StringComparison.Ordinal) + 1)}");
    }

    /// <inheritdoc cref="IsValid"/>
    public bool IsValidUpload(string path, long sizeBytes, string? expires, string? signature, DateTimeOffset now) =>
        IsValid(Upload(path, sizeBytes), expires, signature, now, out _);

    // No path has a space in it: neither signature does for the other.
    private static string Upload(string path, long sizeBytes) => string.Create(CultureInfo.InvariantCulture, $"{path} {sizeBytes}");

    /// <summary>Takes the same time whatever is wrong with the signature.</summary>
    public bool IsValid(string path, string? expires, string? signature, DateTimeOffset now, out DateTimeOffset expiresAt)
    {
        expiresAt = default;
        // As it was signed to the letter: no zeros in front, no NULs at the end.
        if (signature is not { Length: SignatureLength }
            || !long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || seconds.ToString(CultureInfo.InvariantCulture) != expires)
            return false;
        Span<char> right = stackalloc char[SignatureLength];
        if (!TryCompute(path, seconds, right))
            return false;
        expiresAt = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return CryptographicOperations.FixedTimeEquals(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes<char>(right), System.Runtime.InteropServices.MemoryMarshal.AsBytes(signature.AsSpan()))
            && now < expiresAt;
    }

    public void Dispose()
    {
        // A container that knows a service by two names disposes of it twice.
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        foreach (var hmac in _hmac.Values)
            hmac.Dispose();
        _hmac.Dispose();
    }

    // False when the path is longer than any object's.
    private bool TryCompute(string path, long expires, Span<char> signature)
    {
        Span<byte> message = stackalloc byte[512];
        if (!Encoding.UTF8.TryGetBytes(path, message[..^21], out var length))
            return false;
        message[length++] = (byte)'\n';
        Utf8Formatter.TryFormat(expires, message[length..], out var digits);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var hmac = _hmac.Value!;
        hmac.AppendData(message[..(length + digits)]);
        hmac.GetHashAndReset(hash);
        Base64Url.EncodeToChars(hash, signature);
        return true;
    }
}
