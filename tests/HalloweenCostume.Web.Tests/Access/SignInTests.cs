using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Access;

/// <summary>Coming in by an invite, and going out.</summary>
[Collection(nameof(SiteTestGroup))]
public class SignInTests(LocalSite open, Browser browser)
{
    // What the page asks for, with its own address at that moment.
    private const string Addresses =
        """
        window.asked$ = [];
        const { fetch: send$ } = window;
        window.fetch = (url, options = {}) => {
          asked$.push(`${options.method ?? 'GET'} ${new URL(url, location.href).pathname} from ${location.href}`);
          return send$(url, options);
        };
        """;

    [Fact]
    public async Task A_link_lets_in_and_nothing_keeps_its_key()
    {
        await using var site = await Keys.StartAsync();
        var (_, key) = await site.IssueAsync();
        await using var visit = await browser.VisitAsync(site);
        await visit.Page.AddInitScriptAsync(Addresses);
        var requests = visit.Requests("http");
        await visit.FollowInviteAsync(key);
        await Expect(visit.Profile.Locator("option")).ToHaveCountAsync(4);
        await visit.ChooseAsync(profile: 1);
        await Expect(visit.SignIn).ToBeHiddenAsync();

        var asked = await visit.Page.EvaluateAsync<string[]>("asked$");
        Assert.Equal($"POST /api/session from {site.Address}", asked[0]);
        Assert.DoesNotContain(asked.Skip(1), call => call.StartsWith("POST", StringComparison.Ordinal));
        Assert.DoesNotContain(requests, request => request.Contains("hc_", StringComparison.Ordinal));
        Assert.DoesNotContain("hc_", await visit.Page.EvaluateAsync<string>("JSON.stringify([localStorage, sessionStorage, history.state, document.cookie, document.documentElement.outerHTML])"), StringComparison.Ordinal);

        await visit.Page.GoBackAsync();
        await visit.Page.GoForwardAsync();
        Assert.Equal(site.Address.ToString(), visit.Page.Url);
        await Expect(visit.Profile.Locator("option")).ToHaveCountAsync(4);
        Assert.Empty(await visit.PolicyViolationsAsync());
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task A_link_that_lets_nobody_in_says_what_to_do()
    {
        await using var site = await Keys.StartAsync();
        var (revoked, revokedKey) = await site.IssueAsync();
        var (ended, endedKey) = await site.IssueAsync();
        var (_, good) = await site.IssueAsync("Jane");
        await site.RevokeAsync(revoked);
        await site.EndAsync(ended);
        await using var visit = await browser.VisitAsync(site);
        foreach (var key in new[] { "hc_" + new string('b', 43), revokedKey, endedKey, good[..^1], good.ToUpperInvariant() })
        {
            await visit.FollowInviteAsync(key);
            await Expect(visit.SignIn.GetByRole(AriaRole.Alert)).ToContainTextAsync("sk whoever runs the site for a new invite link.");
            await Expect(visit.InviteField).ToBeFocusedAsync();
            await Expect(visit.InviteField).ToHaveAccessibleDescriptionAsync(new Regex("new invite link"));
            Assert.Equal(site.Address.ToString(), visit.Page.Url);
        }

        // All of the link, as it was copied.
        await visit.SignInAsync($" {site.Address}#key={good} ");
        await Expect(visit.Profile.Locator("option:checked")).ToHaveTextAsync("Jane Doe");
        await Expect(visit.SignIn).ToBeHiddenAsync();
        await Expect(visit.InviteField).ToHaveCountAsync(0);
        Assert.Empty(visit.TroublesBut("401"));
    }

    [Fact]
    public async Task A_persons_key_chooses_that_profile_and_knows_no_other()
    {
        await using var site = await Keys.StartAsync();
        var jane = await site.AddPicturesAsync(profile: 1, count: 3);
        await site.AddPicturesAsync(profile: 2, count: 2);
        var (_, key) = await site.IssueAsync("John");
        await using var visit = await browser.VisitAsync(site);
        await visit.FollowInviteAsync(key);
        await Expect(visit.Profile.Locator("option")).ToHaveTextAsync(["Choose a profile", "John Doe"]);
        await Expect(visit.Profile.Locator("option:checked")).ToHaveTextAsync("John Doe");
        await visit.ExpectAllAsync(2);
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Manage" })).ToBeHiddenAsync();

        await visit.Page.GotoAsync($"/?user={jane}&image={Guid.NewGuid()}");
        await visit.ExpectAllAsync(2);
        await Expect(visit.Lightbox).ToBeHiddenAsync();
        Assert.Equal(site.Address.ToString(), visit.Page.Url);
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task Who_signs_out_leaves_nothing_behind()
    {
        await using var site = await Keys.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 3);
        var (_, key) = await site.IssueAsync("Jane");
        await using var visit = await browser.VisitAsync(site);
        await visit.FollowInviteAsync(key);
        await visit.ExpectAllAsync(3);
        await visit.Prompt.FillAsync("Nobody else's business.");
        await visit.Button("Sign out").ClickAsync();
        await Expect(visit.SignIn).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("#feed img, #profile option:nth-child(2)")).ToHaveCountAsync(0);
        await Expect(visit.Prompt).ToHaveValueAsync("");
        Assert.DoesNotContain("business", await visit.Page.EvaluateAsync<string>("JSON.stringify(localStorage)"), StringComparison.Ordinal);

        await visit.Page.ReloadAsync();
        await Expect(visit.SignIn).ToBeVisibleAsync();
        Assert.Empty(await visit.Page.Context.CookiesAsync());
        Assert.Empty(visit.TroublesBut("401"));
    }

