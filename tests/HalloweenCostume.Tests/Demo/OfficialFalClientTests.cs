using System.Text.Json;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Demo;

/// <summary>fal's own JavaScript client (@fal-ai/client) against the emulator. Needs Node and npm.</summary>
public sealed class OfficialFalClientTests
{
    private static readonly NodeFolder Folder = new("Demo", "fal-client");

    [Fact]
    public async Task Fals_own_client_subscribes_polls_streams_cancels_and_uploads()
    {
        await using var fal = await FalEmulator.StartAsync(
            FalCaller.Quick with { Key = "id:secret", RunTime = TimeRange.Milliseconds(1_500, 1_500), Concurrency = 1, Faults = Faults() }, null, null, CancellationToken.None);

        var (exitCode, output, errors) = await Folder.RunAsync("talk.js", [fal.QueueUrl.GetLeftPart(UriPartial.Authority), "id:secret"]);
        Assert.True(exitCode == 0, $"talk.js ended with {exitCode}: {errors}");
        var seen = JsonElement.Parse(output);

        AssertSubscribed(seen.GetProperty("polling"));
        AssertSubscribed(seen.GetProperty("streaming"));

        var steps = seen.GetProperty("stepByStep");
        Assert.Equal(("IN_QUEUE", "IN_PROGRESS", "COMPLETED"), (Text(steps, "submitted"), Text(steps, "status"), Text(steps, "completed")));
        Assert.True(steps.GetProperty("metrics").GetProperty("inference_time").GetDouble() >= 0.8);
        Assert.True(steps.GetProperty("same").GetBoolean());
        AssertFailed(steps.GetProperty("early"), 400);

        var cancel = seen.GetProperty("cancel");
        Assert.Equal(("COMPLETED", "client_cancelled"), (Text(cancel, "status"), Text(cancel, "errorType")));
        AssertFailed(cancel.GetProperty("result"), 499);
        AssertFailed(cancel.GetProperty("again"), 400);

        AssertFailed(seen.GetProperty("invalid"), 422, "less_than_equal");
        AssertFailed(seen.GetProperty("unknown"), 404);
        AssertFailed(seen.GetProperty("blocked"), 422, "content_policy_violation");
        AssertFailed(seen.GetProperty("tooLate"), 504);
        Assert.True(seen.GetProperty("tooLate").GetProperty("isUserTimeout").GetBoolean());
        Assert.Equal(1, seen.GetProperty("imageToImage").GetInt32());

        foreach (var upload in new[] { seen.GetProperty("upload"), seen.GetProperty("multipart") })
        {
            Assert.True(upload.GetProperty("same").GetBoolean());
            Assert.Equal("application/x-test", Text(upload, "type"));
            Assert.StartsWith($"http://{fal.MediaHost}/files/", Text(upload, "url"), StringComparison.Ordinal);
        }
        var parts = fal.Journal.Calls.Where(call => call.Path.EndsWith("/10", StringComparison.Ordinal) || call.Path.EndsWith("/complete", StringComparison.Ordinal));
        Assert.Equal(["PUT", "POST"], parts.Select(call => call.Method));
    }

    private static FalFaults Faults()
    {
        var faults = new FalFaults();
        faults.When(FalFault.RequestBlocked, moment => moment.Prompt == "blocked");
        faults.When(FalFault.RequestNeverFinishes, moment => moment.Prompt == "for ever");
        return faults;
    }

    private static void AssertSubscribed(JsonElement subscription)
    {
        var statuses = subscription.GetProperty("statuses").EnumerateArray().Select(status => status.GetString()).ToList();
        Assert.Equal(["IN_PROGRESS", "COMPLETED"], statuses.Where(status => status != "IN_QUEUE"));
        Assert.Equal(7, subscription.GetProperty("seed").GetInt64());
        Assert.NotEqual(0, subscription.GetProperty("lines").GetInt32());
        Assert.True(Guid.TryParse(Text(subscription, "requestId"), out _));
        Assert.Equal("image/jpeg", Text(subscription, "pictureType"));
        Assert.Equal(subscription.GetProperty("fileSize").GetInt32(), subscription.GetProperty("pictureBytes").GetInt32());
    }

    private static void AssertFailed(JsonElement failure, int status, params string[] types)
    {
        Assert.True(failure.TryGetProperty("status", out var code), failure.GetRawText());
        Assert.Equal((status, true, types.Length > 0), (code.GetInt32(), failure.GetProperty("isApiError").GetBoolean(), failure.GetProperty("isValidationError").GetBoolean()));
        Assert.Equal(types, failure.GetProperty("types").EnumerateArray().Select(type => type.GetString()));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
