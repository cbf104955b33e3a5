using HalloweenCostume.Http;
using HalloweenCostume.Settings;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Configuration;

namespace HalloweenCostume.Tests.Rules;

public sealed class AllowedOriginsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public void Without_the_setting_there_are_none(string? value) => Assert.Empty(Read(value).Origins);

    [Theory]
    [InlineData("https://party.example", "https://party.example")]
    [InlineData("https://party.example/", "https://party.example")]
    [InlineData("HTTPS://Party.Example", "https://party.example")]
    [InlineData("https://party.example:443", "https://party.example")]
    [InlineData("https://party.example:8443/", "https://party.example:8443")]
    [InlineData("http://party.example:80", "http://party.example")]
    [InlineData("http://localhost:8080", "http://localhost:8080")]
    [InlineData("http://192.168.0.10:5000", "http://192.168.0.10:5000")]
    [InlineData("http://[::1]:8080", "http://[::1]:8080")]
    [InlineData("https://bücher.example", "https://xn--bcher-kva.example")]
    [InlineData(" https://a.example , https://b.example/,", "https://a.example", "https://b.example")]
    public void An_origin_is_known_as_browsers_write_it(string value, params string[] origins)
    {
        var policy = new CorsPolicyBuilder();
        Read(value).Configure(policy);
        Assert.Equal(origins, policy.Build().Origins);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://*")]
    [InlineData("https://*.party.example")]
    [InlineData("null")]
    [InlineData("party.example")]
    [InlineData("//party.example")]
    [InlineData("https:party.example")]
    [InlineData("https:///party.example")]
    [InlineData("https://")]
    [InlineData("https:// party.example")]
    [InlineData("ftp://party.example")]
    [InlineData("file:///home")]
    [InlineData("https://party.example/site")]
    [InlineData("https://party.example//")]
    [InlineData("https://party.example?x=1")]
    [InlineData("https://party.example#x")]
    [InlineData("https://user@party.example")]
    [InlineData("https://party.example\\evil.example")]
    [InlineData("https://party.example:99999")]
    [InlineData("https://party.example:port")]
    [InlineData("https://good.example https://party.example")]
    public void Anything_else_is_refused_by_its_name_with_what_it_should_be(string value)
    {
        var errors = Assert.Throws<SettingsException>(() => Read($"https://good.example,{value}")).Errors;
        Assert.StartsWith($"ALLOWED_ORIGINS: '{value}' should be the origin of a site, such as https://party.example", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",")]
    [InlineData(" , ,")]
    public void A_list_of_nothing_is_refused(string value) =>
        Assert.StartsWith("ALLOWED_ORIGINS: ", Assert.Single(Assert.Throws<SettingsException>(() => Read(value)).Errors), StringComparison.Ordinal);

    private static AllowedOrigins Read(string? value)
    {
        var settings = new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["ALLOWED_ORIGINS"] = value }).Build());
        var origins = AllowedOrigins.From(settings);
        settings.ThrowIfRefused();
        return origins;
    }
}
