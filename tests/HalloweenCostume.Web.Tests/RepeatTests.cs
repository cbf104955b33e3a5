using System.Collections.Concurrent;
using static HalloweenCostume.Web.Tests.Visit;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests;

/// <summary>What was asked for and not answered is asked again as the same, so that nobody pays twice.</summary>
[Collection(nameof(SiteTestGroup))]
public class RepeatTests(LocalSite site, Browser browser)
{
    private const string Away = "The server cannot be reached. Check the connection and try again.";

    [Fact]
    public async Task The_draft_survives_a_reload()
    {
        await using var visit = await OpenAsync();
        await visit.Prompt.FillAsync("Half a sent");
        await visit.Count(3).CheckAsync();
        await visit.Page.ReloadAsync();
        await Expect(visit.Prompt).ToHaveValueAsync("Half a sent");
        await Expect(visit.Count(3)).ToBeCheckedAsync();
        await Expect(visit.Page.Locator("#prompt-counter")).ToHaveTextAsync("11 of 1,000 characters");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_failed_connection_the_key_is_the_same_and_after_a_success_a_new_one(bool reload)
    {
        var prompt = $"A pirate in the fog, {(reload ? "again" : "once")}.";
        await using var visit = await OpenAsync();
        var keys = new ConcurrentQueue<string?>();
        await visit.Page.RouteAsync($"**{Traffic.Generate}", async route =>
        {
            keys.Enqueue(await route.Request.HeaderValueAsync("Idempotency-Key"));
            await (keys.Count == 1 ? route.AbortAsync() : route.ContinueAsync());
        });

        await visit.GenerateAsync(prompt, count: 1);
        await Expect(visit.Alert).ToHaveTextAsync(Away);
        await Expect(visit.Tiles.Filter(new() { HasText = "Waiting" })).ToHaveCountAsync(0);
        if (reload)
        {
            await visit.Page.ReloadAsync();
            await Expect(visit.LoraModel).ToHaveValueAsync("2");
        }

        await visit.Generate.ClickAsync();
        await ExpectPicturesAsync(visit.PicturesOf(prompt), 1);
        await Expect(visit.Alert).ToBeEmptyAsync();
        await visit.Generate.ClickAsync();
        await ExpectPicturesAsync(visit.PicturesOf(prompt), 2);

        Assert.Equal(3, keys.Count);
        var all = keys.ToArray();
        Assert.True(Guid.TryParse(all[0], out _));
        Assert.Equal(all[0], all[1]);
        Assert.NotEqual(all[1], all[2]);
    }

    [Fact]
    public async Task An_answer_that_got_lost_costs_no_second_picture()
    {
        const string Prompt = "A ghost ship that got lost.";
        await using var visit = await OpenAsync();
        await visit.Page.RouteAsync($"**{Traffic.Generate}", async route =>
        {
            await route.FetchAsync();
            await route.AbortAsync();
        }, new() { Times = 1 });
        await visit.GenerateAsync(Prompt, count: 1);
        await Expect(visit.Alert).ToHaveTextAsync(Away);
        await visit.Generate.ClickAsync();
        await ExpectPicturesAsync(visit.PicturesOf(Prompt), 1);

        await visit.Page.ReloadAsync();
        await ExpectPicturesAsync(visit.PicturesOf(Prompt), 1);
    }

    [Fact]
    public async Task A_request_that_a_reload_cut_off_is_repeated_with_its_key()
    {
        await using var visit = await OpenAsync();
        var asked = visit.Listen(Traffic.Generate);
        var unanswered = new TaskCompletionSource();
        await visit.Page.RouteAsync($"**{Traffic.Generate}", _ =>
        {
            unanswered.SetResult();
            return Task.CompletedTask;
        }, new() { Times = 1 });
        await visit.GenerateAsync("As a werewolf", count: 2);
        await unanswered.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await visit.Page.ReloadAsync();
        await Expect(visit.LoraModel).ToHaveValueAsync("2");
        await visit.RefuseAsync();
        await visit.Generate.ClickAsync();
        await Expect(visit.Alert).ToHaveTextAsync("Not today.");
        Assert.Equal(2, asked.Count);
        Assert.Single((await Task.WhenAll(asked.Select(request => request.HeaderValueAsync("Idempotency-Key")))).Distinct());
    }

    [Fact]
    public async Task Another_request_has_another_key()
    {
        await using var visit = await OpenAsync();
        var asked = visit.Listen(Traffic.Generate);
        await visit.Page.RouteAsync($"**{Traffic.Generate}", route => route.AbortAsync());
        foreach (var (prompt, count) in new[] { ("As a cat", 1), ("As a cat", 2), ("As a bat", 2) })
        {
            await visit.GenerateAsync(prompt, count);
            await Expect(visit.Alert).ToHaveTextAsync(Away);
        }

        Assert.Equal(3, (await Task.WhenAll(asked.Select(request => request.HeaderValueAsync("Idempotency-Key")))).Distinct().Count());
    }

    private async Task<Visit> OpenAsync()
    {
        var visit = await browser.VisitAsync(site);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        return visit;
    }
}
