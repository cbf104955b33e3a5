using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Functions.Tests.Hosting;

/// <summary>The product's worker as the Functions host starts it.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly string[] _inherited = ["PATH", "HOME", "DOTNET_ROOT", "DOTNET_TieredPGO"];
    private readonly Process _process;
    private readonly StringBuilder _output = new(), _errors = new();

    private WorkerProcess(Process process) => _process = process;

    /// <summary>Where the worker was built.</summary>
    public static string Folder { get; } = typeof(WorkerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Worker").Value!;

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    public Task<int> Exited => ExitedAsync();

    /// <param name="host">Where the Functions host listens.</param>
    /// <param name="settings">All of the worker's environment but for what any program has.</param>
    public static WorkerProcess Start(Uri host, IReadOnlyDictionary<string, string?> settings)
    {
        var (id, request) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        const string length = "2147483647";
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(Folder, "HalloweenCostume.Functions.dll"),
            "--host", host.Host, "--port", host.Port.ToString(CultureInfo.InvariantCulture), "--workerId", id, "--requestId", request, "--grpcMaxMessageLength", length,
            "--functions-uri", host.AbsoluteUri, "--functions-worker-id", id, "--functions-request-id", request, "--functions-grpc-max-message-length", length,
        ])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder,
        };
        var inherited = _inherited.Select(name => (name, start.Environment.TryGetValue(name, out var value) ? value : null)).ToList();
        start.Environment.Clear();
        foreach (var (name, value) in inherited)
            start.Environment[name] = value;
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = Folder;
        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var worker = new WorkerProcess(new() { StartInfo = start });
        worker._process.OutputDataReceived += (_, line) => Add(worker._output, line.Data);
        worker._process.ErrorDataReceived += (_, line) => Add(worker._errors, line.Data);
        worker._process.Start();
        worker._process.BeginOutputReadLine();
        worker._process.BeginErrorReadLine();
        return worker;
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as the Functions host stops it.</summary>
    public async Task<int> TerminateAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        return await Exited;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task<int> ExitedAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    private static void Add(StringBuilder text, string? line)
    {
        HostLog.Add(line);
        lock (text)
            text.AppendLine(line);
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
