using System.Buffers.Text;
using System.Net;
using System.Text.Json;
using NSec.Cryptography;

namespace HalloweenCostume.Fal.Webhooks;

/// <summary>Reads fal's JSON Web Key Set. What is in it and is no Ed25519 key (RFC 8037) is passed over.</summary>
public sealed class FalJwks(HttpClient http, FalWebhookOptions options, TimeProvider time)
{
    private const int MaxBytes = 256 * 1024;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <returns>At least one key.</returns>
    /// <exception cref="FalException">Also for an answer that is a redirect, too large, unreadable, or without a key.</exception>
    internal async Task<IReadOnlyList<PublicKey>> FetchAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await http.GetAsync(options.JwksUrl, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.StatusCode != HttpStatusCode.OK)
                throw new FalException(FalFailure.Unavailable, $"The JWKS answered {(int)response.StatusCode}.", (int)response.StatusCode);
            await using var body = new GuardedStream(await response.Content.ReadAsStreamAsync(either.Token), MaxBytes, _patience, time);
            using var json = await JsonDocument.ParseAsync(body, cancellationToken: either.Token);
            return Keys(json.RootElement) is { Count: > 0 } keys ? keys : throw new FalException(FalFailure.Senseless, "The JWKS has no Ed25519 key.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FalException(FalFailure.Unavailable, $"The JWKS took longer than {_patience.TotalSeconds} s.");
        }
        catch (HttpRequestException exception)
        {
            throw new FalException(FalFailure.Unavailable, "The JWKS could not be reached.", innerException: exception);
        }
        catch (JsonException exception)
        {
            throw new FalException(FalFailure.Senseless, "The JWKS is not JSON.", innerException: exception);
        }
    }

    private static List<PublicKey> Keys(JsonElement set) =>
        set.ValueKind == JsonValueKind.Object && set.TryGetProperty("keys", out var keys) && keys.ValueKind == JsonValueKind.Array
            ? [.. keys.EnumerateArray().Select(Key).OfType<PublicKey>()]
            : [];

    private static PublicKey? Key(JsonElement jwk) =>
        jwk.ValueKind == JsonValueKind.Object
        && Is(jwk, "kty", "OKP")
        // fal's documentation promises no crv.
        && (Is(jwk, "crv", "Ed25519") || !jwk.TryGetProperty("crv", out _))
        && jwk.TryGetProperty("x", out var x) && x.ValueKind == JsonValueKind.String
        && Bytes(x) is { } bytes
        && PublicKey.TryImport(SignatureAlgorithm.Ed25519, bytes, KeyBlobFormat.RawPublicKey, out var key)
            ? key : null;

    private static bool Is(JsonElement jwk, string name, string value) =>
        jwk.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String && found.ValueEquals(value);

    private static byte[]? Bytes(JsonElement base64Url)
    {
        var text = Http.JsonBody.Text(base64Url);
        return Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;
    }
}
