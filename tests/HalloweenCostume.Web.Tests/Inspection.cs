using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace HalloweenCostume.Web.Tests;

/// <summary>What can be asked of a page from outside, whatever it shows.</summary>
internal static class Inspection
{
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
    };

    /// <summary>Asserts that axe finds nothing wrong with the page as it is now; the failure lists rules and elements.</summary>
    /// <param name="colours">Whether they are the page's own: axe does not see those that a person forces upon it.</param>
    public static async Task ExpectAccessibleAsync(this Visit visit, bool colours = true)
    {
        var rules = new AxeRunOptions { RunOnly = Rules.RunOnly, Rules = new() { ["color-contrast"] = new() { Enabled = colours } } };
        var found = await visit.Page.RunAxe(rules);
        Assert.True(found.Violations.Length == 0, string.Join('\n', found.Violations.Select(Describe)));
    }

    /// <inheritdoc cref="Chromium.MemoryAsync"/>
    public static Task<(long HeapBytes, long Nodes)> MemoryAsync(this Visit visit) => visit.Page.MemoryAsync();

    /// <summary>Keeps a picture of the page in the folder <c>SCREENSHOTS</c>, for somebody to look at; does nothing where that is not set.</summary>
    /// <param name="file">Its ending, <c>.png</c> or <c>.jpg</c>, is its type.</param>
    public static async Task ScreenshotAsync(this Visit visit, string file, bool fullPage = false)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
            await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, file), FullPage = fullPage });
    }

    private static string Describe(AxeResultItem violation) =>
        $"{violation.Impact}: {violation.Help} ({violation.Id})\n" + string.Join('\n', violation.Nodes.Select(node => $"    {node.Target}  {node.Html}"));
}
