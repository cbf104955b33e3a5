namespace HalloweenCostume.Storage;

/// <param name="Path">Forward slashes, no leading one: <c>12/0190….jpg</c>.</param>
public readonly record struct ObjectName(string Bucket, string Path)
{
    private const string ThumbnailEnd = "-384.webp";

    /// <summary>
    /// Where a picture lies. Derived from ids alone, so that storing it twice writes one object;
    /// the run is part of it, for a picture that failed and was made again is another picture.
    /// </summary>
    public static ObjectName Picture(string bucket, long personId, Guid imageId, int run, string extension) =>
        new(bucket, run == 1 ? $"{personId}/{imageId}.{extension}" : $"{personId}/{imageId}-{run}.{extension}");

    public bool IsThumbnail => Path.EndsWith(ThumbnailEnd, StringComparison.Ordinal);

    /// <summary>The thumbnail beside a picture.</summary>
    public ObjectName Thumbnail() => new(Bucket, string.Concat(Path.AsSpan(0, Path.LastIndexOf('.')), ThumbnailEnd));

    public override string ToString() => $"{Bucket}/{Path}";
}
