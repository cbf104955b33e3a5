namespace HalloweenCostume.Storage;

/// <summary>
/// A rounded signing time. Everybody who asks within the same window gets the same bytes of URL, so that caches work,
/// and every URL handed out still has at least a third of its life before it.
/// </summary>
/// <param name="SignedAt">The window's beginning, whole seconds.</param>
public readonly record struct SigningWindow(DateTimeOffset SignedAt, DateTimeOffset ExpiresAt)
{
    public static SigningWindow At(DateTimeOffset now, TimeSpan lifetime)
    {
        // 15 minutes of life: windows of 10, so 5 to 15 minutes are left.
        var windowSeconds = Math.Max(1, (long)(lifetime.TotalSeconds * 2 / 3));
        var signedAt = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds() / windowSeconds * windowSeconds);
        return new(signedAt, signedAt + lifetime);
    }
}
