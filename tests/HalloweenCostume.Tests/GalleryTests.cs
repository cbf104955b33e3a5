using System.Net;
using System.Text.Json;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests;

public sealed partial class GalleryTests
{
    // Windows of signing so long that none ends while a test compares URLs.
    private static readonly Dictionary<string, string?> _settings = new() { ["SIGNED_URL_MINUTES"] = "10080" };

    [Fact]
    public async Task Listing_returns_the_newest_images_first()
    {
        await using var host = await LocalHost.StartAsync();
        for (var i = 0; i < 3; i++)
            await host.Http.GenerateAsync(4, prompt: $"johndoe {i}");

        var images = (await host.Http.GetJsonAsync("/api/images/1")).Images();

        Assert.Equal(12, images.Count);
        var moments = images.Select(CreatedAt).ToList();
        Assert.Equal(moments.OrderDescending(), moments);
        Assert.Equal(12, moments.Distinct().Count());
        Assert.Equal([2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0], images.Select(image => image.GetProperty("prompt").GetString()![^1] - '0'));
        Assert.All(images, image => Assert.Equal(("ready", 1), (image.Status(), image.GetProperty("userId").GetInt64())));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Cursors_and_pages_cover_every_image_once(int limit)
    {
        await using var host = await LocalHost.StartAsync();
        await Seed.ImagesAsync(host, 1, 12);
        var all = Ids(await host.Http.GetJsonAsync("/api/images/1?limit=100"));
        Assert.Equal(12, all.Count);

        Assert.Equal(all, (await ByCursorAsync(host, 1, limit)).SelectMany(Ids));
        var pages = new List<JsonElement>();
        do
        {
            pages.Add(await host.Http.GetJsonAsync($"/api/images/1?limit={limit}&page={pages.Count + 1}"));
            Assert.Equal(pages.Count, pages[^1].GetProperty("page").GetInt32());
        }
        while (HasMore(pages[^1]));
        Assert.Equal(all, pages.SelectMany(Ids));
        Assert.Equal((12 + limit - 1) / limit, pages.Count);
        Assert.All(pages, page => Assert.True(page.Images().Count <= limit));
    }

    [Fact]
    public async Task A_page_says_whether_there_is_more_and_where()
    {
        await using var host = await LocalHost.StartAsync();
        await Seed.ImagesAsync(host, 1, 21);

        var first = await host.Http.GetJsonAsync("/api/images/1");
        Assert.Equal((20, true), (first.Images().Count, HasMore(first)));
        Assert.False(first.TryGetProperty("page", out _));
        var last = await host.Http.GetJsonAsync($"/api/images/1?cursor={first.GetProperty("nextCursor").GetString()}");
        Assert.Equal((1, false, JsonValueKind.Null), (last.Images().Count, HasMore(last), last.GetProperty("nextCursor").ValueKind));
        var exact = await host.Http.GetJsonAsync("/api/images/1?limit=21");
        Assert.Equal((21, false, JsonValueKind.Null), (exact.Images().Count, HasMore(exact), exact.GetProperty("nextCursor").ValueKind));
        foreach (var page in new[] { 3, 1_000_000, int.MaxValue })
        {
            var beyond = await host.Http.GetJsonAsync($"/api/images/1?page={page}&limit=100");
            Assert.Equal((0, false, page), (beyond.Images().Count, HasMore(beyond), beyond.GetProperty("page").GetInt32()));
        }
    }

    [Fact]
    public async Task A_person_without_pictures_has_an_empty_gallery_and_nobody_has_none()
    {
        await using var host = await LocalHost.StartAsync();

        var empty = await host.Http.GetJsonAsync("/api/images/2");
        Assert.Equal((0, false, JsonValueKind.Null), (empty.Images().Count, HasMore(empty), empty.GetProperty("nextCursor").ValueKind));
        using var unknown = await host.Http.GetAsync("/api/images/99");
        await unknown.ProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_cursor_of_another_gallery_is_refused()
    {
        await using var host = await LocalHost.StartAsync();
        await Seed.ImagesAsync(host, 1, 3);
        var cursor = (await host.Http.GetJsonAsync("/api/images/1?limit=1")).GetProperty("nextCursor").GetString();

        using var response = await host.Http.GetAsync($"/api/images/2?cursor={cursor}");

        await response.ProblemAsync(HttpStatusCode.BadRequest, "cursor");
    }

    [Fact]
    public async Task Only_what_is_ready_is_listed()
    {
        await using var host = await LocalHost.StartAsync();
        host.Fal.Faults.When(Local.Demo.Fal.FalFault.RequestBlocked, moment => moment.Seed == 1);
        host.Fal.Faults.When(Local.Demo.Fal.FalFault.RequestNeverFinishes, moment => moment.Seed == 2);
        using var accepted = await host.Http.SendAsync(Api.Generate(new { prompt = "johndoe", loraId = 1, num_images = 3, seed = 1 }, prefer: "respond-async"));
        await host.Http.UntilAsync((await accepted.JsonAsync()).Id(), now => now.Images().Select(Api.Status).SequenceEqual(["blocked", "running", "ready"]));

        Assert.Equal(3, Assert.Single((await host.Http.GetJsonAsync("/api/images/1")).Images()).GetProperty("seed").GetInt64());
    }

    [Fact]
    public async Task Fifty_images_that_arrive_while_somebody_pages_neither_repeat_nor_hide_one()
    {
        await using var host = await LocalHost.StartAsync();
        await Seed.ImagesAsync(host, 1, 60);
        var before = Ids(await host.Http.GetJsonAsync("/api/images/1?limit=100"));
        using var paging = new CancellationTokenSource();
        var arriving = Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
                await host.Http.GenerateAsync(4);
            for (var i = 0; i < 5; i++)
                await host.Http.GenerateAsync(2);
        });

        var rounds = 0;
        do
        {
            var seen = (await ByCursorAsync(host, 1, 7, pause: TimeSpan.FromMilliseconds(20))).SelectMany(Ids).ToList();
            Assert.Equal(seen.Distinct().Count(), seen.Count);
            // All that was there at the start, in its order, behind what had come by then.
            Assert.Equal(before, seen[^60..]);
            rounds++;
        }
        while (!arriving.IsCompleted);
        await arriving;

        Assert.True(rounds > 1);
        var after = (await ByCursorAsync(host, 1, 7)).SelectMany(Ids).ToList();
        Assert.Equal((110, 110), (after.Count, after.Distinct().Count()));
    }

