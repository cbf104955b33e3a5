using System.Net;
using Dapper;
using HalloweenCostume.Data;
using HalloweenCostume.Storage;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests;

/// <summary>What takes a clock that can be moved, the host's own store, or its housekeeping.</summary>
public sealed partial class GalleryTests
{
    [Fact]
    public async Task The_order_holds_when_the_clock_jumps_back()
    {
        await using var host = await LocalHost.StartAsync();
        var first = (await host.Http.GenerateAsync()).Images()[0].Id();
        host.Time.Shift = -TimeSpan.FromHours(1);
        var second = (await host.Http.GenerateAsync()).Images()[0].Id();

        Assert.Equal([second, first], Ids(await host.Http.GetJsonAsync("/api/images/1")));
    }

    [Fact]
    public async Task After_seven_days_a_deleted_image_cannot_come_back_and_its_objects_go()
    {
        await using var host = await LocalHost.StartAsync();
        var generation = await host.Http.GenerateAsync(2);
        var (gone, kept) = (generation.Images()[0], generation.Images()[1]);
        using (await host.Http.DeleteAsync($"/api/images/1/{gone.Id()}")) { }

        host.Time.Shift = TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1);
        await host.Services.GetRequiredService<Housekeeping>().RunAsync(CancellationToken.None);
        Assert.Equal(4, Objects(host).Count);
        // A second deletion does not begin the seven days anew.
        using (await host.Http.DeleteAsync($"/api/images/1/{gone.Id()}")) { }

        host.Time.Shift = TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1);
        using (var late = await host.Http.PostAsync($"/api/images/1/{gone.Id()}/restorations", null))
            await late.ProblemAsync(HttpStatusCode.NotFound);
        using (var again = await host.Http.DeleteAsync($"/api/images/1/{gone.Id()}"))
            await again.ProblemAsync(HttpStatusCode.NotFound);
        await host.Services.GetRequiredService<Housekeeping>().RunAsync(CancellationToken.None);

        Assert.Equal(2, Objects(host).Count);
        Assert.All(Objects(host), file => Assert.Contains(kept.Id(), file, StringComparison.Ordinal));
        Assert.Equal(1, host.Services.GetRequiredService<Database>().Read(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM images")));
        var rest = await host.Http.GetJsonAsync($"/api/generations/{generation.Id()}");
        Assert.Equal(("completed", kept.Id()), (rest.Status(), Assert.Single(rest.Images()).Id()));
        Assert.NotEmpty(await host.Http.GetByteArrayAsync(Assert.Single((await host.Http.GetJsonAsync("/api/images/1")).Images()).GetProperty("signedUrl").GetString()));
    }

    [Fact]
    public async Task An_image_has_the_same_URL_within_a_window_and_another_one_in_the_next()
    {
        await using var host = await LocalHost.StartAsync();
        await host.Http.GenerateAsync();
        var start = ToWindow(host, TimeSpan.FromSeconds(1));

        var urls = new List<string?>();
        foreach (var seconds in new[] { 0, 200, 400, 590, 600, 900, 1190, 1200 })
        {
            host.Time.Shift = start + TimeSpan.FromSeconds(seconds);
            var image = (await host.Http.GetJsonAsync("/api/images/1")).Images().Single();
            urls.Add(image.GetProperty("signedUrl").GetString() + " " + image.GetProperty("thumbnailUrl").GetString());
            var left = image.GetProperty("expiresAt").GetDateTimeOffset() - host.Time.GetUtcNow();
            Assert.InRange(left, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15));
            using var picture = await host.Http.GetAsync(image.GetProperty("signedUrl").GetString());
            Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
        }

        Assert.Equal([0, 0, 0, 0, 4, 4, 4, 7], urls.Select(url => urls.IndexOf(url)));
    }

    [Fact]
    public async Task The_URLs_lead_to_the_host_as_the_client_called_it()
    {
        await using var host = await LocalHost.StartAsync();
        await host.Http.GenerateAsync();
        var port = host.Http.BaseAddress!.Port;

        foreach (var name in new[] { $"localhost:{port}", $"127.0.0.1:{port}" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/images/1");
            request.Headers.Host = name;
            using var response = await host.Http.SendAsync(request);
            var image = (await response.JsonAsync()).Images().Single();
            Assert.All(["fullUrl", "signedUrl", "thumbnailUrl"], url => Assert.StartsWith($"http://{name}/", image.GetProperty(url).GetString(), StringComparison.Ordinal));
        }
    }

    /// <summary>The shift that brings the clock to a place in a ten-minute window.</summary>
    private static TimeSpan ToWindow(LocalHost host, TimeSpan place)
    {
        var now = host.Time.GetUtcNow();
        var window = SigningWindow.At(now, TimeSpan.FromMinutes(15));
        return window.SignedAt + TimeSpan.FromMinutes(10) + place - now;
    }

    private static List<string> Objects(LocalHost host) => [.. Directory.EnumerateFiles(Path.Combine(host.Folder, "objects", "halloween-costume-generated-images"), "*", SearchOption.AllDirectories)];
}
