using System.Text.Json;
using HalloweenCostume.Tests.Hosting;
using HalloweenCostume.Tests.Infra;
using Xunit.Abstractions;

namespace HalloweenCostume.Tests;

public sealed class PackageTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string?> _environment = new() { ["DOTNET_CLI_UI_LANGUAGE"] = "en", ["DOTNET_NOLOGO"] = "1" };

    [Theory]
    [InlineData("functions/HalloweenCostume/HalloweenCostume.csproj")]
    [InlineData("functions/HalloweenCostume.Local/HalloweenCostume.Local.csproj")]
    public async Task No_package_has_a_known_hole(string project)
    {
        var (_, text) = await Tool.RunAsync("dotnet", ["list", project, "package", "--vulnerable", "--include-transitive", "--no-restore", "--format", "json"], _environment, Repository.Root);
        var report = Report(text);

        foreach (var source in Members(report, "sources").Select(source => source.GetString()!))
            output.WriteLine(await SayAsync(source));
        foreach (var problem in Members(report, "problems").Select(problem => problem.GetProperty("text").GetString()!))
        {
            output.WriteLine(problem);
            Assert.DoesNotContain("restore", problem, StringComparison.OrdinalIgnoreCase);
        }

        Assert.EndsWith(Path.GetFileName(project), Assert.Single(Members(report, "projects")).GetProperty("path").GetString(), StringComparison.Ordinal);
        Assert.Empty(Holes(report));
    }

    [Fact]
    public void A_hole_in_a_package_of_a_package_is_found()
    {
        var report = Report("""
            warn : told before
            {"version": 1, "projects": [{"path": "/x.csproj", "frameworks": [{"framework": "net10.0",
              "topLevelPackages": [{"id": "Sound", "resolvedVersion": "1.0.0"}],
              "transitivePackages": [{"id": "Holey", "resolvedVersion": "2.0.0", "vulnerabilities": [{"severity": "High", "advisoryurl": "https://github.com/advisories/x"}]}]}]}]}
            """);
        Assert.Equal("Holey 2.0.0: High, https://github.com/advisories/x", Assert.Single(Holes(report)));
    }

    // Whoever works without a connection, or with a source that has no such data, is told, and not kept from it.
    private static async Task<string> SayAsync(string source)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        try
        {
            return (await http.GetStringAsync(source)).Contains("VulnerabilityInfo/", StringComparison.Ordinal)
                ? $"Asked: {source}"
                : $"{source} has no data of vulnerabilities: no hole could be found there.";
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or InvalidOperationException or NotSupportedException)
        {
            return $"{source} could not be asked: {exception.Message}";
        }
    }

    private static JsonElement Report(string text)
    {
        var start = text.IndexOf('{', StringComparison.Ordinal);
        Assert.True(start >= 0, text);
        return JsonDocument.Parse(text[start..]).RootElement;
    }

    private static IEnumerable<string> Holes(JsonElement report) =>
        from project in Members(report, "projects")
        from framework in Members(project, "frameworks")
        from package in Members(framework, "topLevelPackages").Concat(Members(framework, "transitivePackages"))
        from hole in Members(package, "vulnerabilities")
        select $"{package.GetProperty("id")} {package.GetProperty("resolvedVersion")}: {hole.GetProperty("severity")}, {hole.GetProperty("advisoryurl")}";

    private static IEnumerable<JsonElement> Members(JsonElement parent, string name) => parent.TryGetProperty(name, out var list) ? list.EnumerateArray() : [];
}
