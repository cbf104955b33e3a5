using HalloweenCostume.Rates;

namespace HalloweenCostume.Access;

/// <param name="Access"><c>keys</c>, or <c>open</c> where none are needed.</param>
/// <param name="Name">The key's, as its issuer called it.</param>
/// <param name="UserId">The one profile that a person's key is for.</param>
/// <param name="Rate">Null where there is no limit.</param>
public sealed record Session(string Access, AccessRole Role, string? Name, long? UserId, DateTimeOffset? ExpiresAt, SessionRate? Rate);

public sealed record SessionRate(RateWindow Hour, RateWindow Day);
