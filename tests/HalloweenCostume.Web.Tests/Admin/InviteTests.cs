using HalloweenCostume.Web.Tests.Access;
using HalloweenCostume.Web.Tests.Source;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Admin;

[Collection(nameof(SiteTestGroup))]
public class InviteTests(Browser browser)
{
    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task An_invite_is_made_shown_once_followed_and_revoked(int width, int height)
    {
        await using var site = await Keys.StartAsync();
        await using var visit = await browser.VisitAsync(site, width, height, new() { Permissions = ["clipboard-write"] });
        await visit.OpenAdminAsync();
        await visit.GoToAsync("Invites");
        await Expect(visit.Part.GetByText("There is no invite yet. Make the first one above.")).ToBeVisibleAsync();
        await visit.Button("Make an invite").ClickAsync();
        await visit.ExpectRefusedAsync("For", "Choose for whom it is.");
        await visit.Field("For").SelectOptionAsync("Jane Doe alone");
        await visit.Button("Make an invite").ClickAsync();
        await visit.ExpectRefusedAsync("Name", "Name must be a name of 1 to 100 characters.");
        await visit.Field("Name").FillAsync("Jane’s <b>phone</b>");
        await visit.Button("Make an invite").ClickAsync();

        await Expect(visit.Dialog).ToHaveAccessibleNameAsync("An invite for Jane’s <b>phone</b>");
        var link = await visit.Field("Invite link").InputValueAsync();
        Assert.Matches($@"^{site.Address}#key=hc_[\w-]{{43}}$", link);
        Assert.Equal(link, await DecodeAsync(visit, await visit.Dialog.GetByRole(AriaRole.Img, new() { Name = "QR code of the invite link" }).ScreenshotAsync()));
        await visit.Button("Copy link").ClickAsync();
        await Expect(visit.Dialog.GetByRole(AriaRole.Status)).ToHaveTextAsync("The link is copied.");
        await visit.Button("Done").ClickAsync();
        await Expect(visit.Page.Locator("#invite-link")).ToHaveValueAsync("");
        Assert.DoesNotContain("hc_", await visit.Page.EvaluateAsync<string>("document.documentElement.outerHTML"), StringComparison.Ordinal);
        await visit.ExpectFactAsync("Jane’s <b>phone</b>", "For", "Jane Doe");
        await visit.ExpectFactAsync("Jane’s <b>phone</b>", "Last used", "Never");

        await using var guest = await browser.VisitAsync(site);
        await guest.Page.GotoAsync(link);
        await Expect(guest.Profile.Locator("option:checked")).ToHaveTextAsync("Jane Doe");

        await visit.DoAsync("Jane’s <b>phone</b>", "Revoke");
        await visit.Dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();
        await Expect(visit.Item("Jane’s <b>phone</b>").Locator(".badge")).ToHaveTextAsync("Revoked");
        await Expect(visit.Item("Jane’s <b>phone</b>").GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Jane’s <b>phone</b>" })).ToBeFocusedAsync();
        await Expect(visit.Item("Jane’s <b>phone</b>").Locator("dt", new() { HasTextString = "Last used" }).Locator("+ dd")).Not.ToHaveTextAsync("Never");
        await guest.Page.ReloadAsync();
        await Expect(guest.SignIn).ToBeVisibleAsync();
        Assert.Empty(await visit.PolicyViolationsAsync());
        Assert.Empty(visit.TroublesBut("400"));
    }

    [Fact]
    public async Task For_the_household_or_an_admin_and_for_as_long_as_it_is_to_be()
    {
        await using var site = await Keys.StartAsync();
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAdminAsync();
        await visit.GoToAsync("Invites");
        await MakeAsync("The household: any profile", "Living room", "Never");
        await visit.ExpectFactAsync("Living room", "For", "The household");
        await visit.ExpectFactAsync("Living room", "Ends", "Never");
        await MakeAsync("Whoever runs the site: everything", "Second admin", "After a week");
        await visit.ExpectFactAsync("Second admin", "For", "Whoever runs the site");
        await Expect(visit.Items).ToHaveCountAsync(2);
        using var http = site.AsAdmin();
        Assert.Matches("\"name\":\"Living room\",\"role\":\"household\",\"userId\":null,\"createdAt\":\"[^\"]*\",\"expiresAt\":null", await http.GetStringAsync("/api/keys"));
        Assert.Empty(visit.Troubles);

        async Task MakeAsync(string whom, string name, string end)
        {
            await visit.Field("For").SelectOptionAsync(whom);
            await visit.Field("Name").FillAsync(name);
            await visit.Field("Ends").SelectOptionAsync(end);
            await visit.Button("Make an invite").ClickAsync();
            await Expect(visit.Field("Invite link")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("#key=hc_"));
            await visit.Page.Keyboard.PressAsync("Escape");
            await Expect(visit.Dialog).ToBeHiddenAsync();
        }
    }

    /// <summary>As a phone's camera sees it.</summary>
    private static async Task<string?> DecodeAsync(Visit visit, byte[] picture)
    {
        await Checks.Tools.Installed;
        var eye = await visit.Page.Context.NewPageAsync();
        try
        {
            await eye.AddScriptTagAsync(new() { Path = Checks.Tools.Below("node_modules/jsqr/dist/jsQR.js") });
            return await eye.EvaluateAsync<string?>(
                """
                async picture => {
                  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
                  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
                  context.drawImage(bitmap, 0, 0);
                  return jsQR(context.getImageData(0, 0, bitmap.width, bitmap.height).data, bitmap.width, bitmap.height)?.data ?? null;
                }
                """, Convert.ToBase64String(picture));
        }
        finally
        {
            await eye.CloseAsync();
        }
    }
}
