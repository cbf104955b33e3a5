using System.Diagnostics;
using System.Text.Json;
using HalloweenCostume.Local.Demo.Fal;
using Microsoft.Extensions.Time.Testing;

namespace HalloweenCostume.Tests.Demo;

public sealed class FalStatusStreamTests
{
    [Fact]
    public async Task The_stream_shows_each_status_once_and_closes_after_completed()
    {
        await using var caller = await FalCaller.StartAsync(FalCaller.Quick with
        {
            QueueTime = TimeRange.Milliseconds(1_500, 1_500),
            RunTime = TimeRange.Milliseconds(1_000, 1_000),
        });
        var request = await caller.SubmitAsync();

        using var response = await caller.Http.GetAsync($"{request.StatusUrl}/stream");
        var lines = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["IN_QUEUE", "IN_PROGRESS", "COMPLETED"], lines.Select(line => JsonElement.Parse(line["data: ".Length..]).GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Log_lines_come_once_each()
    {
        await using var caller = await FalCaller.StartAsync(FalCaller.Quick with { QueueTime = TimeRange.Milliseconds(1_000, 1_000) });
        var request = await caller.SubmitAsync();

        var logs = await caller.StreamAsync(request, "?logs=1").SelectMany(status => status.GetProperty("logs").EnumerateArray().ToAsyncEnumerable()).ToListAsync();

        Assert.Equal((await caller.StatusAsync(request, "?logs=1")).GetProperty("logs").GetArrayLength(), logs.Count);
        Assert.NotEmpty(logs);
    }

    /// <summary>The clock stands still once the request is done: a stream that looked from time to time would never see it.</summary>
    [Fact]
    public async Task Completion_is_pushed_without_a_polling_delay()
    {
        var time = new FakeTimeProvider();
        await using var caller = await FalCaller.StartAsync(FalCaller.Quick with { RunTime = TimeRange.Milliseconds(1_000, 1_000) }, time);
        var completed = caller.CompletedAsync(await caller.SubmitAsync());
        await UntilAsync(() => caller.Fal.Journal.Calls.Any(call => call is { Kind: FalCallKind.StatusStream, StatusCode: 200 }), () => { });
        await UntilAsync(() => caller.Fal.Journal.Requests[0].CompletedAt is not null, () => time.Advance(TimeSpan.FromMilliseconds(100)));

        Assert.Equal("COMPLETED", (await completed.WaitAsync(TimeSpan.FromSeconds(10))).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_comment_keeps_a_quiet_stream_alive()
    {
        var time = new FakeTimeProvider();
        await using var caller = await FalCaller.StartAsync(FalCaller.Quick with { RunTime = TimeRange.Milliseconds(1e9, 1e9) }, time);
        var request = await caller.SubmitAsync();
        using var reader = new StreamReader(await caller.Http.GetStreamAsync($"{request.StatusUrl}/stream"));
        var comment = Task.Run(async () =>
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith(':'))
                    return true;
            }
            return false;
        });

        await UntilAsync(() => comment.IsCompleted, () => time.Advance(TimeSpan.FromSeconds(15)));

        Assert.True(await comment);
    }

    private static async Task UntilAsync(Func<bool> reached, Action step)
    {
        var patience = Stopwatch.StartNew();
        while (!reached())
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(20), "It did not come to that.");
            await Task.Delay(10);
            step();
        }
    }
}
