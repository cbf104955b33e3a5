using System.Globalization;
using HalloweenCostume.Functions.Tests.Storage.Server;

namespace HalloweenCostume.Tests.Hosting;

/// <summary>Where the Azure host keeps things: the database in a folder, the objects in a bucket.</summary>
internal sealed record HostFolder(string Path, GcsBuckets Buckets)
{
    /// <summary>The file of the present turn.</summary>
    public string Database => Directory.EnumerateFiles(Path, "halloween.*.db")
        .MaxBy(file => long.Parse(System.IO.Path.GetFileName(file).Split('.')[1], CultureInfo.InvariantCulture)) ?? System.IO.Path.Combine(Path, "halloween.db");
}
