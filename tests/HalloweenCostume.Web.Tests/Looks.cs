using Microsoft.Playwright;

namespace HalloweenCostume.Web.Tests;

/// <summary>A state of a page at all sizes, in both schemes and with a person's own few colours.</summary>
internal static class Looks
{
    private static readonly (int Width, int Height)[] Sizes = [(320, 640), (768, 1024), (1440, 900)];

    // What fades in is in, and what glows is at its brightest.
    private const string Settled =
        """
        () => document.getAnimations().forEach(animation => {
          const { duration, endTime } = animation.effect.getComputedTiming();
          if (endTime < Infinity && endTime < 5000) return animation.finish();
          animation.pause();
          animation.currentTime = Math.min(duration - 1, 5000);
        })
        """;

    /// <summary>Asserts that there is nothing for axe to find and nothing beside the screen. With <c>SCREENSHOTS</c>, a folder, leaves a picture of each.</summary>
    public static async Task LookAsync(this Visit visit, string state, bool fullPage = false)
    {
        var found = new List<string>();
        foreach (var (width, height) in Sizes)
        {
            await visit.Page.SetViewportSizeAsync(width, height);
            foreach (var look in new[] { "dark", "light", "forced" })
            {
                await visit.Page.EmulateMediaAsync(new()
                {
                    ColorScheme = look == "light" ? ColorScheme.Light : ColorScheme.Dark,
                    ForcedColors = look == "forced" ? ForcedColors.Active : ForcedColors.None,
                });
                await visit.ExpectDrawnAsync(unreadToo: false);
                await visit.Page.EvaluateAsync(Settled);
                await visit.ScreenshotAsync($"{state}-{width}-{look}.png", fullPage);
                if (await Record.ExceptionAsync(() => visit.ExpectAccessibleAsync(colours: look != "forced")) is { } exception)
                    found.Add($"{width} {look}: {exception.Message}");
                if (await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
                    found.Add($"{width} {look}: wider than the screen");
            }
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
    }
}
