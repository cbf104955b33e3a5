using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Access;

/// <summary>Who makes a request, as <see cref="AccessGuard"/> found out.</summary>
/// <param name="KeyId">Null where no keys are needed; 0 for the first admin's key, which is a setting.</param>
/// <param name="PersonId">The one person whose things it may see; null for everybody's.</param>
/// <param name="KeyName">As its issuer called it.</param>
/// <param name="ExpiresAt">When the key or the session ends.</param>
/// <param name="SessionHash">Of the session's token, where a cookie brought it.</param>
public sealed record Caller(
    AccessRole Role, long? KeyId = null, long? PersonId = null, string? KeyName = null, DateTimeOffset? ExpiresAt = null, string? SessionHash = null)
{
    /// <summary>Without keys, whoever reaches the host may do everything.</summary>
    public static Caller Open { get; } = new(AccessRole.Admin);

    /// <summary>The caller of a request that has passed the guard.</summary>
    public static Caller Of(HttpRequest request) => request.HttpContext.Features.Get<Caller>()
        ?? throw new InvalidOperationException("The request did not pass the guard.");

    /// <summary>Whether a person's things are there for this caller: what is not must look as if it did not exist.</summary>
    public bool Sees(long personId) => PersonId is not { } own || own == personId;

    /// <summary>Makes an Idempotency-Key the caller's own: nobody finds another's generation by it.</summary>
    public string Own(string idempotencyKey) => KeyId is { } key ? $"{key}:{idempotencyKey}" : idempotencyKey;
}
