using HalloweenCostume.Settings;

namespace HalloweenCostume.Local.Storage;

/// <param name="DataFolder"><c>DATA_DIR</c>: everything that the program keeps lies below it.</param>
public sealed record FolderOptions(string DataFolder)
{
    public static FolderOptions From(SettingsReader settings) => new(Path.GetFullPath(settings.DataFolder));
}
