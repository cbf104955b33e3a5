using HalloweenCostume.Web.Tests.Access;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Admin;

/// <summary>The admin page's states, as <see cref="Screenshots"/> looks at those of the other.</summary>
[Collection(nameof(SiteTestGroup))]
public class AdminScreens(Browser browser)
{
    [Fact]
    public async Task People_and_what_is_asked_of_them()
    {
        await using var site = await Keys.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 3);
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAdminAsync();
        await visit.DoAsync("John Doe", "Retire");
        await Expect(visit.Item("John Doe").Locator(".badge")).ToHaveTextAsync("Retired");
        await visit.Button("Add person").ClickAsync();
        await visit.ExpectRefusedAsync("First name", "First name must be");
        await visit.LookAsync("admin-people", fullPage: true);
        await visit.DoAsync("Jane Doe", "Rename");
        await visit.LookAsync("admin-rename");
        await visit.Button("Cancel").ClickAsync();
        await visit.DoAsync("Jane Doe", "Forget");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.ExpectRefusedAsync("Type the full name, Jane Doe", "This must be");
        await visit.LookAsync("admin-forget");
        await visit.Button("Cancel").ClickAsync();
        await visit.SetOfflineAsync(true);
        await Expect(visit.Trouble).ToBeVisibleAsync();
        await visit.LookAsync("admin-offline");
    }

    [Fact]
    public async Task Models_and_what_is_asked_of_them()
    {
        await using var site = await Keys.StartAsync();
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAdminAsync();
        await visit.GoToAsync("Models");
        await visit.Page.GetByText("Add a model").ClickAsync();
        await visit.Field("File").SetInputFilesAsync(new FilePayload { Name = "weights.safetensors", MimeType = "application/octet-stream", Buffer = new byte[900_000] });
        await visit.Button("Add model").ClickAsync();
        await visit.ExpectRefusedAsync("Trigger word", "Trigger word must be");
        await visit.LookAsync("admin-models", fullPage: true);
        // An upload that comes to no end.
        await visit.Page.RouteAsync("**/uploads/**", _ => { });
        await visit.Field("File").SetInputFilesAsync(new FilePayload { Name = "others.safetensors", MimeType = "application/octet-stream", Buffer = new byte[900_000] });
        await visit.Button("Add model").ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Progressbar)).ToBeVisibleAsync();
        await visit.LookAsync("admin-uploading", fullPage: true);
        await visit.Button("Cancel").ClickAsync();
        await visit.DoAsync("johndoe", "Change");
        await visit.LookAsync("admin-model-change");
        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.DoAsync("johndoe", "Delete");
        await visit.LookAsync("admin-model-delete");
    }
}
