using Dapper;
using HalloweenCostume.Data;
using HalloweenCostume.Web.Tests.Access;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Admin;

[Collection(nameof(SecondSiteTestGroup))]
public class UsageTests(Browser browser)
{
    [Fact]
    public async Task Pictures_are_counted_by_person_and_by_day()
    {
        await using var site = await Keys.StartAsync();
        var (jane, john) = (await site.IdOfAsync("Jane"), await site.IdOfAsync("John"));
        // At noon, so that the day is the same wherever the test runs until it ends.
        var noon = DateTimeOffset.UtcNow.Date.AddHours(12);
        await ChargeAsync(site, jane, noon.AddDays(-1), 12, returned: 2);
        await ChargeAsync(site, john, noon.AddDays(-1), 3, returned: 0);
        await ChargeAsync(site, jane, noon.AddDays(-20), 5, returned: 0);
        await ChargeAsync(site, john, noon.AddDays(-60), 1200, returned: 0);
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAdminAsync();
        await visit.GoToAsync("Usage");

        var people = visit.Page.GetByRole(AriaRole.Table, new() { Name = "By person" });
        var days = visit.Page.GetByRole(AriaRole.Table, new() { Name = "By day" });
        await Expect(people.GetByRole(AriaRole.Row)).ToHaveTextAsync(["PersonPicturesGiven back", "Jane Doe172", "John Doe30", "All202"]);
        await Expect(days.Locator("tbody tr")).ToHaveTextAsync([$"{Name(noon.AddDays(-1))}152", "Jane Doe122", "John Doe30", $"{Name(noon.AddDays(-20))}50", "Jane Doe50"]);
        var bars = await people.Locator(".bar").EvaluateAllAsync<double[]>("bars => bars.map(bar => bar.getBoundingClientRect().width)");
        Assert.Equal(3.0 / 17, bars[1] / bars[0], 0.01);

        await visit.Page.GetByText("7 days").ClickAsync();
        await Expect(people.GetByRole(AriaRole.Row)).ToHaveTextAsync(["PersonPicturesGiven back", "Jane Doe122", "John Doe30", "All152"]);
        await visit.Page.GetByText("90 days").ClickAsync();
        await Expect(people.GetByRole(AriaRole.Row)).ToHaveTextAsync(["PersonPicturesGiven back", "John Doe1,2030", "Jane Doe172", "All1,2202"]);
        Assert.Empty(await visit.PolicyViolationsAsync());
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task Without_pictures_it_says_so()
    {
        await using var site = await Keys.StartAsync();
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAdminAsync();
        await visit.GoToAsync("Usage");
        await Expect(visit.Part.GetByText("Nobody asked for a picture in the last 30 days.")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Table)).ToHaveCountAsync(0);
    }

    private static string Name(DateTime day) => day.ToString("ddd, MMM d, yyyy", System.Globalization.CultureInfo.InvariantCulture);

    internal static async Task ChargeAsync(LocalSite site, long person, DateTimeOffset at, int images, int returned)
    {
        using var source = new SqliteDataSource(new(Path.Combine(site.Folder, "halloween.db"), "WAL"));
        using var database = new Database(source);
        await database.WriteAsync(connection => connection.Execute(
            "INSERT INTO charges (image_id, run, person_id, charged_at, returned) VALUES (@image, 1, @person, @at, @given)",
            Enumerable.Range(0, images).Select(number => new { image = Guid.NewGuid().ToString(), person, at = at.ToUnixTimeMilliseconds(), given = number < returned ? 1 : 0 })), CancellationToken.None);
    }
}
