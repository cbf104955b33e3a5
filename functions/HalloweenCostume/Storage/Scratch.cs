using HalloweenCostume.Settings;

namespace HalloweenCostume.Storage;

/// <param name="Folder">For files that live as long as one step of work.</param>
public sealed record ScratchOptions(string Folder)
{
    public static ScratchOptions From(SettingsReader settings) => new(Path.Combine(settings.DataFolder, "tmp"));

    /// <summary>An empty file that is gone when it is disposed of, or at the latest at the next start.</summary>
    public ScratchFile NewFile()
    {
        Directory.CreateDirectory(Folder);
        return new(Path.Combine(Folder, $"{Guid.NewGuid():N}.tmp"));
    }

    /// <summary>Removes what a process that was killed left behind.</summary>
    public void Clear()
    {
        if (!Directory.Exists(Folder))
            return;
        foreach (var file in Directory.EnumerateFiles(Folder, "*.tmp"))
            File.Delete(file);
    }
}

public sealed class ScratchFile(string path) : IDisposable
{
    public string Path { get; } = path;

    public FileStream Create() => new(Path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous });

    public FileStream Open() => new(Path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Options = FileOptions.Asynchronous });

    public void Dispose() => File.Delete(Path);
}
