using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using HalloweenCostume.Fal;
using HalloweenCostume.Generations;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Tests.Infra;

/// <summary>An alert is worth what it finds: the queries are held against the lines that the product writes.</summary>
public sealed partial class AlertTests
{
    [Fact]
    public async Task Every_warning_of_a_picture_that_failed_is_found()
    {
        var query = await QueryAsync("failed-generations");
        var lines = typeof(ImageWork).GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>().ToList();

        Assert.Contains("SeverityLevel >= 2 and Message startswith \"Image \"", query, StringComparison.Ordinal);
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.True(line is { Level: >= LogLevel.Warning } && line.Message.StartsWith("Image ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_the_safety_check_held_back_wakes_nobody()
    {
        var query = await QueryAsync("failed-generations");
        var line = FalErrors.Read(HttpStatusCode.UnprocessableEntity, """{"detail":[{"loc":["body"],"msg":"No","type":"content_policy_violation"}]}"""u8.ToArray(), null).Message;

        Assert.Contains(Words(query), word => line.Contains(word, StringComparison.Ordinal));
        Assert.Contains("safety checker flagged", Words(query));
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, true)]
    [InlineData(HttpStatusCode.Unauthorized, true)]
    [InlineData(HttpStatusCode.InternalServerError, false)]
    public async Task A_refused_account_is_found_by_fals_answer(HttpStatusCode status, bool found)
    {
        var query = await QueryAsync("fal-account");

        var line = FalErrors.Read(status, """{"detail":"User is locked. Reason: Exhausted balance."}"""u8.ToArray(), null).Message;

        Assert.Equal(found, Words(query).Any(word => line.Contains(word, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Alerts_reach_the_operator()
    {
        var plan = await AzurePlan.Default;

        var group = plan.One("Microsoft.Insights/actionGroups");
        Assert.Equal("operator@party.example", group.GetProperty("properties").GetProperty("emailReceivers")[0].GetProperty("emailAddress").GetString());
        Assert.Equal(3, plan.Of("Microsoft.Insights/scheduledQueryRules").Count());
        Assert.All(plan.Of("Microsoft.Insights/scheduledQueryRules"), rule =>
        {
            var properties = rule.GetProperty("properties");
            Assert.True(properties.GetProperty("enabled").GetBoolean());
            Assert.Equal(group.GetProperty("id").GetString(), Assert.Single(properties.GetProperty("actions").GetProperty("actionGroups").EnumerateArray()).GetString());
        });
    }

    private static async Task<string> QueryAsync(string rule) => (await AzurePlan.Default).One("Microsoft.Insights/scheduledQueryRules", rule)
        .GetProperty("properties").GetProperty("criteria").GetProperty("allOf")[0].GetProperty("query").GetString()!;

    private static IEnumerable<string> Words(string query) => Searched.Matches(query).Select(match => match.Groups["word"].Value);

    [GeneratedRegex("contains \"(?<word>[^\"]+)\"")]
    private static partial Regex Searched { get; }
}
