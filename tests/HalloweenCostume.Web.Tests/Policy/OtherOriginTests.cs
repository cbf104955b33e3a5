using HalloweenCostume.Web.Tests.Access;
using HalloweenCostume.Web.Tests.Admin;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Policy;

/// <summary>The site lies elsewhere than its API: <c>config.js</c>, its policy and <c>ALLOWED_ORIGINS</c> name each other.</summary>
[Collection(nameof(SecondSiteTestGroup))]
public class OtherOriginTests(Browser browser)
{
    [Fact]
    public async Task The_page_works_across_origins()
    {
        var apiOrigin = "";
        await using var pages = await ServeAsync(() => apiOrigin);
        await using var api = await LocalSite.StartAsync(new() { ["ALLOWED_ORIGINS"] = pages.Urls.Single() });
        apiOrigin = api.Address.GetLeftPart(UriPartial.Authority);
        await api.AddPicturesAsync(profile: 1, count: 30);
        await using var visit = await browser.VisitAsync(api);
        var calls = visit.Requests("/api/");
        await visit.WatchForBrokenPicturesAsync();
        await visit.Page.GotoAsync(pages.Urls.Single());
        await visit.ChooseAsync(profile: 1);
        await Expect(visit.Pictures.Nth(20)).ToBeAttachedAsync();

        await visit.GenerateAsync("A ghost from afar.", count: 2);
        await Expect(visit.PicturesOf("A ghost from afar.")).ToHaveCountAsync(2, new() { Timeout = Parts.Patience });
        await Expect(visit.Status).ToHaveTextAsync("Your 2 pictures are ready.");
        await visit.ExpectDrawnAsync();
        await visit.PicturesOf("A ghost from afar.").First.ClickAsync();
        await Expect(visit.Lightbox.GetByRole(AriaRole.Img)).ToHaveJSPropertyAsync("naturalWidth", 768);
        await visit.Button("Delete").ClickAsync();
        await Expect(visit.Toast).ToContainTextAsync("The picture is deleted.");
        await visit.Button("Undo").ClickAsync();
        await Expect(visit.Lightbox.GetByRole(AriaRole.Status)).ToHaveTextAsync("The picture is back.");
        await visit.Button("Close").ClickAsync();
        await visit.ScrollToAsync("Picture 1");

        Assert.All(calls, call => Assert.Contains(apiOrigin, call, StringComparison.Ordinal));
        Assert.Empty(await visit.PolicyViolationsAsync());
        await visit.ExpectNoBrokenPictureAsync();
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task Whoever_runs_the_site_does_so_across_origins_too()
    {
        var apiOrigin = "";
        await using var pages = await ServeAsync(() => apiOrigin);
        await using var api = await Keys.StartAsync(new() { ["ALLOWED_ORIGINS"] = pages.Urls.Single() });
        apiOrigin = api.Address.GetLeftPart(UriPartial.Authority);
        await using var visit = await browser.VisitAsync(api);
        var calls = visit.Requests("/api/");
        await visit.Page.GotoAsync($"{pages.Urls.Single()}/admin/#key={Keys.Admin}");
        await visit.DoAsync("Jane Doe", "Retire");
        await Expect(visit.Item("Jane Doe").Locator(".badge")).ToHaveTextAsync("Retired");
        await visit.GoToAsync("Models");
        await visit.Page.GetByText("Add a model").ClickAsync();
        await visit.Field("Trigger word").FillAsync("afar");
        await visit.Field("File").SetInputFilesAsync(ModelTests.Weights());
        await visit.Button("Add model").ClickAsync();
        await Expect(visit.Item("afar")).ToBeVisibleAsync();
        await visit.DoAsync("afar", "Delete");
        await visit.Button("Delete for good").ClickAsync();
        await Expect(visit.Item("afar")).ToHaveCountAsync(0);
        await visit.GoToAsync("People");
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.DoAsync("John Doe", "Export"));
        Assert.EndsWith(".zip", download.SuggestedFilename, StringComparison.Ordinal);

        Assert.All(calls, call => Assert.Contains(apiOrigin, call, StringComparison.Ordinal));
        Assert.Empty(await visit.PolicyViolationsAsync());
        // A browser gives up the page that a download would have been.
        Assert.Empty(visit.TroublesBut("/export net::ERR_ABORTED"));
    }

    /// <summary>The site's files, as its operator adapts them.</summary>
    private static async Task<WebApplication> ServeAsync(Func<string> api)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var pages = builder.Build();
        using var config = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "web", "staticwebapp.config.json")));
        var policy = config.RootElement.GetProperty("globalHeaders").GetProperty("Content-Security-Policy").GetString()!;
        var adminPolicy = config.RootElement.GetProperty("routes")[0].GetProperty("headers").GetProperty("Content-Security-Policy").GetString()!;
        pages.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = (context.Request.Path.StartsWithSegments("/admin") ? adminPolicy : policy)
                .Replace("connect-src 'self'", $"connect-src {api()}", StringComparison.Ordinal).Replace("img-src 'self'", $"img-src 'self' {api()}", StringComparison.Ordinal);
            return next(context);
        });
        pages.MapGet("/config.js", () => Results.Text($"export const apiOrigin = '{api()}';", "text/javascript"));
        pages.UseFileServer(new FileServerOptions { FileProvider = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "web")) });
        await pages.StartAsync();
        return pages;
    }
}
