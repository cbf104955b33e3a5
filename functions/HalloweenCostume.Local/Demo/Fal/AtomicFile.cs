namespace HalloweenCostume.Local.Demo.Fal;

/// <summary>Files that a killed process leaves either as they were or as they should be.</summary>
internal static class AtomicFile
{
    /// <summary>The ending of a file that is still being written.</summary>
    public const string PartialSuffix = ".partial";

    public static void WriteAllBytes(string path, ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(path + PartialSuffix, bytes);
        File.Move(path + PartialSuffix, path, overwrite: true);
    }
}
