using HalloweenCostume.Fal;
using HalloweenCostume.Settings;
using Microsoft.Extensions.Configuration;

namespace HalloweenCostume.Tests.Rules;

public sealed class MediaHostsTests
{
    [Theory]
    [InlineData("https://fal.media/files/a.jpg")]
    [InlineData("https://v3b.fal.media/files/a.jpg?x=1")]
    [InlineData("https://a.b.FAL.media/")]
    [InlineData("https://fal.media:443/a")]
    public void Pictures_are_taken_from_fals_hosts(string url) => Assert.True(Hosts(null).Allows(new(url)));

    [Theory]
    [InlineData("http://fal.media/a.jpg")]
    [InlineData("https://fal.media:8443/a.jpg")]
    [InlineData("https://evilfal.media/a.jpg")]
    [InlineData("https://fal.media.evil.example/a.jpg")]
    [InlineData("https://evil.example/fal.media")]
    [InlineData("https://fal.media@evil.example/a.jpg")]
    [InlineData("https://user:pass@fal.media/a.jpg")]
    [InlineData("https://evil.example#@fal.media/a.jpg")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("ftp://fal.media/a.jpg")]
    [InlineData("file:///etc/passwd")]
    [InlineData("data:image/jpeg;base64,AAAA")]
    public void And_from_nowhere_else(string url) => Assert.False(Hosts(null).Allows(new(url)));

    [Fact]
    public void An_address_without_a_host_is_none() => Assert.False(Hosts(null).Allows(new("/files/a.jpg", UriKind.Relative)));

    [Theory]
    [InlineData("127.0.0.1:8080", "http://127.0.0.1:8080/a", true)]
    [InlineData("127.0.0.1:8080", "http://127.0.0.1:8081/a", false)]
    [InlineData("127.0.0.1:8080", "http://localhost:8080/a", false)]
    [InlineData("localhost:8080", "http://localhost:8080/a", true)]
    [InlineData("[::1]:8080", "http://[::1]:8080/a", true)]
    [InlineData("127.0.0.1", "http://127.0.0.1/a", true)]
    [InlineData("127.0.0.1", "http://127.0.0.1:8080/a", false)]
    [InlineData("media.example:8080", "http://media.example:8080/a", false)]
    [InlineData("media.example:8080", "https://media.example:8080/a", true)]
    [InlineData("*.media.example", "https://media.example/a", false)]
    [InlineData(" one.example , two.example ", "https://two.example/a", true)]
    public void The_setting_names_hosts_with_their_ports(string setting, string url, bool allowed) => Assert.Equal(allowed, Hosts(setting).Allows(new(url)));

    [Theory]
    [InlineData(",")]
    [InlineData("*")]
    [InlineData("*.")]
    [InlineData("https://fal.media")]
    [InlineData("fal.media/files")]
    [InlineData("fal.*")]
    [InlineData("user@fal.media")]
    [InlineData("fal.media:99999")]
    [InlineData("fal.media,not a host")]
    public void A_host_that_makes_no_sense_is_refused(string setting)
    {
        var settings = Settings(setting);
        MediaHosts.From(settings);
        Assert.All(Assert.Throws<SettingsException>(settings.ThrowIfRefused).Errors, error => Assert.StartsWith("FAL_MEDIA_HOSTS: ", error, StringComparison.Ordinal));
    }

    private static MediaHosts Hosts(string? setting)
    {
        var settings = Settings(setting);
        var hosts = MediaHosts.From(settings);
        settings.ThrowIfRefused();
        return hosts;
    }

    private static SettingsReader Settings(string? setting) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["FAL_MEDIA_HOSTS"] = setting }).Build());
}
