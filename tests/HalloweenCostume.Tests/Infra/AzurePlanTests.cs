using System.Text.Json;
using System.Text.RegularExpressions;

namespace HalloweenCostume.Tests.Infra;

public sealed partial class AzurePlanTests
{
    private const string Identity = "Microsoft.ManagedIdentity/userAssignedIdentities/halloween-costume";

    // As Azure's documentation lists them; the templates have a list of their own.
    private static readonly Dictionary<string, string> _roles = new()
    {
        ["0ad04412-c4d5-4796-b79c-f76d14c8d402"] = "Durable Task Data Contributor",
        ["4633458b-17de-408a-b874-0445c86b69e6"] = "Key Vault Secrets User",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["974c5e8b-45b9-4653-ba55-008fc387bf88"] = "Storage Queue Data Contributor",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
    };

    [Fact]
    public async Task Exactly_one_instance_runs_and_is_always_there()
    {
        var plan = await AzurePlan.Default;

        var farm = plan.One("Microsoft.Web/serverfarms");
        Assert.Equal("EP1", farm.GetProperty("sku").GetProperty("name").GetString());
        Assert.Equal(1, farm.GetProperty("sku").GetProperty("capacity").GetInt32());
        Assert.Equal(1, farm.GetProperty("properties").GetProperty("maximumElasticWorkerCount").GetInt32());
        var app = plan.One("Microsoft.Web/sites").GetProperty("properties").GetProperty("siteConfig");
        Assert.Equal(1, app.GetProperty("functionAppScaleLimit").GetInt32());
        Assert.Equal(1, app.GetProperty("minimumElasticInstanceCount").GetInt32());
        Assert.Contains("'WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT', '1'", plan.Settings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_app_is_reached_by_https_and_published_to_without_passwords()
    {
        var plan = await AzurePlan.Default;

        var app = plan.One("Microsoft.Web/sites").GetProperty("properties");
        Assert.True(app.GetProperty("httpsOnly").GetBoolean());
        var config = app.GetProperty("siteConfig");
        Assert.Equal(("1.2", "Disabled", true, "/api/health", "DOTNET-ISOLATED|10.0"), (
            config.GetProperty("minTlsVersion").GetString(), config.GetProperty("ftpsState").GetString(), config.GetProperty("http20Enabled").GetBoolean(),
            config.GetProperty("healthCheckPath").GetString(), config.GetProperty("linuxFxVersion").GetString()));
        foreach (var way in (string[])["ftp", "scm"])
            Assert.False(plan.One("Microsoft.Web/sites/basicPublishingCredentialsPolicies", way).GetProperty("properties").GetProperty("allow").GetBoolean());
        Assert.DoesNotContain("WEBSITE_CONTENTAZUREFILECONNECTIONSTRING", plan.Settings, StringComparison.Ordinal);
        Assert.Contains("packagesUrl.value, 'functions-0123456789abcdef.zip'", plan.Settings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_lie_in_the_vault_and_nowhere_else()
    {
        var plan = await AzurePlan.Default;

        Assert.Contains("'FAL_KEY', reference(", plan.Settings, StringComparison.Ordinal);
        Assert.Contains("'GCP_PRIVATE_KEY', reference(", plan.Settings, StringComparison.Ordinal);
        Assert.Equal(["fal-key", "gcp-private-key"], plan.Of("Microsoft.KeyVault/vaults/secrets").Select(secret => secret.GetProperty("name").GetString()!.Split('/')[^1]).Order());
        foreach (var resource in plan.All.Where(resource => resource.GetProperty("type").GetString() != "Microsoft.KeyVault/vaults/secrets"))
        {
            Assert.DoesNotContain("the-fal-key", resource.GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain("the-private-key", resource.GetRawText(), StringComparison.Ordinal);
        }

        var vault = plan.One("Microsoft.KeyVault/vaults").GetProperty("properties");
        Assert.True(vault.GetProperty("enableRbacAuthorization").GetBoolean());
        Assert.EndsWith(Identity, plan.One("Microsoft.Web/sites").GetProperty("properties").GetProperty("keyVaultReferenceIdentity").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_output_tells_a_secret()
    {
        var outputs = await CompiledOutputs();

        Assert.Contains(outputs, output => output is { Name: "falKeyReference", Text: var text } && text.Contains("@Microsoft.KeyVault(VaultName={0};SecretName={1})", StringComparison.Ordinal));
        Assert.Contains(outputs, output => output is { Name: "gcpPrivateKeyReference", Text: var text } && text.Contains("@Microsoft.KeyVault(VaultName={0};SecretName={1})", StringComparison.Ordinal));
        Assert.All(outputs, output => Assert.DoesNotMatch(Leak, output.Text));
    }

    [Fact]
    public async Task A_shared_key_opens_the_shares_account_and_no_other()
    {
        var plan = await AzurePlan.Default;

        var open = Assert.Single(plan.Of("Microsoft.Storage/storageAccounts"), account => account.GetProperty("properties").GetProperty("allowSharedKeyAccess").GetBoolean());
        Assert.StartsWith("hcdata", open.GetProperty("name").GetString(), StringComparison.Ordinal);
        Assert.All(plan.Of("Microsoft.Storage/storageAccounts"), account => Assert.Equal((false, "TLS1_2", true), (
            account.GetProperty("properties").GetProperty("allowBlobPublicAccess").GetBoolean(),
            account.GetProperty("properties").GetProperty("minimumTlsVersion").GetString(),
            account.GetProperty("properties").GetProperty("supportsHttpsTrafficOnly").GetBoolean())));
        Assert.True(plan.One("Microsoft.Insights/components").GetProperty("properties").GetProperty("DisableLocalAuth").GetBoolean());
        Assert.Contains("\"AzureWebJobsStorage__credential\": \"managedidentity\"", await Bicep.Compiled, StringComparison.Ordinal);
        Assert.DoesNotMatch("'AzureWebJobsStorage',", plan.Settings);
    }

    [Fact]
    public async Task The_database_lies_on_the_share_that_is_mounted()
    {
        var plan = await AzurePlan.Default;

        var mount = plan.One("Microsoft.Web/sites/config", "azurestorageaccounts").GetProperty("properties").GetProperty("data");
        Assert.Equal(("AzureFiles", "/data"), (mount.GetProperty("type").GetString(), mount.GetProperty("mountPath").GetString()));
        Assert.StartsWith("hcdata", mount.GetProperty("accountName").GetString(), StringComparison.Ordinal);
        Assert.Equal("data", plan.One("Microsoft.Storage/storageAccounts/fileServices/shares").GetProperty("name").GetString()!.Split('/')[^1]);
        foreach (var setting in (string[])["'DATA_DIR', '/data'", "'DATABASE_PATH', '/data/halloween.db'", "'SQLITE_JOURNAL_MODE', 'DELETE'", "'ACCESS', 'keys'"])
            Assert.Contains(setting, plan.Settings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_app_knows_its_four_buckets()
    {
        var settings = (await AzurePlan.Default).Settings;

        foreach (var setting in (string[])
            ["'GCP_LORA_BUCKET_NAME', 'party-loras'", "'GCP_USER_IMG_GENERATED_BUCKET_NAME', 'party-generated'", "'GCP_USER_IMG_UPLOAD_BUCKET_NAME', 'party-uploads'", "'GCP_BACKUP_BUCKET_NAME', 'party-backups'"])
            Assert.Contains(setting, settings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_app_has_the_roles_it_needs_and_no_others()
    {
        var plan = await AzurePlan.Default;

        Assert.Equal(
            [
                ("Microsoft.Insights/components", "Monitoring Metrics Publisher"),
                ("Microsoft.KeyVault/vaults", "Key Vault Secrets User"),
                ("Microsoft.Storage/storageAccounts", "Storage Blob Data Owner"),
                ("Microsoft.Storage/storageAccounts", "Storage Queue Data Contributor"),
                ("Microsoft.Storage/storageAccounts", "Storage Table Data Contributor"),
                ("Who deploys: Microsoft.Storage/storageAccounts/blobServices/containers/packages", "Storage Blob Data Contributor"),
            ],
            Roles(plan).Order());
    }

    [Fact]
    public async Task The_switch_brings_the_scheduler_and_takes_it_away()
    {
        var without = await AzurePlan.Default;
        var with = await AzurePlan.WithScheduler;

        Assert.DoesNotContain(without.All, resource => resource.GetProperty("type").GetString()!.StartsWith("Microsoft.DurableTask", StringComparison.Ordinal));
        Assert.DoesNotContain("'scheduler-", without.Settings, StringComparison.Ordinal);
        Assert.Equal("Consumption", with.One("Microsoft.DurableTask/schedulers").GetProperty("properties").GetProperty("sku").GetProperty("name").GetString());
        Assert.EndsWith("/HalloweenCostume", with.One("Microsoft.DurableTask/schedulers/taskHubs").GetProperty("name").GetString(), StringComparison.Ordinal);
        Assert.Contains("'scheduler-", with.Settings, StringComparison.Ordinal);
        Assert.Equal([("Microsoft.DurableTask/schedulers/taskHubs", "Durable Task Data Contributor")], Roles(with).Except(Roles(without)));
        var settings = Assert.Single(await CompiledOutputs(), output => output.Name == "settings" && output.Text.Contains("DURABLE_TASK_SCHEDULER", StringComparison.Ordinal)).Text;
        Assert.Contains("Endpoint={0};Authentication=ManagedIdentity;ClientID={1}", settings, StringComparison.Ordinal);
        Assert.Contains("\"AzureFunctionsJobHost__extensions__durableTask__storageProvider__type\": \"azureManaged\"", settings, StringComparison.Ordinal);
        Assert.Contains("\"AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName\": \"DURABLE_TASK_SCHEDULER_CONNECTION_STRING\"", settings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_site_alone_calls_the_app_but_for_the_webhook_and_health()
    {
        var plan = await AzurePlan.Default;

        var app = plan.One("Microsoft.Web/sites").GetProperty("id").GetString();
        var backend = plan.One("Microsoft.Web/staticSites/linkedBackends").GetProperty("properties");
        Assert.Equal(app, backend.GetProperty("backendResourceId").GetString());
        Assert.Equal("Standard", plan.One("Microsoft.Web/staticSites").GetProperty("sku").GetProperty("name").GetString());
        var access = plan.One("Microsoft.Web/sites/config", "authsettingsV2").GetProperty("properties");
        var rules = access.GetProperty("globalValidation");
        Assert.True(rules.GetProperty("requireAuthentication").GetBoolean());
        Assert.Equal("Return401", rules.GetProperty("unauthenticatedClientAction").GetString());
        Assert.Equal(["/api/fal-webhook", "/api/health"], rules.GetProperty("excludedPaths").EnumerateArray().Select(path => path.GetString()));
        Assert.Equal("azureStaticWebApps", Assert.Single(access.GetProperty("identityProviders").EnumerateObject()).Name);
        Assert.Contains("'FAL_WEBHOOK_URL', format('https://{0}/api/fal-webhook'", plan.Settings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_app_knows_the_site_and_the_hash_of_the_first_admins_key()
    {
        var settings = (await AzurePlan.Default).Settings;

        Assert.Contains("'ADMIN_KEY_SHA256', 'the-hash'", settings, StringComparison.Ordinal);
        Assert.Contains("'SITE_URL', format('https://{0}'", settings, StringComparison.Ordinal);
        foreach (var setting in (string[])["'PROXIES_IN_FRONT', '1'", "'RATE_IMAGES_PER_HOUR', '60'", "'RATE_IMAGES_PER_DAY', '300'", "'SESSION_DAYS', '30'"])
            Assert.Contains(setting, settings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_answers_before_the_site_gives_up_on_it()
    {
        var wait = Wait.Match((await AzurePlan.Default).Settings);

        Assert.InRange(int.Parse(wait.Groups["seconds"].Value, null), 1, 44);
    }

    private static IEnumerable<(string Scope, string Role)> Roles(AzurePlan plan)
    {
        foreach (var assignment in plan.Of("Microsoft.Authorization/roleAssignments"))
        {
            var properties = assignment.GetProperty("properties");
            var mine = properties.GetProperty("principalId").GetString()!.Contains(Identity, StringComparison.Ordinal);
            yield return ((mine ? "" : "Who deploys: ") + Scope(assignment.GetProperty("id").GetString()!), _roles[properties.GetProperty("roleDefinitionId").GetString()!.Split('/')[^1]]);
        }
    }

    // Types without names, but for the packages: namespace/type/name/type/name, plain or as the first argument of an expression.
    private static string Scope(string assignment)
    {
        var scope = assignment.StartsWith('[') ? assignment.Split('\'')[1] : assignment[..assignment.LastIndexOf("/providers/", StringComparison.Ordinal)];
        var parts = scope.Split("/providers/")[^1].Split('/');
        var types = string.Join('/', parts.Where((_, index) => index == 0 || index % 2 == 1));
        return parts[^1] == "packages" ? $"{types}/packages" : types;
    }

    private static async Task<IReadOnlyList<(string Name, string Text)>> CompiledOutputs()
    {
        using var template = JsonDocument.Parse(await Bicep.Compiled);
        return [.. Outputs(template.RootElement)];
    }

    private static IEnumerable<(string Name, string Text)> Outputs(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Outputs),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(property => property.Name == "outputs" && property.Value.ValueKind == JsonValueKind.Object
            ? property.Value.EnumerateObject().Select(output => (output.Name, output.Value.GetRawText()))
            : Outputs(property.Value)),
        _ => [],
    };

    [GeneratedRegex(@"list\w*\(|parameters\('(falKey|gcpPrivateKey)'\)|secure", RegexOptions.IgnoreCase)]
    private static partial Regex Leak { get; }

    [GeneratedRegex(@"'GENERATE_WAIT_SECONDS', '(?<seconds>\d+)'")]
    private static partial Regex Wait { get; }
}
