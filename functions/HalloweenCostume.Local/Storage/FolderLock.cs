namespace HalloweenCostume.Local.Storage;

/// <summary>Held by the one server that works in a folder: a second one would take up the same generations and pay for them again.</summary>
/// <remarks>The operator's commands need it not, but for the one that puts the database back. The system lets go of it when the process ends, however it ends.</remarks>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    /// <exception cref="IOException">Another server works in the folder.</exception>
    public FolderLock(FolderOptions folder)
    {
        Directory.CreateDirectory(folder.DataFolder);
        var path = Path.Combine(folder.DataFolder, "server.lock");
        try
        {
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new IOException($"Another server works in '{folder.DataFolder}' already. Stop it, or give this one a DATA_DIR of its own.", exception);
        }
    }

    /// <returns>Null where a server works.</returns>
    public static FolderLock? TryTake(FolderOptions folder)
    {
        try
        {
            return new(folder);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();
}
