using System.Text.Json;
using System.Text.RegularExpressions;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Functions.Tests.Worker;

/// <summary>What the alerts of <c>infra/azure/modules/alerts.bicep</c> look for arrives, in the table and the words in which they look for it.</summary>
public sealed partial class AlertTests
{
    [Theory]
    [InlineData(nameof(FalFault.RequestLoraFails), "failed-generations", "01")]
    [InlineData(nameof(FalFault.SubmitExhausted), "fal-account", "01")]
    // Of a request whose trace is not kept.
    [InlineData(nameof(FalFault.RequestLoraFails), "failed-generations", "00")]
    public async Task What_fails_at_fal_is_told(string fault, string alert, string sampled)
    {
        await using var insights = await ApplicationInsights.StartAsync();
        await using var host = await StartAsync(insights);
        host.Fal.Faults.Next(Enum.Parse<FalFault>(fault));
        using var request = Api.Generate(Api.Portrait());
        request.Headers.Add("traceparent", $"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-{sampled}");

        using var response = await host.Http.SendAsync(request);

        Assert.Equal("failed", (await response.JsonAsync()).Status());
        await Eventually.HoldsAsync(() => insights.Traces.Any(trace => Finds(alert, trace)));
        // These would fill the day's gigabyte, and the trace has them.
        Assert.DoesNotContain(insights.Traces, trace => Category(trace).StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)
            || Category(trace).StartsWith("System.Net.Http.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_that_was_not_backed_up_is_told()
    {
        await using var insights = await ApplicationInsights.StartAsync();
        await using var host = await StartAsync(insights);
        host.Store.Buckets.Permissions.TryRemove(Storage.Samples.BackupBucket, out _);

        await host.Functions.FireAsync(nameof(BackupTimer.BackUp));

        var query = Query("failed-backups");
        var begin = Begins.Match(query).Groups["text"].Value;
        Assert.StartsWith("AppExceptions\n| where tostring(Properties.OriginalFormat) startswith ", query, StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => insights.Exceptions.Any(exception =>
            exception.GetProperty("properties").GetProperty("OriginalFormat").GetString()!.StartsWith(begin, StringComparison.Ordinal)));
    }

    private static Task<LocalHost> StartAsync(ApplicationInsights insights) => LocalHost.StartAsync(settings: new Dictionary<string, string?>
    {
        ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = insights.ConnectionString,
    });

    private static bool Finds(string alert, JsonElement trace)
    {
        var query = Query(alert);
        var message = trace.GetProperty("message").GetString()!;
        Assert.StartsWith("AppTraces\n", query, StringComparison.Ordinal);
        return trace.GetProperty("severityLevel").GetString() is "Warning" or "Error" or "Critical" && (Begins.Match(query) is { Success: true } begin
            ? message.StartsWith(begin.Groups["text"].Value, StringComparison.Ordinal)
            : Contained.Matches(query).Any(part => message.Contains(part.Groups["text"].Value, StringComparison.Ordinal)));
    }

    private static string Category(JsonElement trace) => trace.GetProperty("properties").GetProperty("CategoryName").GetString()!;

    private static string Query(string alert)
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "infra", "azure", "modules", "alerts.bicep"));
        return Regex.Match(source, $"name: '{alert}'.*?query: '''\n(?<query>.*?)'''", RegexOptions.Singleline).Groups["query"].Value;
    }

    [GeneratedRegex("startswith \"(?<text>[^\"]+)\"")]
    private static partial Regex Begins { get; }

    [GeneratedRegex("contains \"(?<text>[^\"]+)\"")]
    private static partial Regex Contained { get; }
}
