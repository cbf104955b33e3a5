using System.Collections.Concurrent;
using Microsoft.Playwright;
using static HalloweenCostume.Web.Tests.Visit;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests;

/// <summary>Watching costs the server and the browser's few connections little.</summary>
[Collection(nameof(SiteTestGroup))]
public class PollingTests(Browser browser)
{
    [Fact]
    public async Task A_picture_of_three_seconds_is_asked_for_a_few_times_only()
    {
        await using var site = await LocalSite.StartAsync(new() { ["DEMO_RUN_MS"] = "3000" });
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        var calls = visit.Listen("/api/generations/");
        await visit.GenerateAsync("A patient ghost", count: 1);
        await ExpectPicturesAsync(visit.Pictures, 1);

        // Waiting, its place in the line, being made, ready, and one that was answered in vain.
        Assert.InRange(calls.Count, 1, 6);
        foreach (var call in calls)
        {
            Assert.NotNull(await call.HeaderValueAsync("If-None-Match"));
            Assert.Matches(@"^wait=\d+$", await call.HeaderValueAsync("Prefer"));
        }
    }

    [Fact]
    public async Task Five_generations_leave_connections_for_pictures()
    {
        await using var site = await LocalSite.StartAsync(new() { ["DEMO_RUN_MS"] = "300000" });
        await site.AddPicturesAsync(profile: 1, count: 3);
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAsync();
        await visit.ChooseAsync(profile: 1);
        var waiting = new ConcurrentDictionary<IRequest, bool>();
        var most = 0;
        var looks = 0;
        visit.Page.Request += (_, request) =>
        {
            if (!request.Url.Contains("/api/generations/", StringComparison.Ordinal))
                return;
            if (request.Headers.ContainsKey("prefer"))
                waiting[request] = true;
            else
                looks++;
            most = Math.Max(most, waiting.Count);
        };
        visit.Page.RequestFinished += (_, request) => waiting.TryRemove(request, out var _);
        foreach (var number in Enumerable.Range(1, 5))
        {
            await visit.GenerateAsync($"Ghost {number}", count: 1);
            await Expect(visit.Tiles).ToHaveCountAsync(3 + number);
            await Expect(visit.Generate).Not.ToHaveAttributeAsync("aria-disabled", "true");
        }

        // Two wait for an answer, the other three look from time to time.
        var before = looks;
        await Traffic.UntilAsync(() => looks >= before + 6);
        Assert.Equal(2, most);
        var pictures = await visit.Page.EvaluateAsync<int>("""
            () => Promise.race([
              Promise.all([1, 2, 3, 4].map(number => fetch(`/favicon.svg?${number}`, { cache: 'no-store' }))).then(answers => answers.length),
              new Promise(done => setTimeout(done, 10_000, 0)),
            ])
            """);
        Assert.Equal(4, pictures);
        Assert.Equal("", string.Join("\n", visit.Troubles));
    }
}
