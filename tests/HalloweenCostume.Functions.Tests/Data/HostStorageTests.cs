using HalloweenCostume.Functions.Data;
using HalloweenCostume.Settings;
using Microsoft.Extensions.Configuration;

namespace HalloweenCostume.Functions.Tests.Data;

public sealed class HostStorageTests
{
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    [Theory]
    [InlineData("AzureWebJobsStorage", "UseDevelopmentStorage=true", "http://127.0.0.1:10000/devstoreaccount1")]
    [InlineData("AzureWebJobsStorage", $"DefaultEndpointsProtocol=https;AccountName=costumes;AccountKey={Key};EndpointSuffix=core.windows.net", "https://costumes.blob.core.windows.net/")]
    [InlineData("AzureWebJobsStorage:accountName", "costumes", "https://costumes.blob.core.windows.net/")]
    [InlineData("AzureWebJobsStorage:blobServiceUri", "https://costumes.blob.core.usgovcloudapi.net", "https://costumes.blob.core.usgovcloudapi.net/")]
    public void The_lease_lies_in_the_account_that_the_host_works_with(string name, string value, string address)
    {
        var settings = Settings((name, value));

        var options = WriterLeaseOptions.From(settings);

        settings.ThrowIfRefused();
        Assert.Equal(new Uri(address), options.Account.Uri);
        Assert.InRange(options.Lifetime, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData("managedidentity", null)]
    [InlineData("managedidentity", "00000000-0000-0000-0000-000000000001")]
    [InlineData(null, "00000000-0000-0000-0000-000000000001")]
    public void An_identity_is_the_apps_own_or_the_one_that_is_named(string? credential, string? clientId)
    {
        var settings = Settings(("AzureWebJobsStorage:accountName", "costumes"), ("AzureWebJobsStorage:credential", credential), ("AzureWebJobsStorage:clientId", clientId));

        WriterLeaseOptions.From(settings);

        settings.ThrowIfRefused();
    }

    [Theory]
    [InlineData("AzureWebJobsStorage", null, "AzureWebJobsStorage: is missing")]
    [InlineData("AzureWebJobsStorage", "AccountName=costumes;AccountKey=secret", "AzureWebJobsStorage: should be the connection string")]
    [InlineData("AzureWebJobsStorage", "secret", "AzureWebJobsStorage: should be the connection string")]
    [InlineData("AzureWebJobsStorage:accountName", "costumes.blob.core.windows.net/secret", "AzureWebJobsStorage__accountName: should be the name")]
    [InlineData("AzureWebJobsStorage:blobServiceUri", "http://costumes.example/secret", "AzureWebJobsStorage__blobServiceUri: should be an https address")]
    public void Anything_else_is_refused_by_name_and_not_shown(string name, string? value, string refusal)
    {
        var settings = Settings((name, value));

        WriterLeaseOptions.From(settings);

        var error = Assert.Single(Assert.Throws<SettingsException>(settings.ThrowIfRefused).Errors);
        Assert.StartsWith(refusal, error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kind_of_credential_that_the_host_does_not_know_is_refused()
    {
        var settings = Settings(("AzureWebJobsStorage:accountName", "costumes"), ("AzureWebJobsStorage:credential", "password"));

        WriterLeaseOptions.From(settings);

        Assert.StartsWith("AzureWebJobsStorage__credential: ", Assert.Single(Assert.Throws<SettingsException>(settings.ThrowIfRefused).Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("WAL")]
    public void A_journal_that_does_not_work_on_a_share_is_refused(string? mode)
    {
        var settings = Settings(("AzureWebJobsStorage", "UseDevelopmentStorage=true"), ("SQLITE_JOURNAL_MODE", mode));

        WriterLeaseOptions.From(settings);

        Assert.StartsWith("SQLITE_JOURNAL_MODE: should be DELETE", Assert.Single(Assert.Throws<SettingsException>(settings.ThrowIfRefused).Errors), StringComparison.Ordinal);
    }

    private static SettingsReader Settings(params ReadOnlySpan<(string Name, string? Value)> settings)
    {
        var values = new Dictionary<string, string?> { ["SQLITE_JOURNAL_MODE"] = "DELETE" };
        foreach (var (name, value) in settings)
            values[name] = value;
        return new(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
    }
}
