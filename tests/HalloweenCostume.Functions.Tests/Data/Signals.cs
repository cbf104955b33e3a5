using System.Diagnostics;
using System.Globalization;

namespace HalloweenCostume.Functions.Tests.Data;

internal static class Signals
{
    /// <summary>Stands still from now on, in the middle of whatever it does.</summary>
    public static Task FreezeAsync(this Process process) => SendAsync(process, "STOP");

    public static Task ThawAsync(this Process process) => SendAsync(process, "CONT");

    /// <summary>As a service manager stops it.</summary>
    public static async Task TerminateAsync(this Process process)
    {
        await SendAsync(process, "TERM");
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public static async Task EndAsync(this Process process)
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
    }

    private static async Task SendAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
