using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests;

/// <summary>The chime, the notification and the tab's title, for somebody who has gone elsewhere meanwhile.</summary>
[Collection(nameof(SiteTestGroup))]
public class BellTests(LocalSite site, Browser browser)
{
    private const string Stubs =
        """
        window.tones$ = 0;
        window.notes$ = [];
        window.AudioContext = class {
          currentTime = 0;
          resume() { return Promise.resolve(); }
          createGain() { return { gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect: to => to }; }
          createOscillator() { return { frequency: {}, connect: to => to, start() { tones$++; }, stop() {} }; }
        };
        window.Notification = class extends EventTarget {
          static permission = PERMISSION;
          static asked = 0;
          static async requestPermission() { this.asked++; return this.permission === 'default' ? this.permission = ANSWER : this.permission; }
          constructor(title, { body }) { super(); notes$.push(`${title}: ${body}`); this.constructor.last = this; }
          close() { notes$.push('closed'); }
        };
        """;

    [Fact]
    public async Task Nobody_who_did_not_ask_is_disturbed()
    {
        await using var visit = await OpenAsync();
        await Expect(Chime(visit)).Not.ToBeCheckedAsync();
        await Expect(Notify(visit)).Not.ToBeCheckedAsync();
        await HideAsync(visit, true);
        await GenerateAsync(visit, "A quiet ghost");
        Assert.Equal("0 0 0", await visit.Page.EvaluateAsync<string>("`${tones$} ${notes$.length} ${Notification.asked}`"));
    }

    [Fact]
    public async Task A_chime_rings_for_who_asked_also_after_a_reload()
    {
        await using var visit = await OpenAsync();
        await Chime(visit).CheckAsync();
        Assert.Equal(3, await visit.Page.EvaluateAsync<int>("tones$"));
        await GenerateAsync(visit, "A ghost with a bell");
        await UntilTonesAsync(visit, 6);

        await visit.Page.ReloadAsync();
        await Expect(Chime(visit)).ToBeCheckedAsync();
        await Expect(visit.LoraModel).ToBeEnabledAsync();
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("tones$"));
        await GenerateAsync(visit, "A ghost with another bell");
        await UntilTonesAsync(visit, 3);

        await Chime(visit).UncheckAsync();
        await visit.Page.ReloadAsync();
        await Expect(Chime(visit)).Not.ToBeCheckedAsync();
    }

    [Fact]
    public async Task A_notification_comes_to_who_asked_and_looks_elsewhere()
    {
        await using var visit = await OpenAsync(permission: "default", answer: "granted");
        await Notify(visit).CheckAsync();
        Assert.Equal(1, await visit.Page.EvaluateAsync<int>("Notification.asked"));
        await GenerateAsync(visit, "A ghost that is looked at");
        Assert.Empty(await NotesAsync(visit));

        await HideAsync(visit, true);
        await GenerateAsync(visit, "A ghost behind another tab");
        Assert.Equal(["Halloween Costume: Your picture is ready."], await NotesAsync(visit));
        await visit.Page.EvaluateAsync("Notification.last.dispatchEvent(new Event('click'))");
        Assert.Equal(["Halloween Costume: Your picture is ready.", "closed"], await NotesAsync(visit));
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("tones$"));
    }

    [Fact]
    public async Task The_wish_for_notifications_is_kept_as_long_as_they_are_allowed()
    {
        await using var visit = await OpenAsync(permission: "granted");
        await Notify(visit).CheckAsync();
        await visit.Page.ReloadAsync();
        await Expect(Notify(visit)).ToBeCheckedAsync();
        await visit.Page.AddInitScriptAsync("Notification.permission = 'denied'");
        await visit.Page.ReloadAsync();
        await Expect(visit.LoraModel).ToBeEnabledAsync();
        await Expect(Notify(visit)).Not.ToBeCheckedAsync();
    }

    [Fact]
    public async Task Who_refuses_notifications_gets_none()
    {
        await using var visit = await OpenAsync(permission: "default", answer: "denied");
        await Notify(visit).ClickAsync();
        await Expect(Notify(visit)).Not.ToBeCheckedAsync();
        await visit.Page.ReloadAsync();
        await Expect(Notify(visit)).Not.ToBeCheckedAsync();
    }

    [Fact]
    public async Task Where_there_are_no_notifications_none_are_offered()
    {
        await using var visit = await browser.VisitAsync(site);
        await visit.Page.AddInitScriptAsync("delete window.Notification");
        await visit.OpenAsync();
        await Expect(Chime(visit)).ToBeVisibleAsync();
        await Expect(Notify(visit)).ToBeHiddenAsync();
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task The_title_tells_who_comes_back_that_something_is_done()
    {
        await using var visit = await OpenAsync();
        await HideAsync(visit, true);
        await GenerateAsync(visit, "A ghost in the title");
        await Expect(visit.Page).ToHaveTitleAsync("✓ Halloween Costume");
        await HideAsync(visit, false);
        await Expect(visit.Page).ToHaveTitleAsync("Halloween Costume");
    }

    private static ILocator Chime(Visit visit) => visit.Page.GetByLabel("Chime when done");

    private static ILocator Notify(Visit visit) => visit.Page.GetByLabel("Notify me when done");

    private static Task<string[]> NotesAsync(Visit visit) => visit.Page.EvaluateAsync<string[]>("notes$");

    private static Task UntilTonesAsync(Visit visit, int tones) => visit.Page.WaitForFunctionAsync("tones => tones$ === tones", tones);

    private static Task HideAsync(Visit visit, bool hidden) => visit.Page.EvaluateAsync("""
        hidden => {
          Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
          Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => hidden ? 'hidden' : 'visible' });
          document.dispatchEvent(new Event('visibilitychange'));
        }
        """, hidden);

    private static async Task GenerateAsync(Visit visit, string prompt)
    {
        await visit.GenerateAsync(prompt, count: 1);
        await Expect(visit.Status).ToHaveTextAsync("A picture is asked for.");
        await Expect(visit.Status).ToHaveTextAsync("Your picture is ready.", new() { Timeout = 60_000 });
    }

    private async Task<Visit> OpenAsync(string permission = "default", string answer = "granted")
    {
        var visit = await browser.VisitAsync(site);
        await visit.Page.AddInitScriptAsync(
            Stubs.Replace("PERMISSION", $"'{permission}'", StringComparison.Ordinal).Replace("ANSWER", $"'{answer}'", StringComparison.Ordinal));
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        return visit;
    }
}
