using System.Text.Json;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace HalloweenCostume.Web.Tests;

/// <summary>Lighthouse, as on a phone, over the page of somebody who has pictures.</summary>
[Collection(Alone.Name)]
public class LighthouseTests(ITestOutputHelper output)
{
    private static readonly NodeFolder Lighthouse = new("Lighthouse");

    [Fact]
    public async Task Lighthouse_has_nothing_to_object_to()
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 8);
        using var profile = new TestFolder();
        await ChooseAsync(site, profile);

        var (exitCode, said, errors) = await Lighthouse.RunAsync(
            "audit.js", [site.Address.ToString(), Chromium.ExecutablePath(), profile.Path, "--headless=new", .. Chromium.Arguments]);
        Assert.True(exitCode == 0, errors);
        var report = JsonElement.Parse(said);
        var scores = report.GetProperty("scores");
        // No speed is asked for: it is the machine's more than the page's.
        output.WriteLine($"{scores}, layout shift {report.GetProperty("layoutShift")}\n{report.GetProperty("warnings")}\n{Lines(report, "performance")}");

        Assert.Contains(report.GetProperty("images").EnumerateArray(), url => url.GetString()!.Contains("/objects/", StringComparison.Ordinal));
        foreach (var category in new[] { "accessibility", "best-practices", "seo" })
            Assert.True(scores.GetProperty(category).GetDouble() == 1, $"{category} {scores.GetProperty(category)}:\n{Lines(report, category)}");
        var shift = report.GetProperty("layoutShift").GetDouble();
        Assert.True(shift <= 0.02, $"The layout shifted by {shift:F4}:\n{report.GetProperty("shifts")}");
    }

    private static string Lines(JsonElement report, string category) => string.Join('\n', report.GetProperty("failures").GetProperty(category).EnumerateArray());

    /// <summary>Leaves behind, in a browser's profile folder, what the page keeps of somebody who chose a profile.</summary>
    private static async Task ChooseAsync(LocalSite site, TestFolder folder)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var context = await playwright.Chromium.LaunchPersistentContextAsync(folder.Path, new()
        {
            ExecutablePath = Chromium.ExecutablePath(), Args = Chromium.Arguments, BaseURL = site.Address.ToString(),
        });
        await using var visit = await Visit.StartAsync(context);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
    }
}
