using System.IO.Compression;
using HalloweenCostume.Access;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Infra;

public sealed class DeployTests : IDisposable
{
    private const string Address = "https://calm-sea-0a1b2c.azurestaticapps.net";
    private readonly FakeClouds _clouds = new();

    public void Dispose() => _clouds.Dispose();

    [Fact]
    public async Task One_call_makes_everything_and_prints_the_address()
    {
        var (exitCode, output) = await _clouds.DeployAsync();

        Assert.True(exitCode == 0, output);
        Assert.Equal($"HalloweenCostume is at {Address}", output.TrimEnd().Split('\n').Last(line => line.StartsWith("HalloweenCostume", StringComparison.Ordinal)));
        Assert.Equal(9, _clouds.Made.Length);
        Assert.Contains("resource group", _clouds.Made);
        Assert.Contains("restart", _clouds.Made);
        Assert.Contains(Address, await File.ReadAllTextAsync(_clouds.State("buckets", "party-generated", "cors.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_run_makes_nothing_twice()
    {
        await _clouds.DeployAsync();
        var made = _clouds.Made;

        var (exitCode, output) = await _clouds.DeployAsync();

        Assert.True(exitCode == 0, output);
        Assert.Equal(made, _clouds.Made);
    }

    [Fact]
    public async Task A_change_is_uploaded_before_the_app_is_told_of_it()
    {
        await _clouds.DeployAsync();
        var (before, made) = (_clouds.Calls.Length, _clouds.Made.Length);
        _clouds.Program = "version 2";

        await _clouds.DeployAsync();

        var calls = _clouds.Calls.Skip(before).ToList();
        var upload = calls.FindIndex(call => call.StartsWith("az storage blob upload", StringComparison.Ordinal));
        Assert.InRange(upload, 0, calls.FindIndex(call => call.StartsWith("az deployment group create", StringComparison.Ordinal)));
        Assert.Equal(made + 1, _clouds.Made.Length);
    }

    [Fact]
    public async Task The_package_holds_the_whole_program_and_has_the_name_that_the_app_is_told()
    {
        await _clouds.DeployAsync();

        var package = Assert.Single(Directory.GetFiles(_clouds.State("packages")));
        using var zip = await ZipFile.OpenReadAsync(package);
        Assert.Equal([".azurefunctions/extension.dll", "HalloweenCostume.Functions.dll", "host.json"], zip.Entries.Select(entry => entry.FullName).Where(name => !name.EndsWith('/')).Order(StringComparer.Ordinal));
        Assert.Equal(Path.GetFileName(package), await ParameterAsync("PACKAGE_NAME"));
    }

    [Fact]
    public async Task The_site_is_published_as_it_lies_there_without_its_types()
    {
        await _clouds.DeployAsync();

        var web = Path.Combine(Repository.Root, "web");
        Assert.Equal(
            Directory.GetFiles(web).Select(Path.GetFileName).Where(name => !name!.EndsWith(".d.ts", StringComparison.Ordinal)).Order(),
            Directory.GetFiles(_clouds.State("site")).Select(Path.GetFileName).Order());
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(web, "config.js")), await File.ReadAllTextAsync(_clouds.State("site", "config.js")));
    }

    [Fact]
    public async Task Secrets_are_neither_arguments_nor_output()
    {
        var (_, output) = await _clouds.DeployAsync();

        var shown = string.Join('\n', [.. _clouds.Calls, output]);
        foreach (var secret in (string[])[FakeClouds.FalKey, FakeClouds.PrivateKey, FakeClouds.DeploymentToken])
            Assert.DoesNotContain(secret, shown, StringComparison.Ordinal);
        Assert.Equal(FakeClouds.FalKey, await ParameterAsync("FAL_KEY"));
        Assert.Contains(FakeClouds.PrivateKey, await ParameterAsync("GCP_PRIVATE_KEY"), StringComparison.Ordinal);
        Assert.Equal(["az FAL_KEY GCP_PRIVATE_KEY", "npx SWA_CLI_DEPLOYMENT_TOKEN"], _clouds.Seen.Where(line => line.Contains(' ', StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_first_run_prints_an_admins_link_once_and_Azure_is_told_its_hash_alone()
    {
        var (_, output) = await _clouds.DeployAsync();
        var key = KeyIn(output);

        Assert.Matches("^hc_[A-Za-z0-9_-]{43}$", key);
        Assert.Equal(AccessKey.Hash(key!), await ParameterAsync("ADMIN_KEY_SHA256"));
        Assert.Equal(1, output.Split(key!).Length - 1);
        Assert.All(Directory.GetFiles(_clouds.State(), "*", SearchOption.AllDirectories), file => Assert.DoesNotContain(key!, File.ReadAllText(file), StringComparison.Ordinal));

        var (_, again) = await _clouds.DeployAsync();

        Assert.Null(KeyIn(again));
        Assert.Equal(AccessKey.Hash(key!), await ParameterAsync("ADMIN_KEY_SHA256"));
    }

    [Fact]
    public async Task A_new_admins_key_takes_the_place_of_the_old_one()
    {
        var first = KeyIn((await _clouds.DeployAsync()).Output);
        _clouds.Environment["NEW_ADMIN_KEY"] = "true";

        var second = KeyIn((await _clouds.DeployAsync()).Output);

        Assert.NotEqual(first, second);
        Assert.Equal(AccessKey.Hash(second!), await ParameterAsync("ADMIN_KEY_SHA256"));
    }

    [Fact]
    public async Task A_deployment_that_breaks_off_once_the_key_is_set_prints_its_link_all_the_same()
    {
        _clouds.Fail("site", 1);

        var (exitCode, output) = await _clouds.DeployAsync();

        Assert.Equal(1, exitCode);
        Assert.Equal(AccessKey.Hash(KeyIn(output)!), await ParameterAsync("ADMIN_KEY_SHA256"));
    }

    [Fact]
    public async Task Settings_that_cannot_be_read_cost_nobody_the_key()
    {
        var key = KeyIn((await _clouds.DeployAsync()).Output);
        _clouds.Fail("settings", 1);

        var (exitCode, output) = await _clouds.DeployAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("NEW_ADMIN_KEY", output, StringComparison.Ordinal);
        Assert.Null(KeyIn(output));
        Assert.Equal(AccessKey.Hash(key!), await ParameterAsync("ADMIN_KEY_SHA256"));
    }

    [Theory]
    [InlineData("", "60", "300", "30")]
    [InlineData("7", "7", "7", "7")]
    public async Task The_rate_and_the_sessions_life_reach_the_templates(string given, string hour, string day, string session)
    {
        foreach (var name in (string[])["RATE_IMAGES_PER_HOUR", "RATE_IMAGES_PER_DAY", "SESSION_DAYS"])
            _clouds.Parameters[name] = given;

        await _clouds.DeployAsync();

        Assert.Equal((hour, day, session), (await ParameterAsync("RATE_IMAGES_PER_HOUR"), await ParameterAsync("RATE_IMAGES_PER_DAY"), await ParameterAsync("SESSION_DAYS")));
    }

    [Theory]
    [InlineData("", "party-generated-backups")]
    [InlineData("party-copies", "party-copies")]
    public async Task The_bucket_of_backups_reaches_the_templates(string given, string bucket)
    {
        _clouds.Parameters["GCP_BACKUP_BUCKET_NAME"] = given;

        await _clouds.DeployAsync();

        Assert.Equal(bucket, await ParameterAsync("GCP_BACKUP_BUCKET_NAME"));
    }

    [Theory]
    [InlineData("AZURE_SUBSCRIPTION_ID", "")]
    [InlineData("AZURE_SUBSCRIPTION_ID", "my subscription")]
    [InlineData("AZURE_RESOURCE_GROUP", "")]
    [InlineData("AZURE_LOCATION", "West Europe")]
    [InlineData("SITE_LOCATION", "northeurope")]
    [InlineData("SITE_DOMAIN", "https://party.example")]
    [InlineData("ALERT_EMAIL", "nobody")]
    [InlineData("DURABLE_TASK_SCHEDULER", "yes")]
    [InlineData("RATE_IMAGES_PER_HOUR", "0")]
    [InlineData("RATE_IMAGES_PER_DAY", "many")]
    [InlineData("SESSION_DAYS", "400")]
    [InlineData("NEW_ADMIN_KEY", "yes")]
    [InlineData("FAL_KEY", "")]
    [InlineData("FAL_KEY", "two words")]
    [InlineData("GCP_PROJECT_ID", "My Project")]
    [InlineData("GCP_LOCATION", "")]
    [InlineData("GCP_LORA_BUCKET_NAME", "")]
    [InlineData("GCP_USER_IMG_GENERATED_BUCKET_NAME", "Upper-Case")]
    [InlineData("GCP_USER_IMG_UPLOAD_BUCKET_NAME", "party-loras")]
    [InlineData("GCP_BACKUP_BUCKET_NAME", "Upper-Case")]
    [InlineData("GCP_BACKUP_BUCKET_NAME", "party-loras")]
    [InlineData("GCP_BACKUP_BUCKET_NAME", "party-generated")]
    [InlineData("GCP_BACKUP_BUCKET_NAME", "party-uploads")]
    [InlineData("GCP_SERVICE_ACCOUNT", "x")]
    public async Task A_missing_or_senseless_value_is_refused_by_name_before_anything_is_called(string name, string value)
    {
        _clouds.Parameters[name] = value;

        var (exitCode, output) = await _clouds.DeployAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains(output.Split('\n'), line => line.Contains(name, StringComparison.Ordinal) && line.Contains("should be", StringComparison.Ordinal));
        Assert.Empty(_clouds.Calls);
        if (name == "FAL_KEY" && value.Length > 0)
            Assert.DoesNotContain(value, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        _clouds.Parameters["ALERT_EMAIL"] = "";
        _clouds.Parameters["GCP_PROJECT_ID"] = "";
        _clouds.Parameters["GCP_USER_IMG_GENERATED_BUCKET_NAME"] = "";

        var (_, output) = await _clouds.DeployAsync();

        Assert.Contains("ALERT_EMAIL is missing", output, StringComparison.Ordinal);
        Assert.Contains("GCP_PROJECT_ID is missing", output, StringComparison.Ordinal);
        Assert.Contains("GCP_USER_IMG_GENERATED_BUCKET_NAME is missing", output, StringComparison.Ordinal);
        Assert.DoesNotContain("GCP_BACKUP_BUCKET_NAME", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_is_not_logged_in_is_told_so_before_anything_is_made()
    {
        await File.WriteAllTextAsync(_clouds.State("logged-out"), "");

        var (exitCode, output) = await _clouds.DeployAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("az login", output, StringComparison.Ordinal);
        Assert.Empty(_clouds.Made);
    }

    [Fact]
    public async Task The_switch_and_the_domain_reach_the_templates()
    {
        _clouds.Parameters["DURABLE_TASK_SCHEDULER"] = "true";
        _clouds.Parameters["SITE_DOMAIN"] = "party.example";

        var (exitCode, output) = await _clouds.DeployAsync();

        Assert.True(exitCode == 0, output);
        Assert.Equal("true", await ParameterAsync("DURABLE_TASK_SCHEDULER"));
        Assert.Equal("party.example", await ParameterAsync("SITE_DOMAIN"));
        Assert.Contains(_clouds.Calls, call => call.Contains("register --namespace Microsoft.DurableTask", StringComparison.Ordinal));
        Assert.Contains("HalloweenCostume is at https://party.example", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_is_not_yet_known_everywhere_is_waited_for()
    {
        _clouds.Fail("storage", 3);

        var (exitCode, output) = await _clouds.DeployAsync();

        Assert.True(exitCode == 0, output);
        Assert.Single(_clouds.Made, made => made.StartsWith("package", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_storage_account_that_stays_closed_ends_the_deployment()
    {
        _clouds.Fail("storage", 1000);

        var (exitCode, output) = await _clouds.DeployAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("hcx cannot be read", output, StringComparison.Ordinal);
        Assert.DoesNotContain(_clouds.Calls, call => call.StartsWith("npx", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_site_that_was_not_published_is_no_success()
    {
        _clouds.Fail("site", 1);

        var (exitCode, output) = await _clouds.DeployAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("does not show the site", output, StringComparison.Ordinal);
        Assert.DoesNotContain("HalloweenCostume is at", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(25, true)]
    [InlineData(1000, false)]
    public async Task An_api_that_does_not_answer_is_restarted_once_and_then_reported(int failures, bool found)
    {
        _clouds.Fail("health", failures);

        var (exitCode, output) = await _clouds.DeployAsync();

        Assert.Equal(found, exitCode == 0);
        Assert.Equal(2, _clouds.Made.Count(made => made == "restart"));
        Assert.Equal(!found, output.Contains("its API does not answer", StringComparison.Ordinal));
    }

    private static string? KeyIn(string output) => output.Split('\n').Where(line => line.Contains($"{Address}/#key=", StringComparison.Ordinal)).Select(line => line.Split("#key=")[1].Trim()).SingleOrDefault();

    private async Task<string> ParameterAsync(string name) =>
        Assert.Single(await File.ReadAllLinesAsync(_clouds.State("deployment")), line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
}
