namespace HalloweenCostume.Local.Demo.Fal.Files;

/// <param name="Id">128 random bits in hex: who knows a file's URL may read it.</param>
/// <param name="ExpiresAt">Null: never.</param>
/// <param name="RequestId">The request that made it; null for an upload.</param>
internal sealed record StoredFile(string Id, string Name, string ContentType, DateTimeOffset? ExpiresAt, Guid? RequestId)
{
    public string Path => $"/files/{Id}/{Uri.EscapeDataString(Name)}";
}
