using System.Diagnostics;
using System.Globalization;

namespace HalloweenCostume.Tests.Resilience.Traps;

/// <summary>
/// Kills this very process, by SIGKILL, when it crosses a boundary for the so-and-so-manieth time: before or after a commit, an object, a call to fal.
/// </summary>
/// <param name="at">At which crossing, from 1.</param>
internal sealed class Trap(string folder, int at)
{
    public const string Mark = "crossing ";

    private readonly string _signal = SignalIn(folder);
    private volatile bool _armed;
    private int _crossings;

    /// <summary>The trap lies open until this file is there.</summary>
    public static string SignalIn(string folder) => Path.Combine(folder, "trap.armed");

    public void Cross(string boundary)
    {
        if (!_armed && !(_armed = File.Exists(_signal)))
            return;
        var number = Interlocked.Increment(ref _crossings);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Mark}{number}: {boundary}"));
        if (number != at)
            return;
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
