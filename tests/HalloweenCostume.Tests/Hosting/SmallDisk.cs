using System.Diagnostics;

namespace HalloweenCostume.Tests.Hosting;

/// <summary>A real file system with little room. Mounting takes root, or sudo without a password.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TestFolder _folder = new();

    public string Path => _folder.Path;

    private string Filler => _folder.Below("filler");

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var disk = new SmallDisk();
        if (!await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=777", "tmpfs", disk.Path))
            throw new InvalidOperationException("This test fills a small disk: run it as root, or as somebody who may sudo without a password.");
        return disk;
    }

    /// <summary>Takes all the room but some.</summary>
    public void Fill(int leaveKilobytes = 0)
    {
        using var file = File.Create(Filler);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            file.SetLength(Math.Max(0, file.Length - (leaveKilobytes * 1024)));
        }
    }

    public void MakeRoom() => File.Delete(Filler);

    public void Dispose()
    {
        RunAsync("umount", "--lazy", Path).GetAwaiter().GetResult();
        _folder.Dispose();
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments) =>
        await ExitCodeAsync(program, arguments) == 0 || await ExitCodeAsync("sudo", ["-n", program, .. arguments]) == 0;

    private static async Task<int> ExitCodeAsync(string program, string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
