using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>From the process's start to its first answer.</summary>
internal static class StartBenchmark
{
    public static async Task RunAsync(PublishedProgram program)
    {
        var folder = Directory.CreateTempSubdirectory("halloween-start-");
        var times = new List<double>();
        for (var round = 0; round < 8; round++)
        {
            var clock = Stopwatch.StartNew();
            var (process, address) = program.Start(folder.FullName);
            await PublishedProgram.ReadyAsync(new Uri(address, "/api/users"));
            times.Add(clock.Elapsed.TotalMilliseconds);
            await PublishedProgram.StopAsync(process);
        }

        folder.Delete(recursive: true);
        var later = times.Skip(1).Order().ToArray();
        Console.WriteLine("\n| process start to first answer (demo, GET /api/users) | ms |\n|---|---:|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| empty folder: schema, sample data | {times[0]:F0} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| later starts, median of {later.Length} | {later[later.Length / 2]:F0} |"));
    }
}
