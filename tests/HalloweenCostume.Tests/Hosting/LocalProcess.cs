using System.Diagnostics;
using System.Globalization;

namespace HalloweenCostume.Tests.Hosting;

/// <summary>The local host, or one of its commands, as a process of its own, so that it can be killed.</summary>
internal sealed class LocalProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly System.Text.StringBuilder _output = new();

    private readonly bool _serves;

    private LocalProcess(Process process, bool serves) => (_process, _serves) = (process, serves);

    public HttpClient Http { get; } = new();

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public int Id => _process.Id;

    /// <summary>Starts the server on a free port, or where <c>ASPNETCORE_URLS</c> says, and waits until it answers.</summary>
    public static Task<LocalProcess> ServeAsync(string folder, IReadOnlyDictionary<string, string?>? settings = null) => ListeningAsync(Start([], folder, settings));

    /// <summary>The same with a trap in it that kills it at a crossing: Resilience/Traps/TrapProgram.cs.</summary>
    public static Task<LocalProcess> ServeTrappedAsync(string folder, int crossing, IReadOnlyDictionary<string, string?> settings) =>
        ListeningAsync(Start([crossing.ToString(CultureInfo.InvariantCulture)], folder, settings, assembly: "HalloweenCostume.Tests.dll", serves: true));

    private static async Task<LocalProcess> ListeningAsync(LocalProcess host)
    {
        var deadline = Stopwatch.StartNew();
        while (host.Address() is null)
        {
            if (host._process.HasExited || deadline.Elapsed > TimeSpan.FromSeconds(60))
            {
                await host.DisposeAsync();
                throw new InvalidOperationException($"The host did not start:\n{host.Output}");
            }

            await Task.Delay(20);
        }

        host.Http.BaseAddress = host.Address();
        return host;
    }

    /// <summary>Runs a command to its end.</summary>
    /// <param name="program">Where the program lies, if it is not the one beside the tests.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string[] arguments, string folder, IReadOnlyDictionary<string, string?>? settings = null, string? program = null)
    {
        await using var host = Start(arguments, folder, settings, program);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await host._process.WaitForExitAsync(timeout.Token);
        return (host._process.ExitCode, host.Output);
    }

    /// <summary>Runs a command, and kills it after a while unless it has ended.</summary>
    public static async Task KilledAsync(string[] arguments, string folder, TimeSpan after)
    {
        await using var host = Start(arguments, folder, null);
        using var timeout = new CancellationTokenSource(after);
        await host._process.WaitForExitAsync(timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>When the process has ended by itself, or was ended.</summary>
    public Task ExitedAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as a service manager stops it.</summary>
    public async Task<int> TerminateAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private static LocalProcess Start(
        string[] arguments, string folder, IReadOnlyDictionary<string, string?>? settings, string? program = null, string assembly = "HalloweenCostume.Local.dll", bool? serves = null)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(program ?? AppContext.BaseDirectory, assembly), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        start.Environment["DATA_DIR"] = folder;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        // The demo, or the fal that the test names: never the one that somebody pays for.
        start.Environment.Remove("FAL_KEY");
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        var host = new LocalProcess(process, serves ?? arguments.Length == 0);
        process.OutputDataReceived += (_, line) => host.Add(line.Data);
        process.ErrorDataReceived += (_, line) => host.Add(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return host;
    }

    private void Add(string? line)
    {
        // A command tells its operator what no log may hold, such as a new key.
        if (_serves)
            HostLog.Add(line);
        lock (_output)
            _output.AppendLine(line);
    }

    private Uri? Address()
    {
        const string mark = "Now listening on: ";
        var output = Output;
        var at = output.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 || output.IndexOf(' ', at + mark.Length) is var end && end < 0 ? null : new Uri(output[(at + mark.Length)..end]);
    }
}
