namespace HalloweenCostume.Tests.Hosting;

/// <summary>Where the sources are from which this program was built.</summary>
internal static class Repository
{
    public static string Root
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "HalloweenCostume.sln")))
                    return folder.FullName;
            }

            throw new InvalidOperationException($"HalloweenCostume.sln is not above {AppContext.BaseDirectory}.");
        }
    }
}
