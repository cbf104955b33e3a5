using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace HalloweenCostume.Web.Tests;

/// <summary>Sees from within each page of a context what the page itself does not show: refusals of its policy, and its jumps.</summary>
internal sealed class PageWatch
{
    // Takes what it needs from the page first: a test may put a false clock in its place.
    private const string Script =
        """
        (() => {
          const { requestAnimationFrame: frame, report$ } = window;
          const settled = () => new Promise(done => frame(() => frame(done)));
          addEventListener('securitypolicyviolation', ({ disposition, effectiveDirective, blockedURI, sample, sourceFile, lineNumber }) =>
            report$(`${disposition} ${effectiveDirective}: ${blockedURI} ${sample} at ${sourceFile || location.href}:${lineNumber}`), true);

          // As the field has it (web.dev/articles/cls): the worst session, whose shifts are less than a second apart and that lasts five at most.
          let score = 0, session = 0, first = 0, last = 0;
          const shifts = [];
          const take = entries => {
            for (const { value, startTime, hadRecentInput, sources } of entries) {
              if (hadRecentInput) continue;
              if (session && startTime - last < 1000 && startTime - first < 5000) session += value;
              else [session, first] = [value, startTime];
              last = startTime;
              score = Math.max(score, session);
              shifts.push(`${value.toFixed(4)} after ${Math.round(startTime)} ms: ${sources.map(({ node }) => nameOf(node)).join(', ')}`);
            }
          };
          const nameOf = node => node?.nodeType === Node.ELEMENT_NODE
            ? `<${node.localName}${[...node.attributes].filter(({ name }) => ['id', 'class'].includes(name)).map(({ name, value }) => ` ${name}="${value}"`).join('')}>`
            : node?.textContent?.trim() ?? 'something that is gone';
          const observer = new PerformanceObserver(list => take(list.getEntries()));
          observer.observe({ type: 'layout-shift', buffered: true });
          window.watch$ = { settled, layoutShift: async () => { await settled(); take(observer.takeRecords()); return { score, shifts }; } };
        })();
        """;

    private readonly ConcurrentQueue<string> violations = new();

    private PageWatch()
    {
    }

    public static async Task<PageWatch> KeepAsync(IBrowserContext context)
    {
        var watch = new PageWatch();
        await context.ExposeFunctionAsync<string>("report$", watch.violations.Enqueue);
        await context.AddInitScriptAsync(Script);
        return watch;
    }

    public async Task<IReadOnlyCollection<string>> PolicyViolationsAsync(IPage page)
    {
        // A refusal is told a moment after it happened.
        await page.EvaluateAsync("watch$.settled()");
        return violations;
    }

    /// <returns>The score, and a line for each shift that is part of some session.</returns>
    public static async Task<(double Score, IReadOnlyList<string> Shifts)> LayoutShiftAsync(IPage page)
    {
        var shift = await page.EvaluateAsync<JsonElement>("watch$.layoutShift()");
        return (shift.GetProperty("score").GetDouble(), [.. shift.GetProperty("shifts").EnumerateArray().Select(line => line.GetString()!)]);
    }
}
