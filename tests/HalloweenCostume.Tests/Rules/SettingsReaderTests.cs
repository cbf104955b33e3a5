using HalloweenCostume.Settings;
using Microsoft.Extensions.Configuration;

namespace HalloweenCostume.Tests.Rules;

public sealed class SettingsReaderTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  \n")]
    public void What_is_empty_counts_as_not_set(string? value)
    {
        var settings = Settings(value);
        Assert.False(settings.Has("IT"));
        Assert.Null(settings.Optional("IT"));
        Assert.Equal("otherwise", settings.Text("IT", "otherwise"));
        Assert.Equal(TimeSpan.FromMinutes(15), settings.Duration("IT", TimeSpan.FromMinutes(1), 15, 1, 20));
        settings.ThrowIfRefused();
    }

    [Fact]
    public void White_space_around_a_value_is_dropped() => Assert.Equal("a key", Settings(" a key\r\n").Optional("IT"));

    [Theory]
    [InlineData("2", 2)]
    [InlineData("0.5", 0.5)]
    [InlineData(" 20 ", 20)]
    public void A_duration_is_a_number_of_its_unit(string value, double minutes)
    {
        var settings = Settings(value);
        Assert.Equal(TimeSpan.FromMinutes(minutes), settings.Duration("IT", TimeSpan.FromMinutes(1), 15, 0.5, 20));
        settings.ThrowIfRefused();
    }

    [Theory]
    [InlineData("0.4")]
    [InlineData("20.1")]
    [InlineData("-1")]
    [InlineData("1,5")]
    [InlineData("1e1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("15 minutes")]
    [InlineData("00:15:00")]
    public void Any_other_duration_is_refused_with_its_range(string value)
    {
        var settings = Settings(value);
        settings.Duration("IT", TimeSpan.FromMinutes(1), 15, 0.5, 20);
        Assert.Equal($"IT: '{value}' should be a number from 0.5 to 20.", Refusal(settings));
    }

    [Fact]
    public void One_of_several_values_is_read_in_any_case()
    {
        Assert.Equal("WAL", Settings("wal").OneOf("IT", "DELETE", "WAL", "DELETE"));
        var settings = Settings("MEMORY");
        settings.OneOf("IT", "DELETE", "WAL", "DELETE");
        Assert.Equal("IT: 'MEMORY' should be one of WAL, DELETE.", Refusal(settings));
    }

    [Theory]
    [InlineData("https://queue.fal.run")]
    [InlineData("https://queue.example:8443/base")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://localhost:8080/")]
    [InlineData("http://[::1]:8080")]
    public void An_address_is_https_or_on_this_machine(string value)
    {
        var settings = Settings(value);
        Assert.Equal(new Uri(value), settings.Address("IT", "https://otherwise.example"));
        settings.ThrowIfRefused();
    }

    [Theory]
    [InlineData("http://queue.fal.run")]
    [InlineData("ftp://queue.fal.run")]
    [InlineData("queue.fal.run")]
    [InlineData("/queue")]
    [InlineData("https://")]
    [InlineData("https://user:secret@queue.fal.run")]
    [InlineData("https://queue.fal.run?key=1")]
    [InlineData("https://queue.fal.run#x")]
    public void Any_other_address_is_refused(string value)
    {
        var settings = Settings(value);
        settings.Address("IT", "https://otherwise.example");
        Assert.StartsWith("IT: ", Refusal(settings), StringComparison.Ordinal);
    }

    [Fact]
    public void All_refusals_are_told_together()
    {
        var settings = Settings("x");
        settings.Refuse("ONE", "is missing.");
        settings.Refuse("TWO", "is missing too.");
        Assert.Equal(["ONE: is missing.", "TWO: is missing too."], Assert.Throws<SettingsException>(settings.ThrowIfRefused).Errors);
    }

    private static SettingsReader Settings(string? value) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["IT"] = value }).Build());

    private static string Refusal(SettingsReader settings) => Assert.Single(Assert.Throws<SettingsException>(settings.ThrowIfRefused).Errors);
}
