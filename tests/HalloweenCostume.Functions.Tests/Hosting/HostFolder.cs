using System.Globalization;
using HalloweenCostume.Functions.Tests.Storage.Server;

namespace HalloweenCostume.Tests.Hosting;

/// <summary>Where the Azure host keeps things: the database in a folder, the objects in a bucket.</summary>
internal sealed record HostFolder(string Path, GcsBuckets Buckets)
{
    /// <summary>The file of the present turn.</summary>
    public string Database => Directory.EnumerateFiles(Path, "halloween.*.db").Where(file => NumberOf(file) > 0).MaxBy(NumberOf) ?? System.IO.Path.Combine(Path, "halloween.db");

    private static long NumberOf(string file) =>
        long.TryParse(System.IO.Path.GetFileName(file).Split('.')[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
