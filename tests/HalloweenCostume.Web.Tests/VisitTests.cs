using Microsoft.Playwright;
using Xunit.Sdk;

namespace HalloweenCostume.Web.Tests;

/// <summary>The eyes that the tests of the site rely on, on pages that are made to offend them.</summary>
[Collection(nameof(SiteTestGroup))]
public class VisitTests(LocalSite site, Browser browser)
{
    [Fact]
    public async Task What_the_policy_refuses_is_seen_and_not_forgotten_on_the_next_page()
    {
        await using var visit = await browser.VisitAsync(site);
        await OpenAsync(visit, "<link rel=icon href=data:,><img src='https://elsewhere.example/a.png' alt=''><p style='color: red'>", policy: "default-src 'self' data:");
        Assert.Equal(2, (await visit.PolicyViolationsAsync()).Count);

        await OpenAsync(visit, "<link rel=icon href=data:,><p>Nothing refused");
        var violations = await visit.PolicyViolationsAsync();
        Assert.Contains(violations, line => line.StartsWith("enforce img-src: https://elsewhere.example/a.png", StringComparison.Ordinal));
        Assert.Contains(violations, line => line.StartsWith("enforce style-src-attr: inline", StringComparison.Ordinal));
        Assert.Equal(2, violations.Count);
    }

    [Fact]
    public async Task A_jump_counts_unless_the_person_has_just_done_something()
    {
        await using var visit = await browser.VisitAsync(site, 1000, 1000);
        await visit.Page.Clock.InstallAsync();
        await OpenAsync(visit, """
            <!doctype html><style>body { margin: 0 } main { height: 500px; background: tan } button { position: fixed; bottom: 0 }</style>
            <div></div><main id=jumper class="large brown"></main><button onclick="jump(200)">Jump</button>
            <script>const jump = by => document.querySelector('div').style.height = `${document.querySelector('div').clientHeight + by}px`;</script>
            """);
        await visit.ExpectStableAsync(0);

        // Half of the screen goes a tenth of it down: 0.6 are touched by a way of 0.1.
        await visit.Page.EvaluateAsync("jump(100)");
        Assert.Equal(0.06, await visit.LayoutShiftAsync(), 0.001);
        await visit.Page.EvaluateAsync("jump(100)");
        Assert.Equal(0.12, await visit.LayoutShiftAsync(), 0.001);

        // After a second's rest another session begins, and what follows a click belongs to none.
        await Task.Delay(1500);
        await visit.Page.EvaluateAsync("jump(50)");
        Assert.Equal(0.12, await visit.LayoutShiftAsync(), 0.001);
        await visit.Page.GetByRole(AriaRole.Button).ClickAsync();
        Assert.Equal(0.12, await visit.LayoutShiftAsync(), 0.001);

        var failure = await Assert.ThrowsAnyAsync<XunitException>(() => visit.ExpectStableAsync());
        Assert.Contains("<main id=\"jumper\" class=\"large brown\">", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_axe_finds_is_told_with_its_rule_and_its_element()
    {
        await using var visit = await browser.VisitAsync(site);
        await OpenAsync(visit, """
            <!doctype html><html lang="en"><title>Planted</title>
            <main><h1>Planted</h1><button id="small" style="width: 12px; height: 12px; padding: 0; border: 0">a</button><button id="other">b</button></main>
            <p>Outside of all landmarks</p><img src="favicon.svg">
            """, policy: "script-src 'none'");
        var failure = await Assert.ThrowsAnyAsync<XunitException>(() => visit.ExpectAccessibleAsync());
        Assert.Matches(@"(?s)critical: .*\(image-alt\)\n    img  <img src=""favicon.svg"">", failure.Message);
        Assert.Contains("(target-size)\n    #small  ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("(region)\n    p  ", failure.Message, StringComparison.Ordinal);

        await OpenAsync(visit, "<!doctype html><html lang=en><title>Sound</title><main><h1>Sound</h1><img src=favicon.svg alt=Pumpkin></main>");
        await visit.ExpectAccessibleAsync();
    }

    [Fact]
    public async Task Memory_is_what_is_held_after_garbage_is_gone()
    {
        await using var visit = await browser.VisitAsync(site);
        await OpenAsync(visit, "<!doctype html><title>Planted</title><p></p>");
        var before = await visit.MemoryAsync();

        await visit.Page.EvaluateAsync(
            "() => { for (let i = 0; i < 5000; i++) document.querySelector('p').append(document.createElement('b')); window.kept = Array.from({ length: 1e6 }, Math.random); }");
        var full = await visit.MemoryAsync();
        Assert.InRange(full.Nodes - before.Nodes, 5000, 5100);
        Assert.InRange(full.HeapBytes - before.HeapBytes, 7_000_000, 20_000_000);

        await visit.Page.EvaluateAsync("() => { document.querySelector('p').remove(); window.kept = null; }");
        var after = await visit.MemoryAsync();
        Assert.InRange(after.Nodes - before.Nodes, -100, 100);
        Assert.InRange(after.HeapBytes - before.HeapBytes, -1_000_000, 1_000_000);
    }

    [Fact]
    public async Task Troubles_that_are_expected_do_not_hide_others()
    {
        await using var visit = await browser.VisitAsync(site);
        await OpenAsync(visit, "<!doctype html><title>Planted</title>");
        await visit.SetOfflineAsync(true);
        await visit.Page.EvaluateAsync("fetch('/api/users').catch(() => {})");
        Assert.NotEmpty(visit.Troubles);
        Assert.Empty(visit.TroublesBut("ERR_INTERNET_DISCONNECTED"));

        await visit.SetOfflineAsync(false);
        await visit.Page.EvaluateAsync("fetch('/api/nothing')");
        Assert.Equal([$"404: {site.Address}api/nothing"], visit.TroublesBut("ERR_INTERNET_DISCONNECTED", "console: "));
    }

    [Fact]
    public async Task A_visitor_may_prefer_things()
    {
        await using var visit = await browser.VisitAsync(site, 320, 640, new()
        {
            ColorScheme = ColorScheme.Dark, ReducedMotion = ReducedMotion.Reduce, ForcedColors = ForcedColors.Active,
            Locale = "de-DE", TimezoneId = "Asia/Tokyo", Permissions = ["clipboard-read"],
        });
        await OpenAsync(visit, "<!doctype html><title>Planted</title>");
        foreach (var query in new[] { "width: 320px", "height: 640px", "prefers-color-scheme: dark", "prefers-reduced-motion: reduce", "forced-colors: active" })
            Assert.True(await visit.Page.EvaluateAsync<bool>($"matchMedia('({query})').matches"), query);
        Assert.Equal("de-DE Asia/Tokyo granted", await visit.Page.EvaluateAsync<string>(
            "async () => `${navigator.language} ${Intl.DateTimeFormat().resolvedOptions().timeZone} ${(await navigator.permissions.query({ name: 'clipboard-read' })).state}`"));
    }

    /// <summary>Opens a page of this test in the site's own place.</summary>
    private static async Task OpenAsync(Visit visit, string html, string policy = "")
    {
        await visit.Page.UnrouteAllAsync();
        await visit.Page.RouteAsync("**/planted", route => route.FulfillAsync(new()
        {
            ContentType = "text/html", Body = html, Headers = new Dictionary<string, string> { ["Content-Security-Policy"] = policy },
        }));
        await visit.Page.GotoAsync("/planted");
    }
}
