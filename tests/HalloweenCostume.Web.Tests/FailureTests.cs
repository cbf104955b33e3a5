using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static HalloweenCostume.Web.Tests.Visit;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests;

/// <summary>Pictures that were not made say why, and are made again when somebody asks for it.</summary>
[Collection(nameof(SiteTestGroup))]
public class FailureTests(Browser browser)
{
    private static readonly Dictionary<string, string?> Healed = new() { ["DEMO_FAULTS"] = null };

    [Theory]
    [InlineData("request-blocked", 320, 640)]
    [InlineData("request-nsfw", 768, 1024)]
    [InlineData("request-fails", 1440, 900)]
    [InlineData("picture-html", 320, 640)]
    public async Task A_picture_that_was_not_made_says_why(string fault, int width, int height)
    {
        await using var site = await LocalSite.StartAsync(Faulty(fault));
        await using var visit = await OpenAsync(site, width, height);
        var states = visit.Listen("/api/generations/");
        await visit.GenerateAsync("A ghost", count: 2);
        await Expect(visit.Feed.GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToHaveCountAsync(2, new() { Timeout = 60_000 });
        await Expect(visit.Feed.GetByRole(AriaRole.Button, new() { Name = "Put away" })).ToHaveCountAsync(2);
        await Expect(visit.Status).ToHaveTextAsync("The pictures could not be made.");
        await Expect(visit.Page).ToHaveTitleAsync("Halloween Costume");

        using var client = new HttpClient { BaseAddress = site.Address };
        var generation = JsonElement.Parse(await client.GetStringAsync(new Uri(states.First().Url)));
        var errors = generation.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("error").GetString()!).ToArray();
        Assert.All(errors, error => Assert.Matches(@"\w{3,}", error));
        await Expect(visit.Tiles.Locator(".what")).ToHaveTextAsync(errors);
        foreach (var part in await visit.Tiles.Locator(".what, button").AllAsync())
        {
            await Expect(part).ToBeVisibleAsync();
            Assert.True(await part.EvaluateAsync<bool>("""
                part => {
                  const [inner, outer] = [part, part.closest('.tile').querySelector('.state')].map(element => element.getBoundingClientRect());
                  return part.scrollWidth <= part.clientWidth && inner.top >= outer.top && inner.bottom <= outer.bottom && inner.left >= outer.left && inner.right <= outer.right;
                }
                """), $"It does not fit its tile: {await part.InnerTextAsync()}");
        }

        await visit.ExpectStableAsync();
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task Only_the_picture_that_is_asked_for_again_is_run_again()
    {
        await using var site = await LocalSite.StartAsync(Faulty("request-blocked"), mortal: true);
        await using var visit = await OpenAsync(site);
        await visit.GenerateAsync("A ghost", count: 3);
        var again = visit.Feed.GetByRole(AriaRole.Button, new() { Name = "Try again" });
        await Expect(again).ToHaveCountAsync(3);
        await site.StopAsync();
        await site.StartAgainAsync(Healed);

        var retries = visit.Listen("/retries");
        await again.Nth(1).PressAsync("Enter");
        await ExpectPicturesAsync(visit.PicturesOf("A ghost"), 1);
        await Expect(again).ToHaveCountAsync(2);
        await Expect(visit.Status).ToHaveTextAsync("1 of 3 pictures ready. The others could not be made.");
        Assert.Equal(1, JsonElement.Parse(Assert.Single(retries).PostData!).GetProperty("imageIds").GetArrayLength());
        Assert.NotEqual("BODY", await visit.Page.EvaluateAsync<string>("document.activeElement.tagName"));

        await visit.Page.ReloadAsync();
        await ExpectPicturesAsync(visit.PicturesOf("A ghost"), 1);
        await Expect(again).ToHaveCountAsync(2);
        await again.First.ClickAsync();
        await again.Last.ClickAsync();
        await ExpectPicturesAsync(visit.PicturesOf("A ghost"), 3);
        await Expect(visit.Status).ToHaveTextAsync("Your 3 pictures are ready.");
        await Expect(visit.Tiles).ToHaveCountAsync(3);
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task What_is_put_away_is_gone_and_stays_away()
    {
        await using var site = await LocalSite.StartAsync(Faulty("request-blocked"));
        await using var visit = await OpenAsync(site);
        await visit.GenerateAsync("A ghost", count: 3);
        var away = visit.Feed.GetByRole(AriaRole.Button, new() { Name = "Put away" });
        await Expect(away).ToHaveCountAsync(3);
        await away.First.PressAsync("Enter");
        await Expect(visit.Tiles).ToHaveCountAsync(2);
        Assert.True(await visit.Feed.EvaluateAsync<bool>("feed => feed.contains(document.activeElement)"));
        await visit.Page.ReloadAsync();
        await Expect(away.First).ToBeVisibleAsync();
        await Expect(away).ToHaveCountAsync(2);

        await away.First.ClickAsync();
        await away.First.ClickAsync();
        await Expect(visit.Tiles).ToHaveCountAsync(0);
        await Expect(visit.Page.GetByText("No pictures yet.")).ToBeVisibleAsync();
        await visit.Page.ReloadAsync();
        await Expect(visit.Page.GetByText("No pictures yet.")).ToBeVisibleAsync();
        await Expect(visit.Tiles).ToHaveCountAsync(0);
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task Failed_pictures_are_found_in_another_tab()
    {
        await using var site = await LocalSite.StartAsync(Faulty("request-blocked"));
        await using var visit = await OpenAsync(site);
        await visit.GenerateAsync("A ghost", count: 2);
        await Expect(visit.Feed.GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToHaveCountAsync(2);
        await using var tab = await visit.OpenTabAsync();
        await tab.OpenAsync();
        await Expect(tab.Feed.GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToHaveCountAsync(2);
        await Expect(tab.Page).ToHaveTitleAsync("Halloween Costume");
        Assert.Empty(tab.Troubles);
    }

    [Fact]
    public async Task A_retry_that_the_server_refuses_is_said_and_leaves_the_tile()
    {
        await using var site = await LocalSite.StartAsync(Faulty("request-blocked"));
        await using var visit = await OpenAsync(site);
        await visit.GenerateAsync("A ghost", count: 1);
        await visit.AnswerAsync("/api/generations/*/retries", new { detail = "Enough for today." }, 409);
        await visit.Feed.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync(new() { Timeout = 60_000 });
        await Expect(visit.Page.Locator("#toast")).ToContainTextAsync("Enough for today.");
        await Expect(visit.Status).ToHaveTextAsync(new Regex("Enough for today"));
        await Expect(visit.Feed.GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToBeVisibleAsync();
    }

    private static Dictionary<string, string?> Faulty(string fault) => new() { ["DEMO_FAULTS"] = fault, ["DEMO_RUN_MS"] = "200-400" };

    private async Task<Visit> OpenAsync(LocalSite site, int width = 1440, int height = 900)
    {
        var visit = await browser.VisitAsync(site, width, height);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        return visit;
    }
}
