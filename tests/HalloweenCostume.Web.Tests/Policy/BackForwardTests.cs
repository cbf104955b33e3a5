using Microsoft.Playwright;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Policy;

/// <summary>Somebody goes to another page and back: the browser brings back the page as it was (bfcache).</summary>
[Collection(nameof(SecondSiteTestGroup))]
public class BackForwardTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_page_is_kept_as_it_was_and_goes_on(bool watching)
    {
        await using var site = await LocalSite.StartAsync(new() { ["DEMO_RUN_MS"] = "5000" });
        await site.AddPicturesAsync(profile: 1, count: 4);
        using var playwright = await Playwright.CreateAsync();
        // Playwright turns it off for all others.
        await using var chromium = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium.ExecutablePath(), Args = Chromium.Arguments, IgnoreDefaultArgs = ["--disable-back-forward-cache"],
        });
        await using var visit = await Visit.StartAsync(await chromium.NewContextAsync(new() { BaseURL = site.Address.ToString() }));
        await visit.Page.AddInitScriptAsync("addEventListener('pageshow', ({ persisted }) => { window.persisted$ = persisted; })");
        await visit.ComeAsync(profile: 1, atLeast: 4);
        if (watching)
        {
            await visit.GenerateAsync("A ghost that waits.", count: 1);
            await Expect(visit.Page.GetByText("Being made…")).ToBeVisibleAsync(new() { Timeout = Parts.Patience });
        }

        await visit.Prompt.FillAsync("Typed before.");
        await visit.Page.EvaluateAsync("window.same$ = true");
        await visit.Page.RouteAsync("**/elsewhere", route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<link rel=icon href=data:,>Another page" }));
        await visit.Page.GotoAsync("/elsewhere");
        await visit.Page.GoBackAsync(new() { WaitUntil = WaitUntilState.Commit });
        await visit.Page.WaitForFunctionAsync("() => 'persisted$' in window");
        output.WriteLine(await visit.Page.EvaluateAsync<string>("JSON.stringify(performance.getEntriesByType('navigation')[0].notRestoredReasons)"));
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.persisted$ && !!window.same$"));

        await Expect(visit.Prompt).ToHaveValueAsync("Typed before.");
        await visit.ExpectAllAsync(watching ? 5 : 4);
        if (watching)
            await Expect(visit.Status).ToHaveTextAsync("Your picture is ready.");
        Assert.Empty(visit.TroublesBut("net::ERR_ABORTED", "net::ERR_NETWORK_IO_SUSPENDED", "ERR_FAILED"));
    }
}
