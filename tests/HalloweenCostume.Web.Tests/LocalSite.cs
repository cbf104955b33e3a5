using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HalloweenCostume.Web.Tests;

/// <summary>The local host as its own process, in its demo, on a free port of the loopback address and with a data folder of its own.</summary>
public sealed class LocalSite : IAsyncLifetime
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("halloween-site-");
    private readonly StringBuilder output = new();
    private Process? process;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}/");

    public async Task InitializeAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "HalloweenCostume.Local.dll")])
        {
            WorkingDirectory = data.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = Address.GetLeftPart(UriPartial.Authority);
        start.Environment["DATA_DIR"] = data.FullName;
        start.Environment.Remove("FAL_KEY");

        process = Process.Start(start)!;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await WaitUntilHealthyAsync(process);
    }

    public async Task DisposeAsync()
    {
        if (process is { HasExited: false })
            process.Kill(entireProcessTree: true);
        if (process is not null)
            await process.WaitForExitAsync();
        process?.Dispose();
        data.Delete(recursive: true);
    }

    private async Task WaitUntilHealthyAsync(Process host)
    {
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        using var timeout = new CancellationTokenSource(StartTimeout);
        while (!await IsHealthyAsync(client, timeout.Token))
        {
            if (host.HasExited)
                throw new InvalidOperationException($"The host ended with exit code {host.ExitCode}:\n{Output()}");
            if (timeout.IsCancellationRequested)
                throw new TimeoutException($"The host did not answer on {Address} within {StartTimeout}:\n{Output()}");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    private static async Task<bool> IsHealthyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("api/health", UriKind.Relative), cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (output)
            output.AppendLine(line.Data);
    }

    private string Output()
    {
        lock (output)
            return output.ToString();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
