using System.Globalization;

namespace HalloweenCostume.Local.Demo.Fal;

/// <summary>The emulator's folder on disk, held by one process at a time.</summary>
internal sealed class StateFolder : IDisposable
{
    private readonly FileStream _lock;
    private readonly bool _temporary;

    /// <exception cref="IOException">Another process holds the folder.</exception>
    public StateFolder(string? path)
    {
        _temporary = path is null;
        Path = path is null ? Directory.CreateTempSubdirectory("fal-").FullName : Directory.CreateDirectory(path).FullName;
        _lock = new FileStream(System.IO.Path.Combine(Path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    public string Path { get; }

    /// <summary>The port of the last start; 0 when there was none.</summary>
    public int Port
    {
        get => File.Exists(PortFile) && int.TryParse(File.ReadAllText(PortFile), CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65_536 ? port : 0;
        set => AtomicFile.WriteAllBytes(PortFile, System.Text.Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)));
    }

    private string PortFile => System.IO.Path.Combine(Path, "port");

    public string Subfolder(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    public void Dispose()
    {
        _lock.Dispose();
        if (_temporary)
            Directory.Delete(Path, recursive: true);
    }
}
