using System.IO.Compression;
using HalloweenCostume.Web.Tests.Access;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Admin;

[Collection(nameof(SiteTestGroup))]
public class PeopleTests(Browser browser)
{
    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task Somebody_is_added_renamed_retired_brought_back_and_forgotten(int width, int height)
    {
        await using var site = await Keys.StartAsync();
        await using var visit = await browser.VisitAsync(site, width, height);
        await visit.OpenAdminAsync();
        await Expect(visit.Items).ToHaveCountAsync(3);

        // Names are text, whatever they say.
        await visit.Field("First name").FillAsync("<img src=x onerror=alert(1)>");
        await visit.Button("Add person").ClickAsync();
        await visit.ExpectRefusedAsync("Last name", "Last name must be a name of 1 to 100 characters.");
        await Expect(visit.Field("First name")).ToHaveValueAsync("<img src=x onerror=alert(1)>");
        await visit.Field("Last name").FillAsync("Smith");
        await visit.Button("Add person").ClickAsync();
        await visit.ExpectFactAsync("<img src=x onerror=alert(1)> Smith", "Pictures", "0");
        await Expect(visit.Field("First name")).ToBeFocusedAsync();
        await Expect(visit.Field("First name")).ToHaveValueAsync("");

        await visit.DoAsync("<img src=x onerror=alert(1)> Smith", "Rename");
        await visit.Field("First name").FillAsync("Ann");
        await visit.Field("Last name").FillAsync(new string('x', 101));
        await visit.Button("Save").ClickAsync();
        await visit.ExpectRefusedAsync("Last name", "Last name must be a name of 1 to 100 characters.");
        await visit.Field("Last name").FillAsync("Miller");
        await visit.Button("Save").ClickAsync();
        await Expect(visit.Dialog).ToBeHiddenAsync();
        await Expect(visit.Toast).ToContainTextAsync("<img src=x onerror=alert(1)> Smith is called Ann Miller now.");
        // The focus is where it was before, on a card that was made anew.
        await Expect(visit.Item("Ann Miller").GetByText("Rename")).ToBeFocusedAsync();

        await visit.DoAsync("Ann Miller", "Retire");
        await Expect(visit.Item("Ann Miller").Locator(".badge")).ToHaveTextAsync("Retired");
        await Expect(visit.Status).ToContainTextAsync("Ann Miller is retired: no longer among the profiles, while the pictures stay.");
        using var http = site.AsAdmin();
        Assert.DoesNotContain("Miller", await http.GetStringAsync("/api/users"), StringComparison.Ordinal);
        await visit.DoAsync("Ann Miller", "Bring back");
        await Expect(visit.Item("Ann Miller").Locator(".badge")).ToBeHiddenAsync();
        Assert.Contains("Miller", await http.GetStringAsync("/api/users"), StringComparison.Ordinal);

        await visit.DoAsync("Ann Miller", "Forget");
        await visit.Page.Keyboard.TypeAsync("Ann");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.ExpectRefusedAsync("Type the full name, Ann Miller", "This must be the person's full name");
        await visit.Field("Type the full name, Ann Miller").FillAsync("Ann Miller");
        await visit.Button("Forget for good").ClickAsync();
        await Expect(visit.Items).ToHaveCountAsync(3);
        await Expect(visit.Toast).ToContainTextAsync("Ann Miller is forgotten.");
        Assert.DoesNotContain("Miller", await http.GetStringAsync("/api/people"), StringComparison.Ordinal);

        Assert.Empty(await visit.PolicyViolationsAsync());
        Assert.Empty(visit.TroublesBut("400", "422"));
    }

    [Fact]
    public async Task All_that_is_known_of_somebody_can_be_taken_home()
    {
        await using var site = await Keys.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 3);
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAdminAsync();
        await visit.ExpectFactAsync("Jane Doe", "Pictures", "3");
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.DoAsync("Jane Doe", "Export"));
        Assert.EndsWith(".zip", download.SuggestedFilename, StringComparison.Ordinal);
        using var zip = ZipFile.OpenRead((await download.PathAsync())!);
        Assert.Contains(zip.Entries, entry => entry.FullName.EndsWith("person.json", StringComparison.Ordinal));
        Assert.Equal(3, zip.Entries.Count(entry => entry.FullName.EndsWith(".jpg", StringComparison.Ordinal)));
        Assert.Empty(visit.Troubles);
    }
}
