using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Access;

/// <summary>A session ends while its page is open.</summary>
[Collection(nameof(SecondSiteTestGroup))]
public class EndedSessionTests(Browser browser)
{
    [Fact]
    public async Task What_was_asked_for_and_what_was_typed_goes_on_after_signing_in_again()
    {
        await using var site = await Keys.StartAsync(new() { ["DEMO_RUN_MS"] = "8000" });
        var (first, key) = await site.IssueAsync("Jane");
        var (second, secondKey) = await site.IssueAsync("Jane");
        var (_, thirdKey) = await site.IssueAsync("Jane");
        await using var visit = await browser.VisitAsync(site);
        await visit.FollowInviteAsync(key);
        await Expect(visit.LoraModel).ToBeEnabledAsync();

        await site.RevokeAsync(first);
        await visit.GenerateAsync("A portrait of janedoe as a moth.", count: 2);
        await Expect(visit.SignIn).ToBeVisibleAsync();
        await Expect(visit.SignIn).ToHaveAccessibleDescriptionAsync("Open the invite link that you were sent, or paste it here. What you typed on the page is kept.");
        await Expect(visit.InviteField).ToBeFocusedAsync();
        // There is no page behind it to go to.
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.SignIn).ToBeVisibleAsync();
        await visit.SignInAsync(secondKey);
        await Expect(visit.SignIn).ToBeHiddenAsync();
        await Expect(visit.Page.GetByText("Being made…").First).ToBeVisibleAsync(new() { Timeout = Parts.Patience });

        await visit.Prompt.FillAsync("Typed meanwhile.");
        await site.RevokeAsync(second);
        await Expect(visit.SignIn).ToBeVisibleAsync(new() { Timeout = Parts.Patience });
        await visit.SignInAsync(thirdKey);
        await visit.ExpectAllAsync(2);
        await Expect(visit.Prompt).ToHaveValueAsync("Typed meanwhile.");
        await Expect(visit.Prompt).ToBeFocusedAsync();
        Assert.Empty(await visit.PolicyViolationsAsync());
        Assert.Empty(visit.TroublesBut("401"));
    }

    [Fact]
    public async Task A_link_that_is_opened_beside_it_lets_it_go_on()
    {
        await using var site = await Keys.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 3);
        var (first, key) = await site.IssueAsync("Jane");
        var (_, secondKey) = await site.IssueAsync("Jane");
        await using var visit = await browser.VisitAsync(site);
        await visit.FollowInviteAsync(key);
        await visit.ExpectAllAsync(3);
        await visit.Feed.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(visit.Lightbox).ToBeVisibleAsync();
        await site.RevokeAsync(first);
        await visit.Button("Delete").ClickAsync();
        await Expect(visit.SignIn).ToBeVisibleAsync();
        // The arrow keys are the field's, not the picture's below it.
        var address = visit.Page.Url;
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal(address, visit.Page.Url);

        var beside = await visit.OpenTabAsync();
        await beside.FollowInviteAsync(secondKey);
        await Expect(beside.Profile.Locator("option:checked")).ToHaveTextAsync("Jane Doe");
        await Expect(visit.SignIn).ToBeHiddenAsync();
        await Expect(visit.Toast).ToContainTextAsync("The picture is deleted.");
        Assert.Empty(visit.TroublesBut("401"));
    }

    [Fact]
    public async Task Who_signs_in_as_somebody_else_sees_nothing_of_the_one_before()
    {
        await using var site = await Keys.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 3);
        var (household, key) = await site.IssueAsync();
        var (_, johns) = await site.IssueAsync("John");
        await using var visit = await browser.VisitAsync(site);
        await visit.FollowInviteAsync(key);
        await visit.ChooseAsync(profile: 1);
        await visit.ExpectAllAsync(3);
        await site.RevokeAsync(household);
        await visit.Profile.SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await Expect(visit.SignIn).ToBeVisibleAsync();
        // A new address of an open page does not load it anew.
        await visit.Page.EvaluateAsync("key => { location.hash = `#key=${key}`; }", johns);
        await Expect(visit.Profile.Locator("option")).ToHaveTextAsync(["Choose a profile", "John Doe"]);
        await Expect(visit.SignIn).ToBeHiddenAsync();
        await visit.ExpectAllAsync(0);
        Assert.DoesNotContain("#", visit.Page.Url, StringComparison.Ordinal);
        Assert.Empty(visit.TroublesBut("401"));
    }
}
