namespace HalloweenCostume.Storage;

/// <param name="Headers">What the PUT must carry, exactly so.</param>
public sealed record UploadAddress(string Url, IReadOnlyDictionary<string, string> Headers);
