using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace HalloweenCostume.Tests.Demo;

/// <summary>LoRAs on a server that is not fal's.</summary>
public sealed class FalLoraDownloadTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication _server = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.MapGet("/redirects/0", () => "weights");
        _server.MapGet("/redirects/{left:int}", (int left) => Results.Redirect($"/redirects/{left - 1}"));
        _server.MapGet("/hang", async (HttpContext context) =>
        {
            _hanging.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        await _server.StartAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(5, 200)]
    [InlineData(6, 422)]
    public async Task A_lora_may_be_five_redirects_away_and_no_more(int redirects, int statusCode)
    {
        await using var caller = await FalCaller.StartAsync();

        var (actual, _) = await caller.ResultAsync(await caller.SubmitAsync(InputWith($"/redirects/{redirects}")));

        Assert.Equal(statusCode, actual);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_ten_seconds()
    {
        var time = new FakeTimeProvider();
        await using var caller = await FalCaller.StartAsync(FalCaller.Quick with { RunTime = default }, time);
        var request = await caller.SubmitAsync(InputWith("/hang"));
        await _hanging.Task.WaitAsync(TimeSpan.FromSeconds(20));

        time.Advance(TimeSpan.FromSeconds(9.9));
        await Task.Delay(100);
        Assert.Equal("IN_PROGRESS", (await caller.StatusAsync(request)).GetProperty("status").GetString());
        time.Advance(TimeSpan.FromSeconds(0.2));

        var (statusCode, result) = await caller.ResultAsync(request);
        Assert.Equal((422, "file_download_error"), (statusCode, result.GetProperty("detail")[0].GetProperty("type").GetString()));
    }

    private Dictionary<string, object> InputWith(string path)
    {
        var input = FalCaller.Input();
        input["loras"] = new[] { new { path = _server.Urls.Single() + path } };
        return input;
    }
}