    [Fact]
    public async Task A_cursor_still_leads_on_when_the_image_it_came_from_is_deleted()
    {
        await using var host = await LocalHost.StartAsync();
        await Seed.ImagesAsync(host, 1, 6);
        var all = Ids(await host.Http.GetJsonAsync("/api/images/1"));
        var first = await host.Http.GetJsonAsync("/api/images/1?limit=3");
        using var deleted = await host.Http.DeleteAsync($"/api/images/1/{all[2]}");

        var next = await host.Http.GetJsonAsync($"/api/images/1?limit=3&cursor={first.GetProperty("nextCursor").GetString()}");

        Assert.Equal(all[3..], Ids(next));
    }

    [Fact]
    public async Task A_deleted_image_is_gone_at_once_and_comes_back_where_it_was()
    {
        await using var host = await LocalHost.StartAsync();
        await host.Http.GenerateAsync(3);
        var all = Ids(await host.Http.GetJsonAsync("/api/images/1"));
        var address = $"/api/images/1/{all[1]}";

        foreach (var _ in new[] { "once", "again" })
        {
            using var deleted = await host.Http.DeleteAsync(address);
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
            Assert.Empty(await deleted.Content.ReadAsByteArrayAsync());
            Assert.Equal([all[0], all[2]], Ids(await host.Http.GetJsonAsync("/api/images/1")));
            Assert.Equal([all[2]], Ids(await host.Http.GetJsonAsync("/api/images/1?limit=1&page=2")));
        }

        foreach (var _ in new[] { "once", "again" })
        {
            using var restored = await host.Http.PostAsync($"{address}/restorations", null);
            Assert.Equal(HttpStatusCode.OK, restored.StatusCode);
            var image = await restored.JsonAsync();
            Assert.Equal((all[1], "ready"), (image.Id(), image.Status()));
            Assert.NotEmpty(await host.Http.GetByteArrayAsync(image.GetProperty("signedUrl").GetString()));
            Assert.Equal(all, Ids(await host.Http.GetJsonAsync("/api/images/1")));
        }
    }

    [Fact]
    public async Task One_image_is_as_it_is_in_the_list()
    {
        await using var host = await LocalHost.StartAsync(settings: _settings);
        await host.Http.GenerateAsync(2);
        var listed = (await host.Http.GetJsonAsync("/api/images/1")).Images();

        foreach (var image in listed)
            Assert.Equal(image.ToString(), (await host.Http.GetJsonAsync($"/api/images/1/{image.Id()}")).ToString());
    }

    [Fact]
    public async Task An_image_that_is_not_ready_is_told_as_it_stands()
    {
        await using var host = await LocalHost.StartAsync(new() { RunTime = Local.Demo.Fal.TimeRange.Milliseconds(20, 40), Concurrency = 1 });
        host.Fal.Faults.When(Local.Demo.Fal.FalFault.RequestBlocked, moment => moment.Prompt!.Contains("forbidden", StringComparison.Ordinal));
        host.Fal.Faults.When(Local.Demo.Fal.FalFault.RequestNeverFinishes, moment => moment.Prompt!.Contains("endless", StringComparison.Ordinal));
        var blocked = await host.Http.GenerateAsync(prompt: "a forbidden johndoe");
        var id = (await host.Http.GenerateAsync(2, prefer: "respond-async", prompt: "an endless johndoe")).Id();
        var open = await host.Http.UntilAsync(id, now => now.Images().Select(Api.Status).Order().SequenceEqual(["queued", "running"])
            && now.Images().All(image => image.Status() == "running" || image.GetProperty("queuePosition").ValueKind == System.Text.Json.JsonValueKind.Number));
        Assert.Equal("blocked", blocked.Images()[0].Status());

        foreach (var image in open.Images().Concat(blocked.Images()))
            Assert.Equal(image.ToString(), (await host.Http.GetJsonAsync($"/api/images/1/{image.Id()}")).ToString());

        using (await host.Http.DeleteAsync($"/api/generations/{id}")) { }
        foreach (var image in open.Images())
            Assert.Equal("cancelled", (await host.Http.GetJsonAsync($"/api/images/1/{image.Id()}")).Status());
    }

