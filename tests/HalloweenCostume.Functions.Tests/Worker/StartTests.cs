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
    [InlineData("ADMIN_KEY_SHA256", "hc_the-key-itself")]
    [InlineData("SITE_URL", "party.example")]
    [InlineData("RATE_IMAGES_PER_DAY", "-1")]
    [InlineData("RUNNING_PER_KEY", "none")]
    [InlineData("BACKUP_HOURS", "often")]
    [InlineData("GCP_BACKUP_BUCKET_NAME", "My Backups")]
    [InlineData("PROXIES_IN_FRONT", "x")]
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
        if (name == "ADMIN_KEY_SHA256")
            Assert.DoesNotContain(value!, worker.Errors + worker.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("id:secret", worker.Errors + worker.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
