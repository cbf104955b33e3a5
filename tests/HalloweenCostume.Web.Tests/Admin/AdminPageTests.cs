using HalloweenCostume.Web.Tests.Access;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Admin;

/// <summary>Who may see the page, and what it says when things go wrong.</summary>
[Collection(nameof(SiteTestGroup))]
public class AdminPageTests(LocalSite open, Browser browser)
{
    [Theory]
    [InlineData("Jane")]
    [InlineData(null)]
    public async Task Who_does_not_run_the_site_is_told_so(string? person)
    {
        await using var site = await Keys.StartAsync();
        var (_, key) = await site.IssueAsync(person, name: "Old tablet");
        await using var visit = await browser.VisitAsync(site);
        var asked = visit.Requests("/api/");
        await visit.FollowInviteAsync(key, "/admin/");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "This page is for whoever runs the site" })).ToBeFocusedAsync();
        await Expect(visit.Part).ToContainTextAsync("You are signed in as Old tablet");
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Models" })).ToBeHiddenAsync();
        Assert.Equal(2, asked.Count);

        await visit.Button("Sign out").ClickAsync();
        await Expect(visit.SignIn).ToBeVisibleAsync();
        await visit.SignInAsync(Keys.Admin);
        await Expect(visit.Items).ToHaveCountAsync(3);
        Assert.Empty(visit.TroublesBut("401"));
    }

    [Fact]
    public async Task A_session_that_ends_midway_costs_nothing()
    {
        await using var site = await Keys.StartAsync();
        var (first, key) = await site.IssueAsync(role: "admin", name: "First");
        await using var visit = await browser.VisitAsync(site, 320, 640);
        await visit.FollowInviteAsync(key, "/admin/#people");
        await Expect(visit.SignIn).ToBeVisibleAsync();
        await visit.SignInAsync(key);
        await Expect(visit.Page.GetByText("You are signed in as First.")).ToBeVisibleAsync();
        await visit.Field("First name").FillAsync("Ann");
        await visit.Field("Last name").FillAsync("Miller");
        await site.RevokeAsync(first);
        await visit.Button("Add person").ClickAsync();
        await Expect(visit.SignIn).ToBeVisibleAsync();
        await visit.SignInAsync(Keys.Admin);
        await Expect(visit.Item("Ann Miller")).ToBeVisibleAsync();
        Assert.Empty(visit.TroublesBut("401"));
    }

    [Fact]
    public async Task What_goes_wrong_is_said_with_a_way_on()
    {
        await using var visit = await browser.VisitAsync(open);
        await visit.RefuseAsync("**/api/people", 403, "The attic is locked.");
        await visit.Page.GotoAsync("/admin/");
        await Expect(visit.Page.GetByText("Nobody has to sign in on this machine.")).ToBeVisibleAsync();
        await Expect(visit.Part.GetByText("The attic is locked.")).ToBeVisibleAsync();
        await visit.Page.UnrouteAllAsync();
        await visit.Part.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(visit.Items).ToHaveCountAsync(3);

        await visit.RefuseAsync("**/api/people", 429, "Too much at once.", retryAfter: 90);
        await visit.Field("First name").FillAsync("Ann");
        await visit.Field("Last name").FillAsync("Miller");
        await visit.Button("Add person").ClickAsync();
        await Expect(visit.Part.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Too much at once. Try again in 1:30.");
        await visit.Page.UnrouteAllAsync();

        await visit.SetOfflineAsync(true);
        await Expect(visit.Trouble).ToContainTextAsync("You are offline.");
        await visit.Button("Add person").ClickAsync();
        await Expect(visit.Part.GetByRole(AriaRole.Alert)).ToHaveTextAsync("You are offline. Try again when the network is back.");
        await Expect(visit.Field("First name")).ToHaveValueAsync("Ann");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Invites" }).ClickAsync();
        await Expect(visit.Part.GetByText("Loading…", new() { Exact = true })).ToBeVisibleAsync();
        await visit.SetOfflineAsync(false);
        await Expect(visit.Part.GetByText("There is no invite yet.")).ToBeVisibleAsync();
        await Expect(visit.Trouble).ToBeHiddenAsync();
        Assert.Empty(visit.TroublesBut("403", "429", "ERR_INTERNET_DISCONNECTED"));
    }

    [Fact]
    public async Task Everything_can_be_done_by_the_keyboard()
    {
        await using var site = await Keys.StartAsync();
        await using var visit = await browser.VisitAsync(site, options: new() { ReducedMotion = ReducedMotion.Reduce });
        await visit.OpenAdminAsync();
        await Expect(visit.Items).ToHaveCountAsync(3);
        var keys = visit.Page.Keyboard;
        await TabToAsync("Invites");
        await keys.PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Invites" })).ToBeFocusedAsync();
        await Expect(visit.Page).ToHaveTitleAsync("Invites · Halloween Costume: who may come in");
        await keys.PressAsync("Tab");
        await keys.TypeAsync("The household");
        await keys.PressAsync("Tab");
        await keys.TypeAsync("Kitchen");
        await keys.PressAsync("Enter");
        await Expect(visit.Dialog).ToBeVisibleAsync();
        await TabToAsync("Done");
        await keys.PressAsync("Enter");
        await Expect(visit.Dialog).ToBeHiddenAsync();
        await Expect(visit.Item("Kitchen")).ToBeVisibleAsync();
        await TabToAsync("Revoke");
        await keys.PressAsync("Enter");
        await keys.PressAsync("Escape");
        await Expect(visit.Item("Kitchen").GetByText("Revoke")).ToBeFocusedAsync();
        Assert.Empty(visit.Troubles);

        // At most as often as the page has controls.
        async Task TabToAsync(string name)
        {
            for (var tabs = 0; tabs < 40; tabs++)
            {
                await keys.PressAsync("Tab");
                if (await visit.Page.EvaluateAsync<string>("document.activeElement.textContent") == name)
                    return;
            }

            Assert.Fail($"No Tab leads to {name}.");
        }
    }

    [Fact]
    public async Task Without_scripts_it_says_what_it_needs()
    {
        await using var visit = await browser.VisitAsync(open, options: new() { JavaScriptEnabled = false });
        await visit.Page.GotoAsync("/admin");
        Assert.EndsWith("/admin/", visit.Page.Url, StringComparison.Ordinal);
        await Expect(visit.Page.Locator("noscript p")).ToContainTextAsync("This page needs JavaScript to show people, models and invites and to change them.");
        await Expect(visit.Page.GetByText("Looking who is here")).ToBeHiddenAsync();
    }
}
