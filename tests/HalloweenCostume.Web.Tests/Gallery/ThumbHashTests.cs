using Microsoft.Playwright;
using static HalloweenCostume.Web.Tests.Gallery.GallerySite;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Gallery;

/// <summary>What stands in a picture's place until it is there.</summary>
[Collection(nameof(GalleryTestGroup))]
public class ThumbHashTests(GallerySite site, Browser browser)
{
    // The average colours of 3 × 4 parts, row by row, red, green and blue.
    private const string PartsScript =
        """
        async (link, what) => {
          const image = new Image();
          image.src = what === 'placeholder' ? getComputedStyle(link).backgroundImage.slice('url("'.length, -'")'.length) : link.querySelector('img').src;
          await image.decode();
          const { naturalWidth: width, naturalHeight: height } = image;
          const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d', { willReadFrequently: true });
          context.drawImage(image, 0, 0);
          const averages = [];
          for (let y = 0; y < 4; y++) {
            for (let x = 0; x < 3; x++) {
              const { data } = context.getImageData(Math.floor(x * width / 3), Math.floor(y * height / 4), Math.floor(width / 3), Math.floor(height / 4));
              for (let channel = 0; channel < 3; channel++) {
                let sum = 0;
                for (let at = channel; at < data.length; at += 4) sum += data[at];
                averages.push(sum / (data.length / 4));
              }
            }
          }
          return averages;
        }
        """;

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task A_tile_has_the_pictures_colours_before_the_picture_is_there(int width, int height)
    {
        await using var visit = await browser.VisitAsync(site.Local, width, height);
        var arrival = new TaskCompletionSource();
        await visit.Page.RouteAsync("**/objects/**", async route =>
        {
            await arrival.Task;
            await route.ContinueAsync();
        });
        var grid = await Grid.OpenAsync(visit, Many);
        // Six different pictures are in the site, in turn.
        var links = (await site.ListAsync(Many)).Take(6).Select(image => grid.Link(image.Id)).ToList();

        var placeholders = new List<double[]>();
        foreach (var link in links)
        {
            Assert.StartsWith("url(\"data:image/", await link.EvaluateAsync<string>("link => getComputedStyle(link).backgroundImage"), StringComparison.Ordinal);
            await Expect(link.Locator("img")).ToHaveJSPropertyAsync("naturalWidth", 0);
            placeholders.Add(await link.EvaluateAsync<double[]>(PartsScript, "placeholder"));
        }

        var box = await links[0].BoundingBoxAsync();
        arrival.SetResult();
        var pictures = new List<double[]>();
        foreach (var link in links)
        {
            await link.ScrollIntoViewIfNeededAsync();
            await Expect(link.Locator("img")).ToHaveJSPropertyAsync("naturalWidth", 384);
            await Expect(link).ToHaveCSSAsync("background-image", "none");
            pictures.Add(await link.EvaluateAsync<double[]>(PartsScript, "picture"));
        }

        for (var i = 0; i < links.Count; i++)
        {
            for (var channel = 0; channel < 3; channel++)
                Assert.Equal(Channel(pictures[i], channel).Average(), Channel(placeholders[i], channel).Average(), tolerance: 12.0);
            // Each part is nearer to its own picture than to any other.
            Assert.Equal(i, Enumerable.Range(0, pictures.Count).MinBy(other => Difference(placeholders[i], pictures[other])));
            Assert.InRange(Difference(placeholders[i], pictures[i]), 0, 20);
        }

        await links[0].ScrollIntoViewIfNeededAsync();
        var after = await links[0].BoundingBoxAsync();
        Assert.Equal((box!.Width, box.Height), (after!.Width, after.Height));
        await visit.ExpectStableAsync();
        Assert.Empty(visit.Troubles);
        Assert.Empty(await visit.PolicyViolationsAsync());
    }

    [Theory]
    [InlineData("\"not base64!\"")]
    [InlineData("\"AAAA\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("\"/////////////////////////////////////w==\"")]
    public async Task A_picture_without_a_sound_ThumbHash_is_shown_all_the_same(string thumbhash)
    {
        await using var visit = await browser.VisitAsync(site.Local);
        await visit.Page.RouteAsync("**/api/images/*", async route =>
        {
            var answer = await route.FetchAsync();
            var text = System.Text.RegularExpressions.Regex.Replace(await answer.TextAsync(), "\"thumbhash\": ?\"[^\"]+\"", $"\"thumbhash\":{thumbhash}");
            Assert.Contains($"\"thumbhash\":{thumbhash}", text, StringComparison.Ordinal);
            await route.FulfillAsync(new() { Response = answer, Body = text });
        });
        var grid = await Grid.OpenAsync(visit, Many);

        await Expect(grid.Tiles.First.GetByRole(AriaRole.Img)).ToHaveJSPropertyAsync("naturalWidth", 384);
        Assert.Empty(visit.Troubles);
    }

    private static IEnumerable<double> Channel(double[] parts, int channel) => parts.Where((_, i) => i % 3 == channel);

    private static double Difference(double[] one, double[] other) => one.Zip(other, (a, b) => Math.Abs(a - b)).Average();
}
