using System.Security.Cryptography;

namespace HalloweenCostume.Local.Storage;

/// <summary>The key of this folder's signed URLs: 256 random bits, made at the first start, readable by nobody but their owner.</summary>
internal static class SigningKey
{
    private const int Bytes = 32;

    public static byte[] ReadOrMake(string folder)
    {
        var path = Path.Combine(folder, "signing.key");
        if (!File.Exists(path))
            Make(path);
        var key = File.ReadAllBytes(path);
        return key.Length == Bytes ? key : throw new InvalidDataException($"{path} should have {Bytes} bytes. Delete it for a new key; links handed out so far stop working.");
    }

    private static void Make(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var draft = $"{path}.{Guid.NewGuid():N}.tmp";
        using (var file = new FileStream(draft, options))
        {
            file.Write(RandomNumberGenerator.GetBytes(Bytes));
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first: its key is the key.
            File.Delete(draft);
        }
    }
}
