using System.Net;
using HalloweenCostume.Fal.Webhooks;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace HalloweenCostume.Tests.Webhooks;

public sealed class WebhookReplayTests : IAsyncLifetime
{
    private WebhookHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await WebhookHost.StartAsync();
        await _host.SubmittedAsync("r1");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_call_that_comes_again_is_answered_and_wakes_nobody()
    {
        var call = _host.Call("r1");
        Assert.Equal(HttpStatusCode.NoContent, await _host.SendAsync(call));
        Assert.Equal(HttpStatusCode.NoContent, await _host.SendAsync(call));
        _host.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.NoContent, await _host.SendAsync(_host.Call("r1")));
        Assert.Single(_host.Woken);
    }

    [Fact]
    public async Task A_call_from_the_future_that_comes_again_when_it_is_nearly_old_wakes_nobody()
    {
        var call = _host.Fal.Call("r1", _host.Time.GetUtcNow().AddSeconds(300));
        await _host.SendAsync(call);
        _host.Time.Advance(TimeSpan.FromSeconds(600));
        Assert.Equal(HttpStatusCode.NoContent, await _host.SendAsync(call));
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await _host.SendAsync(call));
        Assert.Single(_host.Woken);
    }

    [Fact]
    public async Task Another_status_of_the_same_request_is_another_call()
    {
        await _host.SendAsync(_host.Call("r1"));
        await _host.SendAsync(_host.Call("r1", FalSigner.Body("r1", "ERROR")));
        Assert.Equal(2, _host.Woken.Count);
    }

    [Fact]
    public async Task The_same_call_50_times_at_once_wakes_once()
    {
        var go = new TaskCompletionSource();
        _host.Wake = _ => go.Task;
        var call = _host.Call("r1");
        var sent = Enumerable.Range(0, 50).Select(_ => _host.SendAsync(call)).ToList();
        await Eventually.HoldsAsync(() => _host.Woken.Count > 0);
        go.SetResult();

        Assert.All(await Task.WhenAll(sent), status => Assert.Equal(HttpStatusCode.NoContent, status));
        Assert.Single(_host.Woken);
        Assert.Equal(1, _host.Keys.Fetches);
    }

    [Fact]
    public async Task Waking_that_fails_is_a_5xx_for_all_who_waited_for_it_and_the_next_try_wakes()
    {
        var go = new TaskCompletionSource();
        _host.Wake = _ => go.Task;
        var call = _host.Call("r1");
        var sent = Enumerable.Range(0, 5).Select(_ => _host.Http.SendAsync(call.Request())).ToList();
        await Eventually.HoldsAsync(() => _host.Woken.Count > 0);
        _host.Wake = _ => throw new InvalidOperationException("no orchestration");
        go.SetException(new InvalidOperationException("no orchestration"));
        foreach (var response in await Task.WhenAll(sent))
            using (response)
                Assert.DoesNotContain("no orchestration", (await response.ProblemAsync(HttpStatusCode.InternalServerError)).GetProperty("detail").GetString(), StringComparison.Ordinal);

        _host.Wake = _ => Task.CompletedTask;
        var before = _host.Woken.Count;
        Assert.Equal(HttpStatusCode.NoContent, await _host.SendAsync(call));
        Assert.Equal(HttpStatusCode.NoContent, await _host.SendAsync(call));
        Assert.Equal(before + 1, _host.Woken.Count);
    }

    [Fact]
    public async Task Waking_that_hangs_is_given_up_and_the_next_try_wakes()
    {
        _host.Wake = cancellationToken => Task.Delay(Timeout.Infinite, cancellationToken);
        var hanging = _host.Http.SendAsync(_host.Call("r1").Request());
        await Eventually.HoldsAsync(() => _host.Woken.Count > 0);
        _host.Time.Advance(TimeSpan.FromSeconds(10));
        using (var response = await hanging)
        {
            await response.ProblemAsync(HttpStatusCode.ServiceUnavailable);
            Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
        }

        _host.Wake = _ => Task.CompletedTask;
        Assert.Equal(HttpStatusCode.NoContent, await _host.SendAsync(_host.Call("r1")));
        Assert.Equal(2, _host.Woken.Count);
    }

    [Fact]
    public async Task Calls_are_remembered_for_ten_minutes_and_never_more_than_so_many()
    {
        var time = new FakeTimeProvider();
        var replays = new FalWebhookReplays(time);
        for (var i = 0; i < FalWebhookReplays.MaxRemembered + 500; i++)
            await replays.OnceAsync(new($"{i}", "OK"), () => Task.FromResult(FalWebhookOutcome.Woken));
        Assert.Equal(FalWebhookReplays.MaxRemembered, replays.Remembered);
        foreach (var outcome in new[] { FalWebhookOutcome.Unknown, FalWebhookOutcome.Ended, FalWebhookOutcome.Late })
            await replays.OnceAsync(new("another", "OK"), () => Task.FromResult(outcome));
        Assert.True(replays.Remembered <= FalWebhookReplays.MaxRemembered);

        time.Advance(TimeSpan.FromMinutes(11));
        await replays.OnceAsync(new("last", "OK"), () => Task.FromResult(FalWebhookOutcome.Woken));
        Assert.Equal(1, replays.Remembered);
    }
}
