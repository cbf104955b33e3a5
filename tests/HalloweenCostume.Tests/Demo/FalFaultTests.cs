using System.Diagnostics;
using System.Net;
using System.Text.Json;
using HalloweenCostume.Local.Demo.Fal;

namespace HalloweenCostume.Tests.Demo;

public sealed class FalFaultTests : IAsyncLifetime
{
    private FalCaller _caller = null!;

    public async Task InitializeAsync() => _caller = await FalCaller.StartAsync();

    public async Task DisposeAsync() => await _caller.DisposeAsync();

    [Theory]
    [InlineData(nameof(FalFault.Submit401), 401)]
    [InlineData(nameof(FalFault.SubmitExhausted), 403)]
    [InlineData(nameof(FalFault.Submit429), 429)]
    [InlineData(nameof(FalFault.Submit500), 500)]
    [InlineData(nameof(FalFault.Submit502), 502)]
    [InlineData(nameof(FalFault.Submit503), 503)]
    public async Task A_refused_submit_is_not_accepted(string fault, int statusCode)
    {
        _caller.Fal.Faults.Next(Enum.Parse<FalFault>(fault));

        using var refused = await _caller.PostAsync(null);
        using var accepted = await _caller.PostAsync(null);

        Assert.Equal((statusCode, 200), ((int)refused.StatusCode, (int)accepted.StatusCode));
        Assert.Single(_caller.Fal.Journal.Requests);
        Assert.Equal([Enum.Parse<FalFault>(fault), null], _caller.Fal.Journal.Submits.Select(call => call.Fault));
    }

    [Fact]
    public async Task An_exhausted_balance_is_named()
    {
        _caller.Fal.Faults.Next(FalFault.SubmitExhausted);

        using var refused = await _caller.PostAsync(null);

        Assert.StartsWith("User is locked. Reason: Exhausted balance", JsonElement.Parse(await refused.Content.ReadAsStringAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(FalFault.SubmitReset), 0)]
    [InlineData(nameof(FalFault.SubmitLost), 1)]
    public async Task A_reset_submit_was_accepted_or_not(string fault, int accepted)
    {
        _caller.Fal.Faults.Next(Enum.Parse<FalFault>(fault));

        await FalCaller.AssertResetAsync(() => _caller.PostAsync(null));

        Assert.Equal(accepted, _caller.Fal.Journal.Requests.Count);
        Assert.Null(Assert.Single(_caller.Fal.Journal.Submits).StatusCode);
    }

    [Fact]
    public async Task A_slow_or_garbled_answer_belongs_to_an_accepted_submit()
    {
        _caller.Fal.Faults.SlowAnswer = TimeSpan.FromMilliseconds(300);
        _caller.Fal.Faults.Next(FalFault.SubmitSlow);
        _caller.Fal.Faults.Next(FalFault.SubmitGarbage);

        var clock = Stopwatch.StartNew();
        var slow = await _caller.SubmitAsync();
        Assert.True(clock.ElapsedMilliseconds >= 299);
        using var garbage = await _caller.PostAsync(null);

        Assert.Equal(200, (await _caller.ResultAsync(slow)).StatusCode);
        Assert.Equal("application/json", garbage.Content.Headers.ContentType!.MediaType);
        var body = await garbage.Content.ReadAsStringAsync();
        Assert.ThrowsAny<JsonException>(() => JsonElement.Parse(body));
        Assert.Equal(2, _caller.Fal.Journal.Requests.Count);
    }

    [Fact]
    public async Task A_hanging_submit_is_never_answered()
    {
        _caller.Fal.Faults.Next(FalFault.SubmitHang);

        var hanging = _caller.PostAsync(null);

        Assert.NotSame(hanging, await Task.WhenAny(hanging, Task.Delay(500)));
        Assert.Empty(_caller.Fal.Journal.Requests);
        await _caller.Fal.DisposeAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => hanging);
    }

