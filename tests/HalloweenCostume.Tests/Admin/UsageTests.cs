using System.Globalization;
using System.Net;
using System.Text.Json;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Admin;

public sealed class UsageTests : IAsyncLifetime
{
    private readonly AdminHost _host = new();
    private DateTimeOffset _noon;

    public async Task InitializeAsync()
    {
        await _host.InitializeAsync();
        // Far from midnight, however long the test takes.
        _noon = new DateTimeOffset(_host.Host.Time.GetUtcNow().UtcDateTime.Date.AddDays(1), TimeSpan.Zero).AddHours(12);
        MoveTo(_noon);
    }

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Pictures_are_counted_by_day_and_person_with_those_that_cost_nothing()
    {
        Assert.Empty(Rows(await _host.Http.GetJsonAsync("/api/usage")));
        await _host.GenerateAsync(1, 1, 3);
        await _host.GenerateAsync(1, 3, 1);
        MoveTo(_noon.AddDays(1));
        await _host.GenerateAsync(2, 2, 2, "a failing one");
        await _host.GenerateAsync(2, 2, 1);
        await _host.GenerateAsync(1, 1, 1);
        MoveTo(_noon.AddDays(3));
        var failed = await _host.GenerateAsync(1, 1, 1, "a failing one");
        using (await _host.Http.PostAsync($"/api/generations/{failed.Id()}/retries", null)) { }
        await _host.Http.EndedAsync(failed.Id());

        var usage = await _host.Http.GetJsonAsync("/api/usage");

        Assert.Equal((Day(3 - 29), Day(3)), (usage.GetProperty("from").GetString(), usage.GetProperty("to").GetString()));
        string[] all = [$"{Day(3)} 1 John Doe 2 2", $"{Day(1)} 2 Jane Doe 3 2", $"{Day(1)} 1 John Doe 1 0", $"{Day(0)} 1 John Doe 4 0"];
        Assert.Equal(all, Rows(usage));
        Assert.Equal(all[..1], Rows(await _host.Http.GetJsonAsync("/api/usage?days=1")));
        Assert.Equal(all[..1], Rows(await _host.Http.GetJsonAsync("/api/usage?days=2")));
        Assert.Equal(all[..3], Rows(await _host.Http.GetJsonAsync("/api/usage?days=3")));
        Assert.Equal(all, Rows(await _host.Http.GetJsonAsync("/api/usage?days=400")));

        using (await _host.ForgetAsync(2, "Jane Doe")) { }
        Assert.Equal(all.Where(row => !row.Contains("Jane", StringComparison.Ordinal)), Rows(await _host.Http.GetJsonAsync("/api/usage")));
        MoveTo(_noon.AddDays(33));
        Assert.Empty(Rows(await _host.Http.GetJsonAsync("/api/usage")));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("401")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("1&days=2")]
    public async Task A_number_of_days_that_makes_no_sense_is_refused(string days)
    {
        using var refused = await _host.Http.GetAsync($"/api/usage?days={days}");
        await refused.ProblemAsync(HttpStatusCode.BadRequest, "days");
    }

    private void MoveTo(DateTimeOffset moment) => _host.Host.Time.Shift += moment - _host.Host.Time.GetUtcNow();

    private string Day(int after) => _noon.AddDays(after).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Rows(JsonElement usage) => usage.GetProperty("days").EnumerateArray().Select(row => string.Join(' ', row.EnumerateObject().Select(value => value.Value)));
}
