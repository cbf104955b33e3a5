using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Promises;

namespace HalloweenCostume.Tests.Demo;

public sealed class FalQueueTests
{
    private static FalEmulatorOptions Slow => FalCaller.Quick with { RunTime = TimeRange.Milliseconds(60_000, 60_000), Concurrency = 1 };

    [Fact]
    public async Task Submit_answers_with_urls_that_name_the_application_alone()
    {
        await using var caller = await FalCaller.StartAsync();
        var input = FalCaller.Input();
        input["image_url"] = "data:image/png;base64,AA==";

        using var response = await caller.PostAsync(input, "fal-ai/flux-lora/image-to-image");
        var submitted = new Submitted(await response.Content.ReadFromJsonAsync<JsonElement>());

        var url = $"http://{caller.Fal.MediaHost}/fal-ai/flux-lora/requests/{submitted.Id}";
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(submitted.Id.ToString(), Assert.Single(response.Headers.GetValues("x-fal-request-id")));
        Assert.Equal("IN_QUEUE", submitted.Answer.GetProperty("status").GetString());
        Assert.Equal(0, submitted.Answer.GetProperty("queue_position").GetInt32());
        Assert.Equal((url, $"{url}/status", $"{url}/cancel"), (submitted.ResponseUrl, submitted.StatusUrl, submitted.CancelUrl));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Key ")]
    [InlineData("Key wrong")]
    [InlineData("Bearer right")]
    public async Task A_missing_or_wrong_key_is_refused(string? authorization)
    {
        await using var caller = await FalCaller.StartAsync(FalCaller.Quick with { Key = "right" });
        await caller.SubmitAsync();
        caller.Http.DefaultRequestHeaders.Remove("Authorization");
        caller.Http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        using var submit = await caller.PostAsync(null);
        using var status = await caller.Http.GetAsync($"{FalCaller.FluxLora}/requests/{Guid.NewGuid()}/status");
        using var upload = await caller.PostAsync(new { file_name = "a", content_type = "b/c" }, "storage/upload/initiate?storage_type=fal-cdn-v3");

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized], [submit.StatusCode, status.StatusCode, upload.StatusCode]);
        Assert.Single(caller.Fal.Journal.Requests);
    }

    [Theory]
    [InlineData("fal-ai/flux-pony", "Application \"flux-pony\" not found")]
    [InlineData("fal-ai/flux-lora/upscale", "Path /upscale not found")]
    public async Task An_unknown_application_or_path_is_not_found(string path, string detail)
    {
        await using var caller = await FalCaller.StartAsync();

        using var response = await caller.PostAsync(null, path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(detail, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Status_is_202_until_finished_and_then_200()
    {
        await using var caller = await FalCaller.StartAsync(FalCaller.Quick with { RunTime = TimeRange.Milliseconds(2_000, 2_000) });
        var request = await caller.SubmitAsync();
        await caller.UntilAsync(request, "IN_PROGRESS");

        using var running = await caller.Http.GetAsync($"{request.StatusUrl}?logs=1");
        await caller.CompletedAsync(request);
        using var finished = await caller.Http.GetAsync($"{request.StatusUrl}?logs=1");

        var before = await running.Content.ReadFromJsonAsync<JsonElement>();
        var after = await finished.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.Accepted, "IN_PROGRESS"), (running.StatusCode, before.GetProperty("status").GetString()));
        Assert.Equal((HttpStatusCode.OK, "COMPLETED"), (finished.StatusCode, after.GetProperty("status").GetString()));
        Assert.False(before.TryGetProperty("queue_position", out _) || before.TryGetProperty("metrics", out _));
        Assert.InRange(after.GetProperty("metrics").GetProperty("inference_time").GetDouble(), 2, 60);
        Assert.NotEqual(0, after.GetProperty("logs").GetArrayLength());
        Assert.False(after.TryGetProperty("error", out _));
        Assert.Equal(JsonValueKind.Null, (await caller.StatusAsync(request)).GetProperty("logs").ValueKind);
    }

    [Fact]
    public async Task The_result_is_refused_before_completion_and_then_served_at_every_form_of_its_url()
    {
        await using var caller = await FalCaller.StartAsync(FalCaller.Quick with { RunTime = TimeRange.Milliseconds(2_000, 2_000) });
        var request = await caller.SubmitAsync();

        using var early = await caller.Http.GetAsync(request.ResponseUrl);
        var (_, result) = await caller.ResultAsync(request);
        string[] urls = [$"{request.ResponseUrl}/response", $"{FalCaller.FluxLora}/image-to-image/requests/{request.Id}"];
        var others = await Task.WhenAll(urls.Select(url => caller.Http.GetStringAsync(url)));

        Assert.Equal(HttpStatusCode.BadRequest, early.StatusCode);
        Assert.Equal("Request is still in progress", (await early.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
        Assert.All(others, other => Assert.Equal(result.GetRawText(), other));
    }

    [Fact]
    public async Task An_unknown_request_is_not_found()
    {
        await using var caller = await FalCaller.StartAsync();
        var request = await caller.SubmitAsync();
        string[] urls = [.. new[] { FalCaller.FluxLora + "/requests/" + Guid.NewGuid(), FalCaller.FluxLora + "/requests/x", $"fal-ai/other/requests/{request.Id}" }
            .SelectMany(url => new[] { url, url + "/status", url + "/status/stream" })];

        foreach (var url in urls)
        {
            using var response = await caller.Http.GetAsync(url);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
        using var cancel = await caller.Http.PutAsync($"{FalCaller.FluxLora}/requests/{Guid.NewGuid()}/cancel", null);
        Assert.Equal((HttpStatusCode.NotFound, """{"status":"NOT_FOUND"}"""), (cancel.StatusCode, await cancel.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Positions_count_down_while_those_in_front_leave()
    {
        await using var caller = await FalCaller.StartAsync(Slow);
        var running = await caller.SubmitAsync();
        await caller.UntilAsync(running, "IN_PROGRESS");
        var first = await caller.SubmitAsync();
        var second = await caller.SubmitAsync();
        var third = await caller.SubmitAsync();
        var positions = new List<int>();
        var watching = Task.Run(async () =>
        {
            await foreach (var status in caller.StreamAsync(third))
            {
                if (!status.TryGetProperty("queue_position", out var position))
                    return;
                positions.Add(position.GetInt32());
                var leaves = positions.Count switch { 1 => second, 2 => first, _ => running };
                (await caller.Http.PutAsync(leaves.CancelUrl, null)).Dispose();
            }
        });
        await watching.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal([2, 1, 0], positions);
        Assert.Equal([0, 1, 2], new[] { first, second, third }.Select(request => request.Answer.GetProperty("queue_position").GetInt32()));
    }

    [Fact]
    public async Task No_more_run_at_once_than_the_concurrency_allows()
    {
        await using var caller = await FalCaller.StartAsync(FalCaller.Quick with { Concurrency = 2, RunTime = TimeRange.Milliseconds(100, 150) });

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ => await caller.ResultAsync(await caller.SubmitAsync())));

        var requests = caller.Fal.Journal.Requests;
        Assert.Equal(6, requests.Count);
        Assert.All(requests, one => Assert.InRange(requests.Count(other => other.StartedAt <= one.StartedAt && one.StartedAt < other.CompletedAt), 1, 2));
    }

    [Fact]
    public async Task Low_priority_waits_behind_normal()
    {
        await using var caller = await FalCaller.StartAsync(Slow);
        await caller.UntilAsync(await caller.SubmitAsync(), "IN_PROGRESS");
        var low = await caller.SubmitAsync(null, FalCaller.FluxLora, ("X-Fal-Queue-Priority", "low"));
        var normal = await caller.SubmitAsync(null, FalCaller.FluxLora, ("X-Fal-Queue-Priority", "normal"));

        Assert.Equal(0, (await caller.StatusAsync(normal)).GetProperty("queue_position").GetInt32());
        Assert.Equal(1, (await caller.StatusAsync(low)).GetProperty("queue_position").GetInt32());
    }

    [Fact]
    public async Task A_request_waits_its_queue_time_even_when_a_runner_is_free()
    {
        await using var caller = await FalCaller.StartAsync(FalCaller.Quick with { QueueTime = TimeRange.Milliseconds(1_500, 1_500) });
        var request = await caller.SubmitAsync();

        Assert.Equal("IN_QUEUE", (await caller.StatusAsync(request)).GetProperty("status").GetString());
        await caller.ResultAsync(request);

        var record = Assert.Single(caller.Fal.Journal.Requests);
        Assert.True(record.StartedAt - record.SubmittedAt >= TimeSpan.FromMilliseconds(1_400));
    }

    [Theory]
    [InlineData("X-Fal-Request-Start-Timeout")]
    [InlineData("X-Fal-Request-Timeout")]
    public async Task A_request_that_does_not_start_in_the_callers_time_ends_with_504(string header)
    {
        await using var caller = await FalCaller.StartAsync(Slow);
        await caller.UntilAsync(await caller.SubmitAsync(), "IN_PROGRESS");
        var request = await caller.SubmitAsync(null, FalCaller.FluxLora, (header, "0.3"));

        var status = await caller.CompletedAsync(request);
        using var result = await caller.Http.GetAsync(request.ResponseUrl);

        Assert.Equal("request_timeout", status.GetProperty("error_type").GetString());
        Assert.Equal(HttpStatusCode.GatewayTimeout, result.StatusCode);
        Assert.Equal("user", Assert.Single(result.Headers.GetValues("X-Fal-Request-Timeout-Type")));
    }

    [Theory]
    [InlineData("0.1")]
    [InlineData("soon")]
    public async Task A_senseless_start_timeout_is_refused(string seconds)
    {
        await using var caller = await FalCaller.StartAsync();

        using var response = await caller.PostAsync(null, FalCaller.FluxLora, ("X-Fal-Request-Start-Timeout", seconds));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(caller.Fal.Journal.Requests);
    }

    [Fact]
    public async Task A_queue_longer_than_the_caller_allows_is_refused_with_429()
    {
        await using var caller = await FalCaller.StartAsync(Slow);
        await caller.SubmitAsync(null, FalCaller.FluxLora + "?fal_max_queue_length=0");
        await caller.SubmitAsync(null, FalCaller.FluxLora + "?fal_max_queue_length=1");

        using var response = await caller.PostAsync(null, FalCaller.FluxLora + "?fal_max_queue_length=1");

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(2, caller.Fal.Journal.Requests.Count);
    }

    [Fact]
    public async Task A_request_with_a_webhook_runs_and_nobody_is_called()
    {
        await using var caller = await FalCaller.StartAsync();
        await using var called = await HandMadeFal.StartAsync(_ => Task.CompletedTask);

        var request = await caller.SubmitAsync(null, $"{FalCaller.FluxLora}?fal_webhook={Uri.EscapeDataString(new Uri(called.Address, "/api/fal-webhook").AbsoluteUri)}");

        await caller.CompletedAsync(request);
        Assert.Equal(200, (await caller.ResultAsync(request)).StatusCode);
        Assert.Empty(called.Calls);
    }

    [Theory]
    [InlineData("party.example")]
    [InlineData("%2Fapi%2Ffal-webhook")]
    public async Task A_webhook_that_is_no_address_is_refused(string webhook)
    {
        await using var caller = await FalCaller.StartAsync();

        using var response = await caller.PostAsync(null, $"{FalCaller.FluxLora}?fal_webhook={webhook}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(caller.Fal.Journal.Requests);
    }

    [Fact]
    public async Task Cancelling_ends_a_waiting_and_a_running_request()
    {
        await using var caller = await FalCaller.StartAsync(Slow);
        var running = await caller.SubmitAsync();
        await caller.UntilAsync(running, "IN_PROGRESS");
        var waiting = await caller.SubmitAsync();

        foreach (var request in new[] { waiting, running })
        {
            using var accepted = await caller.Http.PutAsync(request.CancelUrl, null);
            using var again = await caller.Http.PutAsync(request.CancelUrl, null);
            var (statusCode, result) = await caller.ResultAsync(request);
            var status = await caller.StatusAsync(request);

            Assert.Equal((HttpStatusCode.Accepted, """{"status":"CANCELLATION_REQUESTED"}"""), (accepted.StatusCode, await accepted.Content.ReadAsStringAsync()));
            Assert.Equal((HttpStatusCode.BadRequest, """{"status":"ALREADY_COMPLETED"}"""), (again.StatusCode, await again.Content.ReadAsStringAsync()));
            Assert.Equal((499, "client_cancelled"), (statusCode, result.GetProperty("error_type").GetString()));
            Assert.Equal(("COMPLETED", "client_cancelled"), (status.GetProperty("status").GetString(), status.GetProperty("error_type").GetString()));
        }
        Assert.All(caller.Fal.Journal.Requests, record => Assert.True(record.Cancelled));
        var next = await caller.SubmitAsync();
        await caller.UntilAsync(next, "IN_PROGRESS");
    }

    [Fact]
    public async Task A_request_completes_when_its_run_time_is_over_however_long_the_drawing_took()
    {
        var drawing = TimeSpan.FromSeconds(1);
        await using var caller = await FalCaller.StartAsync(FalCaller.Quick with
        {
            RunTime = TimeRange.Milliseconds(1_200, 1_200),
            Artist = _ =>
            {
                Thread.Sleep(drawing);
                return [1];
            },
        });

        await caller.ResultAsync(await caller.SubmitAsync());

        var record = Assert.Single(caller.Fal.Journal.Requests);
        Assert.InRange(record.CompletedAt!.Value - record.StartedAt!.Value, TimeSpan.FromMilliseconds(1_199), TimeSpan.FromMilliseconds(1_200) + drawing);
    }

    [Fact]
    public async Task The_journal_tells_who_was_submitted_with_what()
    {
        await using var caller = await FalCaller.StartAsync();
        var request = await caller.SubmitAsync(FalCaller.Input("a ghost", 9_007_199_254_740_993), FalCaller.FluxLora, ("X-Fal-Runner-Hint", "loras/7"), ("X-Fal-No-Retry", "1"));
        using var bad = await caller.Http.PostAsync(FalCaller.FluxLora, new StringContent("{", Encoding.UTF8, "application/json"));
        await caller.ResultAsync(request);

        var submits = caller.Fal.Journal.Submits;
        Assert.Equal([1, 2], submits.Select(call => call.Submit));
        Assert.Equal([200, 422], submits.Select(call => call.StatusCode));
        Assert.Equal((request.Id, "loras/7"), (submits[0].RequestId, submits[0].Headers["x-fal-runner-hint"]));
        Assert.Equal(9_007_199_254_740_993, submits[0].Input!.Value.GetProperty("seed").GetInt64());
        Assert.Equal(
            [FalCallKind.Submit, FalCallKind.Submit, FalCallKind.StatusStream, FalCallKind.Result],
            caller.Fal.Journal.Calls.Select(call => call.Kind));
        var record = Assert.Single(caller.Fal.Journal.Requests);
        Assert.True(record.SubmittedAt <= record.StartedAt && record.StartedAt < record.CompletedAt);
        Assert.Equal((200, 1), (record.StatusCode, record.Runs));
    }
}