    [Fact]
    public async Task An_image_is_there_for_its_own_user_until_it_is_deleted()
    {
        await using var host = await LocalHost.StartAsync();
        var address = $"/api/images/1/{(await host.Http.GenerateAsync()).Images()[0].Id()}";
        await host.Http.GetJsonAsync(address);

        foreach (var elsewhere in new[] { address.Replace("/1/", "/2/", StringComparison.Ordinal), address.Replace("/1/", "/99/", StringComparison.Ordinal), $"/api/images/1/{Guid.CreateVersion7()}", "/api/images/1/none" })
        {
            using var none = await host.Http.GetAsync(elsewhere);
            await none.ProblemAsync(HttpStatusCode.NotFound);
        }

        using (await host.Http.DeleteAsync(address)) { }
        using (var deleted = await host.Http.GetAsync(address))
            await deleted.ProblemAsync(HttpStatusCode.NotFound);
        using (await host.Http.PostAsync($"{address}/restorations", null)) { }
        Assert.Equal("ready", (await host.Http.GetJsonAsync(address)).Status());
        using var nobody = await host.Http.GetAsync(address.Replace("/1/", "/x/", StringComparison.Ordinal));
        await nobody.ProblemAsync(HttpStatusCode.BadRequest, "userId");
    }

    [Fact]
    public async Task Another_users_image_can_neither_be_deleted_nor_restored()
    {
        await using var host = await LocalHost.StartAsync();
        var id = (await host.Http.GenerateAsync()).Images()[0].Id();

        using var deleted = await host.Http.DeleteAsync($"/api/images/2/{id}");
        await deleted.ProblemAsync(HttpStatusCode.NotFound);
        Assert.Equal([id], Ids(await host.Http.GetJsonAsync("/api/images/1")));
        using var _ = await host.Http.DeleteAsync($"/api/images/1/{id}");
        using var restored = await host.Http.PostAsync($"/api/images/2/{id}/restorations", null);
        await restored.ProblemAsync(HttpStatusCode.NotFound);
        Assert.Empty(Ids(await host.Http.GetJsonAsync("/api/images/1")));
    }

    [Fact]
    public async Task An_image_that_is_not_ready_cannot_be_deleted()
    {
        await using var host = await LocalHost.StartAsync(new() { RunTime = Local.Demo.Fal.TimeRange.Milliseconds(60_000, 60_000) });
        var generation = await host.Http.GenerateAsync(prefer: "respond-async");
        var address = $"/api/images/1/{generation.Images()[0].Id()}";

        using var running = await host.Http.DeleteAsync(address);
        await running.ProblemAsync(HttpStatusCode.Conflict);
        using var restored = await host.Http.PostAsync($"{address}/restorations", null);
        await restored.ProblemAsync(HttpStatusCode.NotFound);
        Assert.Single((await host.Http.GetJsonAsync($"/api/generations/{generation.Id()}")).Images());
    }

    [Fact]
    public async Task The_listing_and_the_generation_give_the_same_URLs()
    {
        await using var host = await LocalHost.StartAsync(settings: _settings);
        var generation = await host.Http.GenerateAsync();

        var listed = (await host.Http.GetJsonAsync("/api/images/1")).Images().Single();

        Assert.Equal(generation.Images().Single().ToString(), listed.ToString());
    }

    private static async Task<List<JsonElement>> ByCursorAsync(LocalHost host, long userId, int limit, TimeSpan pause = default)
    {
        var pages = new List<JsonElement>();
        var cursor = "";
        do
        {
            pages.Add(await host.Http.GetJsonAsync($"/api/images/{userId}?limit={limit}{cursor}"));
            cursor = $"&cursor={pages[^1].GetProperty("nextCursor").GetString()}";
            await Task.Delay(pause);
        }
        while (HasMore(pages[^1]));
        return pages;
    }

    private static List<string> Ids(JsonElement page) => [.. page.Images().Select(image => image.Id())];

    private static bool HasMore(JsonElement page) => page.GetProperty("hasMore").GetBoolean();

    private static DateTimeOffset CreatedAt(JsonElement image) => image.GetProperty("createdAt").GetDateTimeOffset();
}
