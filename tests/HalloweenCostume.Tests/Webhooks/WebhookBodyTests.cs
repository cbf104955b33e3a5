using System.Net;
using HalloweenCostume.Fal.Webhooks;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Webhooks;

public sealed class WebhookBodyTests : IAsyncLifetime
{
    private WebhookHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await WebhookHost.StartAsync();
        await _host.SubmittedAsync("r1");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_1_MiB_is_taken(bool chunked)
    {
        using var response = await SendAsync(Filled(FalWebhookApi.MaxBytes), chunked);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Single(_host.Woken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_a_byte_more_is_refused(bool chunked)
    {
        using var response = await SendAsync(Filled(FalWebhookApi.MaxBytes + 1), chunked);
        await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
        Assert.Empty(_host.Woken);
    }

    [Fact]
    public async Task A_length_that_is_too_much_is_refused_before_the_body_comes()
    {
        var answer = await RawHttp.SendAsync(_host.Http.BaseAddress!, _host.Call("r1").Head(("Content-Length", "1048577")));
        answer.Problem(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_body_that_does_not_come_to_its_end_is_given_up_after_ten_seconds()
    {
        var answer = await _host.SendUnfinishedAsync(_host.Call("r1"));
        answer.Problem(HttpStatusCode.RequestTimeout);
        Assert.Contains("10 s", answer.Body, StringComparison.Ordinal);
        Assert.Empty(_host.Woken);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"r1\"")]
    [InlineData("{}")]
    [InlineData("""{"status": "OK"}""")]
    [InlineData("""{"request_id": "r1"}""")]
    [InlineData("""{"request_id": "r2", "status": "OK"}""")]
    [InlineData("""{"request_id": 1, "status": "OK"}""")]
    [InlineData("""{"request_id": "r1", "status": null}""")]
    [InlineData("""{"request_id": "r1", "status": ""}""")]
    [InlineData("""{"request_id": "r1", "status": "\ud800"}""")]
    [InlineData("""{"request_id": "\ud800", "status": "OK"}""")]
    [InlineData("""{"request_id": "r1", "status": "0123456789012345678901234567890123456789012345678901"}""")]
    public async Task A_signed_body_of_another_shape_or_of_another_request_is_a_400(string body)
    {
        using var response = await SendAsync(body, chunked: false);
        await response.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Empty(_host.Woken);
    }

    [Theory]
    [InlineData("""{"request_id": "r1", "status": "OK", "payload": null, "payload_error": "no"}""")]
    [InlineData("""{"status": "ERROR", "error": "no", "payload": {"detail": []}, "request_id": "r1"}""")]
    [InlineData("""{"request_id": "r1", "status": "SOMETHING NEW"}""")]
    [InlineData("  {\"request_id\":\"r1\",\n\"status\":\"OK\"}\n")]
    public async Task Whatever_else_a_body_says_it_wakes(string body)
    {
        using var response = await SendAsync(body, chunked: false);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Single(_host.Woken);
    }

    [Fact]
    public async Task A_call_signed_for_the_try_that_fal_made_wakes_the_request()
    {
        Assert.Equal(HttpStatusCode.NoContent, await _host.SendAsync(
            _host.Call("try-2", """{"request_id": "r1", "gateway_request_id": "try-2", "status": "OK"}""")));
        Assert.Single(_host.Woken);
    }

    private static string Filled(int bytes)
    {
        const string start = """{"request_id": "r1", "status": "OK", "payload": """;
        return $"{start}\"{new string('x', bytes - start.Length - 3)}\"}}";
    }

    private Task<HttpResponseMessage> SendAsync(string body, bool chunked)
    {
        var request = _host.Call("r1", body).Request();
        if (chunked)
            (request.Headers.TransferEncodingChunked, request.Content!.Headers.ContentLength) = (true, null);
        return _host.Http.SendAsync(request);
    }
}
