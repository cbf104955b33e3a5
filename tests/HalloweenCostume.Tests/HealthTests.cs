using System.Diagnostics;
using System.Net;
using System.Text.Json;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests;

public sealed partial class HealthTests : IAsyncLifetime
{
    private LocalHost _host = null!;

    public async Task InitializeAsync() => _host = await LocalHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("/api/health")]
    [InlineData("/api/health?deep=false")]
    public async Task It_says_that_it_works_and_in_which_mode(string path)
    {
        var health = await _host.Http.GetJsonAsync(path);

        Assert.Equal(["mode", "status", "version"], health.EnumerateObject().Select(property => property.Name).Order());
        Assert.Equal(("ok", "live"), (health.Status(), health.GetProperty("mode").GetString()));
        Assert.Matches(@"^\d+\.\d+\.\d+", health.GetProperty("version").GetString());
    }

    [Fact]
    public async Task A_deep_look_finds_every_part_well()
    {
        var health = await _host.Http.GetJsonAsync("/api/health?deep=true");

        Assert.Equal("ok", health.Status());
        Assert.Equal(["database", "fal", "store"], health.GetProperty("checks").EnumerateObject().Select(check => check.Name).Order());
        Assert.All(health.GetProperty("checks").EnumerateObject(), check => Assert.Equal("ok", check.Value.Status()));
    }

    [Fact]
    public async Task A_locked_database_is_found_and_told_and_nothing_is_half_written()
    {
        var before = Stored.By(_host);
        var clock = Stopwatch.StartNew();
        using (await LockedDatabase.HoldAsync(_host))
        {
            var failing = FailingAsync();
            using var refused = await _host.Http.SendAsync(Api.Generate(Api.Portrait(2), key: "locked"));

            var problem = await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable);
            Assert.Contains("database is busy", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            Assert.Equal(("failing", "ok"), ((await failing).GetProperty("database").Status(), (await failing).GetProperty("store").Status()));
            // Who only reads is not kept waiting.
            Assert.Equal(3, (await _host.Http.GetJsonAsync("/api/users")).GetArrayLength());
        }

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(25), $"{clock.Elapsed}");
        Assert.Equal(before, Stored.By(_host));
        using var after = await _host.Http.SendAsync(Api.Generate(Api.Portrait(), key: "locked"));
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    private async Task<JsonElement> FailingAsync()
    {
        using var response = await _host.Http.GetAsync("/api/health?deep=true");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        var health = await response.JsonAsync();
        Assert.Equal("failing", health.Status());
        Assert.All(health.GetProperty("checks").EnumerateObject().Where(check => check.Value.Status() == "failing"),
            check => Assert.True(check.Value.GetProperty("detail").GetString()!.Length > 20));
        return health.GetProperty("checks");
    }
}
