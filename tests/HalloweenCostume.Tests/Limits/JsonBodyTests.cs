using System.IO.Pipelines;
using System.Text;
using HalloweenCostume.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace HalloweenCostume.Tests.Limits;

public sealed class JsonBodyTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);
    private readonly FakeTimeProvider _time = new();
    private readonly Pipe _pipe = new();

    [Fact]
    public async Task A_body_that_is_not_whole_within_15_seconds_is_a_408()
    {
        var reading = Read();
        for (var i = 0; i < 14; i++)
        {
            await _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(" "));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await Task.Delay(100);
        Assert.False(reading.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        var (json, problem) = await reading.WaitAsync(_patience);
        Assert.Null(json);
        Assert.Equal(StatusCodes.Status408RequestTimeout, Assert.IsType<ProblemResult>(problem).Details.Status);
    }

    [Fact]
    public async Task A_body_that_is_whole_just_in_time_is_read()
    {
        var reading = Read();
        await _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes("""{"prompt": """));
        _time.Advance(_patience - TimeSpan.FromMilliseconds(1));
        await _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes("\"x\"}"));
        await _pipe.Writer.CompleteAsync();

        var (json, problem) = await reading.WaitAsync(_patience);
        Assert.Null(problem);
        Assert.Equal("x", json!.RootElement.GetProperty("prompt").GetString());
        json.Dispose();
    }

    [Fact]
    public async Task A_client_that_goes_away_is_not_told_that_it_was_slow()
    {
        using var gone = new CancellationTokenSource();
        var reading = Read(gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private Task<(System.Text.Json.JsonDocument? Json, IResult? Problem)> Read(CancellationToken cancellationToken = default)
    {
        var context = new DefaultHttpContext();
        context.Request.ContentType = "application/json";
        context.Request.Body = _pipe.Reader.AsStream();
        return JsonBody.ReadAsync(context.Request, _time, cancellationToken);
    }
}
