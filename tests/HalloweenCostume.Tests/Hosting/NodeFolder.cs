using System.Diagnostics;

namespace HalloweenCostume.Tests.Hosting;

/// <summary>A folder of Node programs beside the built tests. What its package-lock.json names is installed there on first use.</summary>
internal sealed class NodeFolder
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);
    private readonly string _path;
    private readonly Lazy<Task> _installed;

    public NodeFolder(params ReadOnlySpan<string> names)
    {
        _path = Path.Combine([AppContext.BaseDirectory, .. names]);
        _installed = new(InstallAsync);
    }

    /// <summary>Done when all that the folder needs is there.</summary>
    public Task Installed => _installed.Value;

    /// <param name="name">Of a file or folder in it.</param>
    public string Below(string name) => Path.Combine(_path, name);

    /// <param name="script">Below this folder; so <c>node_modules/…</c> for a package's program.</param>
    /// <param name="workingDirectory">By default this folder.</param>
    public async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string script, IEnumerable<string> arguments, string? workingDirectory = null, CancellationToken cancellationToken = default)
    {
        await _installed.Value.WaitAsync(cancellationToken);
        return await StartAsync("node", [Below(script), .. arguments], workingDirectory ?? _path, cancellationToken);
    }

    private async Task InstallAsync()
    {
        // npm writes this file last.
        var installed = new FileInfo(Below("node_modules/.package-lock.json"));
        if (installed.Exists && installed.LastWriteTimeUtc > File.GetLastWriteTimeUtc(Below("package-lock.json")))
            return;
        var (exitCode, _, errors) = await StartAsync(
            OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], _path, CancellationToken.None);
        if (exitCode != 0)
            throw new InvalidOperationException($"npm ci in {_path} failed: {errors}");
    }

    private static async Task<(int ExitCode, string Output, string Errors)> StartAsync(
        string program, IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var errors = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
