using System.Text;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Infra;

public sealed class ShellcheckTests
{
    private static readonly Dictionary<string, string?> _noChanges = [];

    [Fact]
    public async Task The_scripts_give_no_warning()
    {
        var scripts = await ScriptsAsync();
        foreach (var known in (string[])["infra/deploy.sh", "infra/google/setup.sh", "infra/lib.sh", "tests/run.sh", ".ci/run"])
            Assert.Contains(known, scripts);

        var result = await Tool.RunAsync(Program, ["--external-sources", .. scripts], _noChanges, Repository.Root);

        Assert.Equal((0, ""), result);
    }

    private static string Program => Environment.GetEnvironmentVariable("SHELLCHECK") ?? Tool.Find("shellcheck")
        ?? throw new InvalidOperationException("The tests of the scripts need ShellCheck: install it, or set SHELLCHECK to its path.");

    // By name or by their first line, of what git knows or would add.
    private static async Task<IReadOnlyList<string>> ScriptsAsync()
    {
        var (exitCode, output) = await Tool.RunAsync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], _noChanges, Repository.Root);
        Assert.Equal(0, exitCode);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(IsScript)];
    }

    private static bool IsScript(string name)
    {
        var file = Path.Combine(Repository.Root, name);
        if (!File.Exists(file))
            return false;
        if (name.EndsWith(".sh", StringComparison.Ordinal))
            return true;
        using var stream = File.OpenRead(file);
        Span<byte> start = stackalloc byte[64];
        var line = Encoding.ASCII.GetString(start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]).Split('\n')[0];
        return line.StartsWith("#!", StringComparison.Ordinal) && line.EndsWith("sh", StringComparison.Ordinal);
    }
}
