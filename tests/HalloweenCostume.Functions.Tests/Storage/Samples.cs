using HalloweenCostume.Storage;

namespace HalloweenCostume.Functions.Tests.Storage;

internal static class Samples
{
    public const string LoraBucket = "halloween-costume-loras";
    public const string GeneratedBucket = "halloween-costume-generated-images";
    public const string BackupBucket = "halloween-costume-backups";

    public static ObjectName Picture { get; } = ObjectName.Picture(GeneratedBucket, 12, Guid.Parse("0190a0a0-0000-7000-8000-000000000001"), 1, "jpg");

    /// <summary>Two megabytes and a bit, different each time.</summary>
    public static byte[] Bytes(int length = 2_000_003)
    {
        var bytes = new byte[length];
        Random.Shared.NextBytes(bytes);
        return bytes;
    }

    public static Task<bool> PutAsync(this IObjectStore store, ObjectName name, byte[] bytes) =>
        store.PutAsync(name, "image/jpeg", new MemoryStream(bytes, writable: false), CancellationToken.None);
}

/// <summary>What can be read once, like an answer that is still coming.</summary>
internal sealed class OnceOnly(byte[] bytes) : MemoryStream(bytes, writable: false)
{
    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }
}
