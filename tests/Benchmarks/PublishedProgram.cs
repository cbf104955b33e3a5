using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using HalloweenCostume.Tests.Hosting;

namespace Benchmarks;

/// <summary>The local host, published with ReadyToRun for this machine as an operator would, run as a process of its own.</summary>
internal sealed class PublishedProgram : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("halloween-benchmark-");

    private string Executable => Path.Combine(_folder.FullName, "HalloweenCostume.Local");

    /// <summary>What it serves as the site; a file that is added is served too.</summary>
    public string SiteFolder => Path.Combine(_folder.FullName, "web");

    public static async Task<PublishedProgram> PublishAsync()
    {
        var program = new PublishedProgram();
        var start = new ProcessStartInfo("dotnet",
        [
            "publish", Path.Combine(Repository.Root, "functions", "HalloweenCostume.Local"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier,
            "--self-contained", "false", "-o", program._folder.FullName, "-v", "quiet", "--nologo",
        ]);
        using var publish = Process.Start(start)!;
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0 ? program : throw new InvalidOperationException("The local host could not be published.");
    }

    public (Process Process, Uri Address) Start(string dataFolder, IReadOnlyDictionary<string, string>? settings = null)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo(Executable) { WorkingDirectory = dataFolder, RedirectStandardOutput = true };
        start.Environment["DATA_DIR"] = dataFolder;
        start.Environment["ASPNETCORE_URLS"] = address.GetLeftPart(UriPartial.Authority);
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return (process, address);
    }

    /// <summary>Waits until an address answers.</summary>
    public static async Task ReadyAsync(Uri address)
    {
        using var http = new HttpClient();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var response = await http.GetAsync(address);
                return;
            }
            catch (HttpRequestException) when (attempt < 10_000)
            {
                await Task.Delay(2);
            }
        }
    }

    public static async Task StopAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
