using System.Text.Json;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Infra;

public sealed class BicepTests
{
    private static readonly JsonDocumentOptions _withComments = new() { CommentHandling = JsonCommentHandling.Skip };

    [Theory]
    [InlineData("main.bicep")]
    [InlineData("main.bicepparam")]
    public async Task The_linter_has_nothing_to_say(string file) => Assert.Equal((0, ""), await Bicep.RunAsync("lint", file));

    [Fact]
    public async Task The_templates_compile_without_a_warning() => Assert.Contains("deploymentTemplate.json", await Bicep.Compiled, StringComparison.Ordinal);

    [Fact]
    public async Task The_linters_rules_are_in_force()
    {
        using var folder = new TestFolder();
        File.Copy(Path.Combine(Bicep.Folder, "bicepconfig.json"), folder.Below("bicepconfig.json"));
        await File.WriteAllTextAsync(folder.Below("bad.bicep"), "param unused string\n@secure()\nparam secret string\noutput leak string = secret\n");

        var (exitCode, output) = await Bicep.RunAsync(folder.Path, Bicep.Parameters, "lint", "bad.bicep");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("Error no-unused-params", output, StringComparison.Ordinal);
        Assert.Contains("Error outputs-should-not-contain-secrets", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_rule_alone_is_off()
    {
        using var config = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Bicep.Folder, "bicepconfig.json")), _withComments);

        var off = config.RootElement.GetProperty("analyzers").GetProperty("core").GetProperty("rules").EnumerateObject()
            .Where(rule => rule.Value.GetProperty("level").GetString() is not ("error" or "warning")).Select(rule => rule.Name);

        Assert.Equal(["use-recent-api-versions"], off);
    }
}
