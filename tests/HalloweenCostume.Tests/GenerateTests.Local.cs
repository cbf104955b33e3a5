using System.Net;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests;

/// <summary>What takes a clock that can be moved, or a request that reaches the host as it was sent.</summary>
public sealed partial class GenerateTests
{
    [Fact]
    public async Task A_key_can_be_used_for_something_else_after_24_hours()
    {
        await using var host = await LocalHost.StartAsync();
        async Task<HttpResponseMessage> AskAsync(string prompt) => await host.Http.SendAsync(Api.Generate(Api.Portrait(1, prompt), key: "daily"));
        var first = (await (await AskAsync("johndoe today")).JsonAsync()).Id();

        host.Time.Shift = TimeSpan.FromHours(24) - TimeSpan.FromMinutes(1);
        Assert.Equal(first, (await (await AskAsync("johndoe today")).JsonAsync()).Id());
        host.Time.Shift = TimeSpan.FromHours(24) + TimeSpan.FromMinutes(1);
        using var tomorrow = await AskAsync("johndoe tomorrow");

        Assert.Equal(HttpStatusCode.OK, tomorrow.StatusCode);
        Assert.NotEqual(first, (await tomorrow.JsonAsync()).Id());
        Assert.Equal("johndoe today", (await host.Http.GetJsonAsync($"/api/generations/{first}")).GetProperty("prompt").GetString());
    }

    // The Functions host joins headers of one name into one.
    [Fact]
    public async Task Two_keys_are_refused()
    {
        const string body = """{"prompt": "johndoe", "loraId": 1, "num_images": 1}""";
        var answer = await RawHttp.SendAsync(_host.Http.BaseAddress!,
            $"POST /api/generate-image HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nIdempotency-Key: a\r\nIdempotency-Key: a", body);
        answer.Problem(HttpStatusCode.BadRequest, "Idempotency-Key");
    }
}