    [Fact]
    public async Task Where_nobody_has_to_sign_in_nobody_can_sign_out()
    {
        await using var visit = await browser.VisitAsync(open);
        await visit.OpenAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Manage" })).ToBeVisibleAsync();
        await Expect(visit.Button("Sign out")).ToBeHiddenAsync();
        // A link of some other time does no harm.
        await visit.FollowInviteAsync("hc_" + new string('b', 43));
        await Expect(visit.Profile.Locator("option")).ToHaveCountAsync(4);
        Assert.Equal(open.Address.ToString(), visit.Page.Url);
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task What_is_left_is_said_when_it_is_little_and_then_when_there_is_more()
    {
        await using var site = await Keys.StartAsync(new() { ["RATE_IMAGES_PER_HOUR"] = "10", ["RATE_IMAGES_PER_DAY"] = "11" });
        var (_, key) = await site.IssueAsync("Jane");
        await using var visit = await browser.VisitAsync(site, 320, 640);
        await visit.FollowInviteAsync(key);
        await Expect(visit.LoraModel).ToBeEnabledAsync();
        var left = visit.Page.Locator("#rate");
        await Expect(left).ToBeEmptyAsync();
        await visit.GenerateAsync("A portrait of janedoe as a bat.", count: 3);
        await Expect(left).ToHaveTextAsync("Pictures left today: 7.");
        await Expect(visit.Generate).ToHaveAccessibleDescriptionAsync("Pictures left today: 7.");
        await visit.ExpectAllAsync(3);
        await visit.GenerateAsync("A portrait of janedoe as a cat.", count: 4);
        await Expect(left).ToHaveTextAsync("Pictures left today: 3.");
        await visit.ExpectAllAsync(7);

        await visit.GenerateAsync("A portrait of janedoe as a rat.", count: 4);
        await Expect(visit.Alert).ToHaveTextAsync(new Regex(@" Again in (1:00:00|59:\d\d)\.$"));
        await Expect(visit.Prompt).ToHaveValueAsync("A portrait of janedoe as a rat.");
        Assert.Empty(visit.TroublesBut("429"));
    }
}
