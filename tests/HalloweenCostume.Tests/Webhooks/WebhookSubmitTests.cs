using HalloweenCostume.Fal;
using HalloweenCostume.Tests.Hosting;
using HalloweenCostume.Tests.Promises;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests.Webhooks;

public sealed class WebhookSubmitTests
{
    private static readonly FalInput _input = FalInput.Portrait("johndoe", 1, new Uri("https://models.example/1.safetensors"), 1);

    [Fact]
    public async Task A_submit_tells_fal_where_to_call() => Assert.Equal(
        "?fal_webhook=https%3A%2F%2Fparty.example%2Fapi%2Ffal-webhook%2F%25F0%259F%2591%25BB",
        await SubmittedQueryAsync("https://party.example/api/fal-webhook/👻"));

    [Fact]
    public async Task Without_an_address_of_ours_fal_is_told_none() => Assert.Equal("", await SubmittedQueryAsync(null));

    [Fact]
    public async Task The_local_host_follows_fal_by_its_stream_whatever_the_setting_says()
    {
        await using var host = await LocalHost.StartAsync(settings: new Dictionary<string, string?> { ["FAL_WEBHOOK_URL"] = "https://party.example/api/fal-webhook" });
        Assert.Equal("completed", (await host.Http.GenerateAsync()).Status());
        Assert.All(host.Fal.Journal.Calls, call => Assert.DoesNotContain("fal_webhook", call.Path, StringComparison.Ordinal));
    }

    private static async Task<string> SubmittedQueryAsync(string? webhook)
    {
        var query = new TaskCompletionSource<string>();
        var accepted = HandMadeFal.Sound(_ => new { });
        await using var fal = await HandMadeFal.StartAsync(context =>
        {
            Assert.True(HttpMethods.IsPost(context.Request.Method));
            query.TrySetResult(context.Request.QueryString.Value!);
            return accepted(context);
        });
        await using var host = await WebhookHost.StartAsync(new Dictionary<string, string?> { ["FAL_QUEUE_URL"] = fal.Address.AbsoluteUri, ["FAL_WEBHOOK_URL"] = webhook });

        await host.Services.GetRequiredService<FalClient>().SubmitAsync(_input, "lora-1", TimeSpan.FromMinutes(1), CancellationToken.None);

        return await query.Task;
    }
}
