using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Rules;

public sealed class LinearTimeTests
{
    [Fact]
    public void No_regular_expression_of_the_product_can_backtrack()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "functions"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).ToList();
        Assert.True(sources.Count > 200, $"Only {sources.Count} sources were looked at.");
        var backtracking = sources.SelectMany(file => File.ReadLines(file)
            .Where(line => line.Contains("Regex", StringComparison.Ordinal) && !line.Contains("NonBacktracking", StringComparison.Ordinal))
            .Select(line => $"{Path.GetFileName(file)}: {line.Trim()}"));
        Assert.Empty(backtracking);
    }
}
