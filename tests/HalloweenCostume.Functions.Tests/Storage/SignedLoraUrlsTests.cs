using System.Net;
using HalloweenCostume.Loras;

namespace HalloweenCostume.Functions.Tests.Storage;

public sealed class SignedLoraUrlsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset _midnight = new(DateTime.UtcNow.Date.AddDays(1), TimeSpan.Zero);
    private static readonly LoraWeights _lora = new(1, "johndoe", 1, "johndoe v2.safetensors", null, null, null, null);
    private GcsHost _host = null!;

    public async Task InitializeAsync() => _host = await StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_model_on_the_web_is_read_where_it_lies()
    {
        var url = "https://models.example/a.safetensors?v=1";
        Assert.Equal(new Uri(url), await _host.LoraUrls.GetAsync(_lora with { ObjectName = null, Url = url }, CancellationToken.None));
    }

    [Fact]
    public async Task A_model_in_the_bucket_is_read_by_a_signed_URL() => Assert.Equal([1, 2, 3], await _host.Http.GetByteArrayAsync(await UrlAsync()));

    [Fact]
    public async Task The_URL_stays_the_same_for_a_day_and_works_for_what_was_handed_out_at_its_end()
    {
        var first = await UrlAsync();
        _host.Time.SetUtcNow(_midnight.AddDays(1).AddSeconds(-20));
        Assert.Equal(first, await UrlAsync());

        // The longest that fal may take to begin.
        _host.Time.SetUtcNow(_midnight.AddDays(1).AddMinutes(10));
        Assert.NotEqual(first, await UrlAsync());
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(first));
        _host.Time.SetUtcNow(_midnight.AddDays(1).AddMinutes(70));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(first));
    }

    [Theory]
    [InlineData("1", "10")]
    [InlineData("168", "10")]
    [InlineData("168", "1440")]
    public async Task It_outlives_the_wait_for_fal_whatever_the_settings_and_is_never_longer_than_Google_allows(string hours, string timeout)
    {
        await using var host = await StartAsync(("LORA_URL_HOURS", hours), ("GENERATION_TIMEOUT_MINUTES", timeout));
        for (var hour = 0; hour < 200; hour += 13)
        {
            host.Time.SetUtcNow(_midnight.AddHours(hour).AddSeconds(-20));
            var url = await host.LoraUrls.GetAsync(_lora, CancellationToken.None);
            host.Time.Advance(TimeSpan.FromMinutes(double.Parse(timeout, System.Globalization.CultureInfo.InvariantCulture)));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(url));
        }
    }

    [Fact]
    public async Task A_URL_that_fal_could_not_load_is_replaced_for_its_window()
    {
        var first = await UrlAsync();
        await _host.LoraUrls.ForgetAsync(_lora, CancellationToken.None);
        var second = await UrlAsync();
        await _host.LoraUrls.ForgetAsync(_lora, CancellationToken.None);
        var third = await UrlAsync();
        Assert.Equal(3, new[] { first, second, third }.Distinct().Count());
        _host.Time.Advance(TimeSpan.FromHours(5));
        Assert.Equal(third, await UrlAsync());
        Assert.NotEqual(first, await UrlAsync());
        Assert.Equal([1, 2, 3], await _host.Http.GetByteArrayAsync(third));

        _host.Time.SetUtcNow(_midnight.AddDays(1));
        var next = await UrlAsync();
        Assert.Contains($"X-Goog-Date={_midnight.AddDays(1):yyyyMMdd}T000000Z", next.Query, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], await _host.Http.GetByteArrayAsync(next));
    }

    [Fact]
    public async Task The_other_models_keep_theirs()
    {
        var other = _lora with { Id = 2, ObjectName = "other.safetensors" };
        var before = await _host.LoraUrls.GetAsync(other, CancellationToken.None);
        await _host.LoraUrls.ForgetAsync(_lora, CancellationToken.None);
        Assert.Equal(before, await _host.LoraUrls.GetAsync(other, CancellationToken.None));
    }

    private static async Task<GcsHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var host = await GcsHost.StartAsync(more: settings);
        await host.Store.PutAsync(new(Samples.LoraBucket, _lora.ObjectName!), [1, 2, 3]);
        host.Time.SetUtcNow(_midnight);
        return host;
    }

    private Task<Uri> UrlAsync() => _host.LoraUrls.GetAsync(_lora, CancellationToken.None);

    private async Task<HttpStatusCode> StatusAsync(Uri url)
    {
        using var response = await _host.Http.GetAsync(url);
        return response.StatusCode;
    }
}
