using System.Net;
using HalloweenCostume.Functions.Tests.Hosting;
using HalloweenCostume.Functions.Tests.Storage;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Functions.Tests.Worker;

public sealed class StartTests
{
    [Theory]
    [InlineData("FAL_KEY", null)]
    [InlineData("AzureWebJobsStorage", null)]
    [InlineData("AzureWebJobsStorage", "nonsense")]
    [InlineData("GCP_CLIENT_EMAIL", null)]
    [InlineData("GCP_PRIVATE_KEY", "nonsense")]
    [InlineData("ACCESS", "everybody")]
    [InlineData("WEBSITE_SITE_NAME", "party")]
    [InlineData("SQLITE_LOCKS", "maybe")]
    [InlineData("SQLITE_JOURNAL_MODE", "WAL")]
    [InlineData("GENERATE_WAIT_SECONDS", "soon")]
    [InlineData("ALLOWED_ORIGINS", "*")]
    public async Task A_setting_that_is_missing_or_senseless_stops_the_start_with_its_name(string name, string? value)
    {
        using var folder = new TestFolder();
        await using var store = await GcsServer.StartAsync();
        var settings = new Dictionary<string, string?>(store.Settings())
        {
            ["ACCESS"] = "open", ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true", ["DATA_DIR"] = folder.Path, ["FAL_KEY"] = "id:secret",
        };
        settings.Remove(name);
        if (value is not null)
            settings[name] = value;

        await using var worker = WorkerProcess.Start(new("http://127.0.0.1:9"), settings);

        Assert.Equal(1, await worker.Exited);
        // In Azure nothing may be open.
        Assert.Contains(name == "WEBSITE_SITE_NAME" ? "ACCESS" : name, worker.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", worker.Errors + worker.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("id:secret", worker.Errors + worker.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task With_keys_nobody_gets_in_yet_and_health_is_told()
    {
        await using var host = await LocalHost.StartAsync(settings: new Dictionary<string, string?> { ["ACCESS"] = "keys", ["SQLITE_LOCKS"] = "off" });
        foreach (var path in new[] { "/api/users", "/api/images/1", "/api/openapi.json", "/api/health/", "/api/nothing" })
        {
            using var refused = await host.Http.GetAsync(path);
            await refused.ProblemAsync(HttpStatusCode.Unauthorized);
            Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.ToString());
        }

        using var health = await host.Http.GetAsync("/api/health");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        using var webhook = await host.Http.PostAsync("/api/fal-webhook", new StringContent("{}"));
        Assert.Contains("X-Fal-Webhook-Signature", webhook.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }
}
