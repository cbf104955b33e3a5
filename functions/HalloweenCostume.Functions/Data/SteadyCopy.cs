namespace HalloweenCostume.Functions.Data;

/// <summary>Copies a database with its journal as they are at one moment, although another process may be writing to them.</summary>
internal static class SteadyCopy
{
    private const int Attempts = 5;

    /// <summary>What the names of a database's files end with.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["", "-journal", "-wal"];

    /// <exception cref="IOException">The source changed each time it was copied.</exception>
    public static void Make(string source, string target)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            foreach (var part in Parts)
                Copy(source + part, target + part);
            // All was read once before anything is read again: if both readings are alike, so the source was between them.
            if (Parts.All(part => AreAlike(source + part, target + part)))
                return;
        }

        throw new IOException($"'{source}' is being written to.");
    }

    private static void Copy(string source, string target)
    {
        using var from = TryOpen(source);
        if (from is null)
        {
            File.Delete(target);
            return;
        }

        using var to = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None);
        from.CopyTo(to);
        to.Flush(flushToDisk: true);
    }

    private static bool AreAlike(string source, string target)
    {
        using var left = TryOpen(source);
        using var right = TryOpen(target);
        if (left is null || right is null)
            return left is null && right is null;
        Span<byte> one = new byte[64 * 1024], other = new byte[64 * 1024];
        while (true)
        {
            var read = left.ReadAtLeast(one, one.Length, throwOnEndOfStream: false);
            if (right.ReadAtLeast(other, other.Length, throwOnEndOfStream: false) != read || !one[..read].SequenceEqual(other[..read]))
                return false;
            if (read == 0)
                return true;
        }
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
