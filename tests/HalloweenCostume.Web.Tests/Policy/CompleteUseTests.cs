using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Policy;

/// <summary>All that a person does on the page, under its policy.</summary>
[Collection(nameof(SecondSiteTestGroup))]
public class CompleteUseTests(LocalSite shared, Browser browser)
{
    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task A_complete_use_breaks_no_policy_and_stays_at_home(int width, int height)
    {
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 30);
        await using var visit = await browser.VisitAsync(site, width, height, new() { Permissions = ["clipboard-write"] });
        var requests = visit.Requests("http");
        await visit.ComeAsync(profile: 1, atLeast: 24);
        await visit.Button("Witch").ClickAsync();
        await visit.GenerateAsync("A portrait of janedoe as a witch.", count: 2);
        await Expect(visit.PicturesOf("A portrait of janedoe as a witch.")).ToHaveCountAsync(2, new() { Timeout = Parts.Patience });
        await visit.ExpectDrawnAsync();
        await visit.PicturesOf("A portrait of janedoe as a witch.").First.ClickAsync();
        await Expect(visit.Lightbox.GetByRole(AriaRole.Img)).ToHaveJSPropertyAsync("naturalWidth", 768);

        await visit.Button("Share").ClickAsync();
        await Expect(visit.Toast).ToContainTextAsync("address is copied");
        await visit.Button("Copy prompt").ClickAsync();
        await Expect(visit.Toast).ToContainTextAsync("The prompt is copied.");
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.Matches(@"^a-portrait-of-janedoe-as-a-witch-\d+\.jpg$", download.SuggestedFilename);
        await visit.Button("Delete").ClickAsync();
        await visit.Button("Undo").ClickAsync();
        await Expect(visit.Lightbox.GetByRole(AriaRole.Status)).ToHaveTextAsync("The picture is back.");
        await visit.Button("Close").ClickAsync();
        await Expect(visit.Lightbox).ToBeHiddenAsync();
        // No page may read the clipboard here, but a person may paste.
        await visit.Prompt.ClearAsync();
        await visit.Prompt.PressAsync("Control+V");
        await Expect(visit.Prompt).ToHaveValueAsync("A portrait of janedoe as a witch.");
        await visit.SetOfflineAsync(true);
        await Expect(visit.Trouble).ToBeVisibleAsync();
        await visit.SetOfflineAsync(false);
        await visit.ScrollToAsync("Picture 1");

        Assert.Empty(await visit.PolicyViolationsAsync());
        Assert.All(requests, request => Assert.Contains(site.Address.ToString(), request, StringComparison.Ordinal));
        Assert.Empty(visit.TroublesBut("ERR_INTERNET_DISCONNECTED"));
    }

    [Fact]
    public async Task A_picture_is_shared_as_itself_where_the_machine_can()
    {
        await using var visit = await browser.VisitAsync(shared);
        await visit.Page.AddInitScriptAsync(
            """
            navigator.canShare = ({ files }) => files?.length === 1;
            navigator.share = async ({ files, text }) => { window.shared$ = { name: files[0].name, type: files[0].type, size: files[0].size, text }; };
            """);
        await shared.AddPicturesAsync(profile: 3, count: 1);
        await visit.ComeAsync(profile: 3, atLeast: 1);
        await visit.PicturesOf("Picture 1").First.ClickAsync();
        await Expect(visit.Lightbox.GetByRole(AriaRole.Img)).ToHaveJSPropertyAsync("naturalWidth", 768);
        await visit.Button("Share").ClickAsync();
        await visit.Page.WaitForFunctionAsync("() => window.shared$");
        var given = await visit.Page.EvaluateAsync<JsonElement>("shared$");
        Assert.Equal(("picture-1-1.jpg", "image/jpeg", "Picture 1"), (given.GetProperty("name").GetString(), given.GetProperty("type").GetString(), given.GetProperty("text").GetString()));
        Assert.InRange(given.GetProperty("size").GetInt32(), 10_000, 2_000_000);
        Assert.Empty(await visit.PolicyViolationsAsync());
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task Manifest_icons_and_the_picture_that_is_shared_are_what_the_page_says()
    {
        await using var visit = await browser.VisitAsync(shared);
        await visit.OpenAsync();
        var files = await visit.Page.EvaluateAsync<JsonElement>(
            """
            async () => {
              const size = url => new Promise((done, failed) => { const image = new Image(); image.onload = () => done(`${image.naturalWidth}x${image.naturalHeight}`); image.onerror = () => failed(url); image.src = url; });
              const meta = name => document.querySelector(`meta[property="og:${name}"]`).content;
              const manifest = await (await fetch(document.querySelector('link[rel=manifest]').href)).json();
              return {
                shared: await size(meta('image')), said: `${meta('image:width')}x${meta('image:height')}`,
                touch: await size(document.querySelector('link[rel=apple-touch-icon]').href),
                icons: await Promise.all(manifest.icons.map(async ({ src, sizes }) => [sizes, await size(src)])), name: manifest.name,
              };
            }
            """);
        Assert.Equal("1200x630", files.GetProperty("shared").GetString());
        Assert.Equal(files.GetProperty("said").GetString(), files.GetProperty("shared").GetString());
        Assert.Equal("180x180", files.GetProperty("touch").GetString());
        Assert.Equal("Halloween Costume", files.GetProperty("name").GetString());
        Assert.True(files.GetProperty("icons").GetArrayLength() >= 2);
        Assert.All(files.GetProperty("icons").EnumerateArray().Where(icon => icon[0].GetString() != "any"), icon => Assert.Equal(icon[0].GetString(), icon[1].GetString()));
        Assert.Empty(visit.Troubles);
    }
}
