using System.Globalization;

namespace HalloweenCostume.Tests.Resilience;

/// <summary>What Linux knows of a process.</summary>
/// <param name="PeakBytes">The most memory it had resident at any time.</param>
internal sealed record ProcessFacts(long ResidentBytes, long PeakBytes, int Threads, int Sockets)
{
    public static ProcessFacts Of(int processId)
    {
        var status = File.ReadLines($"/proc/{processId}/status").Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1].Trim());
        return new(Kilobytes(status["VmRSS"]) * 1024, Kilobytes(status["VmHWM"]) * 1024, int.Parse(status["Threads"], CultureInfo.InvariantCulture), SocketsOf(processId));
    }

    public override string ToString() => FormattableString.Invariant($"{ResidentBytes / 1_000_000} MB ({PeakBytes / 1_000_000} at most), {Threads} threads, {Sockets} sockets");

    private static long Kilobytes(string text) => long.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture);

    private static int SocketsOf(int processId)
    {
        var count = 0;
        foreach (var file in Directory.EnumerateFiles($"/proc/{processId}/fd"))
        {
            try
            {
                if (new FileInfo(file).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true)
                    count++;
            }
            catch (IOException)
            {
                // It was closed just now.
            }
        }

        return count;
    }
}
