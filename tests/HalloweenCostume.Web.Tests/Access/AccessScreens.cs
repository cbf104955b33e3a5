using HalloweenCostume.Web.Tests.Admin;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Access;

/// <summary>What people see who come in or may not, and what the admin page shows of invites and usage, as <see cref="Screenshots"/> looks at the rest.</summary>
[Collection(nameof(SecondSiteTestGroup))]
public class AccessScreens(Browser browser)
{
    [Fact]
    public async Task The_way_in_and_what_is_left()
    {
        await using var site = await Keys.StartAsync(new() { ["RATE_IMAGES_PER_HOUR"] = "5" });
        await using var visit = await browser.VisitAsync(site);
        await visit.WatchForBrokenPicturesAsync();
        await visit.Page.GotoAsync("/");
        await Expect(visit.SignIn).ToBeVisibleAsync();
        await visit.LookAsync("sign-in");
        await visit.SignInAsync("hc_none");
        await Expect(visit.SignIn.GetByRole(AriaRole.Alert)).ToContainTextAsync("new invite link");
        await visit.LookAsync("sign-in-refused");
        await visit.SignInAsync(Keys.Admin);
        await visit.ChooseAsync(profile: 1);
        await Expect(visit.Page.Locator("#rate")).ToContainTextAsync("Pictures left in this hour: 5.");
        await visit.LookAsync("signed-in");
        await visit.Page.GotoAsync("/admin/");
        await Expect(visit.Items).ToHaveCountAsync(3);
        await visit.Button("Sign out").ClickAsync();
        await Expect(visit.SignIn).ToBeVisibleAsync();
        await visit.LookAsync("admin-sign-in");
        var (_, key) = await site.IssueAsync("Jane");
        await visit.SignInAsync(key);
        await Expect(visit.Part).ToContainTextAsync("This page is for whoever runs the site");
        await visit.LookAsync("admin-not-yours");
    }

    [Fact]
    public async Task Invites_and_usage()
    {
        await using var site = await Keys.StartAsync();
        var (revoked, _) = await site.IssueAsync("John", "An old phone with a long name that somebody gave it");
        await site.RevokeAsync(revoked);
        await site.EndAsync((await site.IssueAsync(name: "Party")).Id);
        await site.IssueAsync(name: "Living room");
        await UsageTests.ChargeAsync(site, await site.IdOfAsync("Jane"), DateTimeOffset.UtcNow.AddDays(-1), 12, returned: 2);
        await UsageTests.ChargeAsync(site, await site.IdOfAsync("John"), DateTimeOffset.UtcNow, 3, returned: 0);
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAdminAsync();
        await visit.GoToAsync("Invites");
        await Expect(visit.Items).ToHaveCountAsync(3);
        await visit.LookAsync("admin-invites", fullPage: true);
        await visit.Field("For").SelectOptionAsync("Jane Doe alone");
        await visit.Field("Name").FillAsync("Jane’s phone");
        await visit.Button("Make an invite").ClickAsync();
        await Expect(visit.Dialog).ToBeVisibleAsync();
        await visit.Button("Copy link").ClickAsync();
        await visit.LookAsync("admin-invite");
        await visit.Button("Done").ClickAsync();
        await visit.GoToAsync("Usage");
        await Expect(visit.Page.GetByRole(AriaRole.Table)).ToHaveCountAsync(2);
        await visit.LookAsync("admin-usage", fullPage: true);
    }
}