    [Theory]
    [InlineData(nameof(FalFault.Status404), 404)]
    [InlineData(nameof(FalFault.Status429), 429)]
    [InlineData(nameof(FalFault.Status500), 500)]
    [InlineData(nameof(FalFault.Status502), 502)]
    [InlineData(nameof(FalFault.Status503), 503)]
    public async Task Status_faults_strike_polls_and_streams(string fault, int statusCode)
    {
        var request = await _caller.SubmitAsync();
        _caller.Fal.Faults.Next(Enum.Parse<FalFault>(fault), times: 2);

        using var poll = await _caller.Http.GetAsync(request.StatusUrl);
        using var stream = await _caller.Http.GetAsync($"{request.StatusUrl}/stream");

        Assert.Equal((statusCode, statusCode), ((int)poll.StatusCode, (int)stream.StatusCode));
        Assert.Equal(200, (await _caller.ResultAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_status_can_be_reset_or_garbled()
    {
        var request = await _caller.SubmitAsync();
        _caller.Fal.Faults.Next(FalFault.StatusReset);
        _caller.Fal.Faults.Next(FalFault.StatusGarbage, times: 2);

        await FalCaller.AssertResetAsync(() => _caller.Http.GetAsync(request.StatusUrl));
        var poll = await _caller.Http.GetStringAsync(request.StatusUrl);
        Assert.ThrowsAny<JsonException>(() => JsonElement.Parse(poll));
        await Assert.ThrowsAnyAsync<JsonException>(() => _caller.CompletedAsync(request));
    }

    [Fact]
    public async Task A_stream_can_break_after_the_first_event_be_missing_or_be_silent()
    {
        var request = await _caller.SubmitAsync();
        _caller.Fal.Faults.Next(FalFault.StreamBroken);
        _caller.Fal.Faults.Next(FalFault.StreamMissing);
        _caller.Fal.Faults.Next(FalFault.StreamSilent);

        var seen = 0;
        await FalCaller.AssertResetAsync(async () =>
        {
            await foreach (var _ in _caller.StreamAsync(request))
                seen++;
        });
        using var missing = await _caller.Http.GetAsync($"{request.StatusUrl}/stream");
        await using var silent = await _caller.Http.GetStreamAsync($"{request.StatusUrl}/stream");
        var read = silent.ReadAsync(new byte[1]).AsTask();

        Assert.Equal(1, seen);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.NotSame(read, await Task.WhenAny(read, Task.Delay(500)));
        using var poll = await _caller.Http.GetAsync(request.StatusUrl);
        Assert.True(poll.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData(nameof(FalFault.RequestFails), 500, "runner_server_error")]
    [InlineData(nameof(FalFault.RequestBlocked), 422, "content_policy_violation")]
    [InlineData(nameof(FalFault.RequestLoraFails), 422, "file_download_error")]
    public async Task A_failed_request_is_completed_with_an_error(string fault, int statusCode, string type)
    {
        _caller.Fal.Faults.Next(Enum.Parse<FalFault>(fault));
        var input = FalCaller.Input();
        input["loras"] = new[] { new { path = await FalUploads.PutAsync(_caller, "a", [1]) } };
        var request = await _caller.SubmitAsync(input);

        var status = await _caller.CompletedAsync(request);
        using var result = await _caller.Http.GetAsync(request.ResponseUrl);

        Assert.Equal(("COMPLETED", type), (status.GetProperty("status").GetString(), status.GetProperty("error_type").GetString()));
        Assert.NotEmpty(status.GetProperty("error").GetString()!);
        Assert.Equal(statusCode, (int)result.StatusCode);
        Assert.Contains(type, await result.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(type, Assert.Single(result.Headers.GetValues("X-Fal-Error-Type")));
    }

    [Fact]
    public async Task A_request_that_never_finishes_runs_until_it_is_cancelled()
    {
        _caller.Fal.Faults.Next(FalFault.RequestNeverFinishes);
        var request = await _caller.SubmitAsync();
        var other = await _caller.SubmitAsync();
        await _caller.ResultAsync(other);

        Assert.Equal("IN_PROGRESS", (await _caller.StatusAsync(request)).GetProperty("status").GetString());
        (await _caller.Http.PutAsync(request.CancelUrl, null)).Dispose();
        Assert.Equal(499, (await _caller.ResultAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_request_can_go_back_to_the_queue_once()
    {
        await using var caller = await FalCaller.StartAsync(FalCaller.Quick with { Faults = new(), QueueTime = TimeRange.Milliseconds(100, 100), RunTime = TimeRange.Milliseconds(200, 200), Concurrency = 1 });
        caller.Fal.Faults.Next(FalFault.RequestRequeued);
        var request = await caller.SubmitAsync();

        Assert.Equal(200, (await caller.ResultAsync(request)).StatusCode);

        Assert.Equal(2, Assert.Single(caller.Fal.Journal.Requests).Runs);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_flagged_picture_is_black_unless_the_checker_is_off(bool checker)
    {
        _caller.Fal.Faults.Next(FalFault.RequestNsfw);
        var input = FalCaller.Input();
        input["enable_safety_checker"] = checker;

        var (_, result) = await _caller.ResultAsync(await _caller.SubmitAsync(input));
        using var picture = NetVips.Image.NewFromBuffer(await _caller.Http.GetByteArrayAsync(result.GetProperty("images")[0].GetProperty("url").GetString()));

        Assert.Equal(checker, result.GetProperty("has_nsfw_concepts")[0].GetBoolean());
        Assert.Equal(checker, picture.Max() == 0);
    }

    [Fact]
    public async Task A_result_can_fail_once_be_garbled_or_empty()
    {
        var request = await _caller.SubmitAsync();
        await _caller.CompletedAsync(request);
        foreach (var fault in new[] { FalFault.Result500, FalFault.ResultReset, FalFault.ResultGarbage, FalFault.ResultEmpty })
            _caller.Fal.Faults.Next(fault);

        using var failed = await _caller.Http.GetAsync(request.ResponseUrl);
        await FalCaller.AssertResetAsync(() => _caller.Http.GetAsync(request.ResponseUrl));
        var garbage = await _caller.Http.GetStringAsync(request.ResponseUrl);
        var (_, empty) = await _caller.ResultAsync(request);
        var (statusCode, sound) = await _caller.ResultAsync(request);

        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.ThrowsAny<JsonException>(() => JsonElement.Parse(garbage));
        Assert.Equal(0, empty.GetProperty("images").GetArrayLength());
        Assert.Equal((200, 1), (statusCode, sound.GetProperty("images").GetArrayLength()));
    }

    [Theory]
    [InlineData("result-429", HttpStatusCode.TooManyRequests)]
    [InlineData("result-502", HttpStatusCode.BadGateway)]
    [InlineData("result-503", HttpStatusCode.ServiceUnavailable)]
    public async Task A_result_can_be_refused_for_a_while(string fault, HttpStatusCode status)
    {
        var request = await _caller.SubmitAsync();
        await _caller.CompletedAsync(request);
        _caller.Fal.Faults.Next(Enum.GetValues<FalFault>().First(known => FalFaultSetting.NameOf(known) == fault));

        using var refused = await _caller.Http.GetAsync(request.ResponseUrl);
        var (sound, _) = await _caller.ResultAsync(request);

        Assert.Equal(status, refused.StatusCode);
        Assert.Equal(200, sound);
    }

    [Fact]
    public async Task A_result_can_drip()
    {
        _caller.Fal.Faults.DripDelay = TimeSpan.FromMilliseconds(100);
        _caller.Fal.Faults.Next(FalFault.ResultDrip);
        var request = await _caller.SubmitAsync();
        await _caller.CompletedAsync(request);

        using var response = await _caller.Http.GetAsync(request.ResponseUrl, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();

        Assert.True(response.Content.Headers.ContentLength > 100);
        Assert.Equal(1, await body.ReadAsync(new byte[100]));
        Assert.Equal(1, await body.ReadAsync(new byte[100]));
    }
}
