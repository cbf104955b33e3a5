namespace HalloweenCostume.Storage;

/// <param name="StoredAt">When it was written, by the store's clock.</param>
public sealed record StoredObject(ObjectName Name, long SizeBytes, DateTimeOffset StoredAt);
