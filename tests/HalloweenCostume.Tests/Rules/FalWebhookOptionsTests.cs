using HalloweenCostume.Fal.Webhooks;
using HalloweenCostume.Settings;
using Microsoft.Extensions.Configuration;

namespace HalloweenCostume.Tests.Rules;

public sealed class FalWebhookOptionsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(" \n")]
    public void Without_settings_fal_calls_nobody_and_its_own_keys_count(string? value) =>
        Assert.Equal(new FalWebhookOptions(null, new Uri("https://rest.fal.ai/.well-known/jwks.json")), Read(value, value));

    [Theory]
    [InlineData("https://party.example/api/fal-webhook", "https://keys.example/jwks.json")]
    [InlineData("http://localhost:7071/api/fal-webhook", "http://127.0.0.1:8080/jwks")]
    public void An_address_is_https_or_on_this_machine(string url, string jwksUrl) =>
        Assert.Equal(new FalWebhookOptions(new Uri(url), new Uri(jwksUrl)), Read(url, jwksUrl));

    [Theory]
    [InlineData("http://party.example/api/fal-webhook")]
    [InlineData("party.example")]
    [InlineData("https://user:secret@party.example/")]
    [InlineData("https://party.example/?code=1")]
    public void Any_other_is_refused_by_its_name(string value)
    {
        var errors = Assert.Throws<SettingsException>(() => Read(value, value)).Errors;
        Assert.Equal(2, errors.Count);
        Assert.StartsWith($"FAL_WEBHOOK_URL: '{value}' should be an https address such as https://party.example/api/fal-webhook", errors[0], StringComparison.Ordinal);
        Assert.StartsWith($"FAL_WEBHOOK_JWKS_URL: '{value}' should be an https address", errors[1], StringComparison.Ordinal);
    }

    private static FalWebhookOptions Read(string? url, string? jwksUrl)
    {
        var settings = new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["FAL_WEBHOOK_URL"] = url, ["FAL_WEBHOOK_JWKS_URL"] = jwksUrl }).Build());
        var options = FalWebhookOptions.From(settings);
        settings.ThrowIfRefused();
        return options;
    }
}
