using Deque.AxeCore.Commons;

namespace HalloweenCostume.Web.Tests;

/// <summary>What can be asked of a page from outside, whatever it shows.</summary>
internal static class Inspection
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    // All in one page, which has no frames of others, and without the long lists of what is well.
    private const string Find =
        """
        async colours => (await axe.run(document, {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
          rules: { 'color-contrast': { enabled: colours } },
          resultTypes: ['violations'],
        })).violations.map(({ impact, help, id, nodes }) => [`${impact}: ${help} (${id})`, ...nodes.map(({ target, html }) => `    ${target}  ${html}`)].join('\n'))
        """;

    /// <summary>Asserts that axe finds nothing wrong with the page as it is now; the failure lists rules and elements.</summary>
    /// <param name="colours">Whether they are the page's own: axe does not see those that a person forces upon it.</param>
    public static async Task ExpectAccessibleAsync(this Visit visit, bool colours = true)
    {
        if (await visit.Page.EvaluateAsync<bool>("() => !window.axe"))
            await visit.Page.EvaluateAsync(Axe);
        var found = await visit.Page.EvaluateAsync<string[]>(Find, colours);
        Assert.True(found.Length == 0, string.Join('\n', found));
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
}
