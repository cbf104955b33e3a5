using System.Net;
using System.Text;
using HalloweenCostume.Generations;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests.Webhooks;

public sealed class WebhookTests : IAsyncLifetime
{
    private const string Request = "0f3a91c2-7c1d-4a51-9c0e-5a4f6c1b2d3e";
    private WebhookHost _host = null!;
    private ImagePlan _image = null!;

    public async Task InitializeAsync()
    {
        _host = await WebhookHost.StartAsync();
        _image = await _host.SubmittedAsync(Request);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_call_that_fal_signed_wakes_its_image_and_nothing_of_it_is_kept()
    {
        var before = Services<ImageDb>().Find(_image);

        using var response = await _host.Http.SendAsync(Good.Request());

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal([_image], _host.Woken);
        Assert.Equal(before, Services<ImageDb>().Find(_image));
        Assert.DoesNotContain("evil.example", _host.Log.Text, StringComparison.Ordinal);
    }

    // Signed by Node's OpenSSL with the key of RFC 8032's first test; the body has four bytes for its last letter.
    [Fact]
    public async Task A_call_that_another_implementation_signed_is_known()
    {
        _host.Keys.Publish(FalSigner.JwkOf(Convert.FromHexString("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")));

        Assert.Equal(HttpStatusCode.NoContent, await _host.SendAsync(new(Request, "github|1234567", "1793477700",
            "ebdd22755c228787eaea94be1d4c736ae4648a86cb35c3f84b1b8e3571716f7ab7661cbb737d4f6d569f0353287c9c2d85a778c0a243d1fd63095f882d12b204",
            $$$"""{"request_id": "{{{Request}}}", "gateway_request_id": "{{{Request}}}", "status": "OK", "payload": {"prompt": "johndoe as a ghost 👻"}}""")));
        Assert.Single(_host.Woken);
    }

    public static TheoryData<string> Forgeries =>
    [
        "request id", "user id", "timestamp", "timestamp with a zero", "timestamp with a sign", "body", "body with a space",
        "signature", "signature of another call", "signature of nothing",
    ];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_call_with_one_part_changed_is_refused(string forgery)
    {
        await _host.SubmittedAsync("another");
        var good = Good;
        await RefusedAsync(forgery switch
        {
            "request id" => good with { RequestId = "another", Body = FalSigner.Body("another") },
            "user id" => good with { UserId = "github|7654321" },
            "timestamp" => good with { Timestamp = $"{long.Parse(good.Timestamp, null) + 1}" },
            "timestamp with a zero" => good with { Timestamp = $"0{good.Timestamp}" },
            "timestamp with a sign" => good with { Timestamp = $"+{good.Timestamp}" },
            "body" => good with { Body = good.Body.Replace("OK", "ERROR", StringComparison.Ordinal) },
            "body with a space" => good with { Body = good.Body + " " },
            "signature" => good with { Signature = (good.Signature[0] == '0' ? '1' : '0') + good.Signature[1..] },
            "signature of another call" => good with { Signature = _host.Call("another").Signature },
            _ => good with { Signature = new string('0', 128) },
        });
    }

    [Fact]
    public async Task A_call_signed_with_another_key_is_refused()
    {
        using var forger = new FalSigner();
        await RefusedAsync(forger.Call(Request, _host.Time.GetUtcNow()));
    }

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    [InlineData(-1_000_000_000)]
    [InlineData(1_000_000_000)]
    public async Task A_call_from_more_than_five_minutes_away_is_refused(int seconds) =>
        await RefusedAsync(_host.Fal.Call(Request, _host.Time.GetUtcNow().AddSeconds(seconds)));

    [Theory]
    [InlineData(-300)]
    [InlineData(300)]
    public async Task A_call_from_five_minutes_away_is_taken(int seconds) =>
        Assert.Equal(HttpStatusCode.NoContent, await _host.SendAsync(_host.Fal.Call(Request, _host.Time.GetUtcNow().AddSeconds(seconds))));

    [Theory]
    [InlineData("99999999999999999999")]
    [InlineData("9223372036854775807")]
    [InlineData("1793477700.0")]
    [InlineData("1e9")]
    [InlineData("2026-10-31T20:15:00Z")]
    public async Task A_timestamp_that_is_no_second_of_our_time_is_refused(string timestamp) => await RefusedAsync(Good with { Timestamp = timestamp });

    public static TheoryData<string> HeaderNames => ["X-Fal-Webhook-Request-Id", "X-Fal-Webhook-User-Id", "X-Fal-Webhook-Timestamp", "X-Fal-Webhook-Signature"];

    [Theory]
    [MemberData(nameof(HeaderNames))]
    public async Task A_call_without_a_header_with_it_twice_or_with_too_much_in_it_is_refused(string name)
    {
        using var without = Good.Request();
        Assert.True(without.Headers.Remove(name));
        using var empty = Good.Request();
        empty.Headers.Remove(name);
        empty.Headers.TryAddWithoutValidation(name, "");
        using var tooLong = Good.Request();
        tooLong.Headers.Remove(name);
        tooLong.Headers.TryAddWithoutValidation(name, new string('1', 300));
        foreach (var request in new[] { without, empty, tooLong })
        {
            using var response = await _host.Http.SendAsync(request);
            await response.ProblemAsync(HttpStatusCode.Unauthorized);
        }

        var twice = await RawHttp.SendAsync(_host.Http.BaseAddress!,
            Good.Head((name, Good.Headers.Single(header => header.Name == name).Value), ("Content-Length", $"{Encoding.UTF8.GetByteCount(Good.Body)}")), Good.Body);
        twice.Problem(HttpStatusCode.Unauthorized);
        Assert.Empty(_host.Woken);
        Assert.Equal(0, _host.Keys.Fetches);
    }

    [Theory]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(129)]
    [InlineData(130)]
    public async Task A_signature_of_another_length_is_refused(int digits) => await RefusedAsync(Good with { Signature = $"{Good.Signature}{Good.Signature}"[..digits] });

    [Fact]
    public async Task A_signature_may_be_in_capitals() =>
        Assert.Equal(HttpStatusCode.NoContent, await _host.SendAsync(Good with { Signature = Good.Signature.ToUpperInvariant() }));

    [Fact]
    public async Task Refusals_tell_a_forger_nothing_of_what_was_wrong_and_the_log_all_of_it()
    {
        using var forger = new FalSigner();
        using var forged = await _host.Http.SendAsync(forger.Call(Request, _host.Time.GetUtcNow()).Request());
        using var old = await _host.Http.SendAsync(_host.Fal.Call(Request, _host.Time.GetUtcNow().AddHours(-1)).Request());

        Assert.Equal(await forged.Content.ReadAsStringAsync(), await old.Content.ReadAsStringAsync());
        Assert.Contains("FAL_WEBHOOK_JWKS_URL", await old.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("no key of fal's JWKS verifies its signature", _host.Log.Text, StringComparison.Ordinal);
        Assert.Contains("its timestamp is more than 300 s off", _host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_that_nobody_knows_yet_is_a_404_and_woken_by_the_next_try()
    {
        using (var early = await _host.Http.SendAsync(_host.Call("later").Request()))
            await early.ProblemAsync(HttpStatusCode.NotFound);
        var image = await _host.SubmittedAsync("later");

        Assert.Equal(HttpStatusCode.NoContent, await _host.SendAsync(_host.Call("later")));
        Assert.Equal([image], _host.Woken);
    }

    [Fact]
    public async Task A_picture_that_has_ended_is_left_alone()
    {
        await Services<GenerationDb>().CancelAsync(_image.GenerationId, CancellationToken.None);

        Assert.Equal(HttpStatusCode.NoContent, await _host.SendAsync(Good));
        Assert.Empty(_host.Woken);
    }

    [Fact]
    public async Task A_picture_that_is_run_again_is_woken_by_its_new_request_only()
    {
        await Services<ImageDb>().KeepFailureAsync(_image, ImageStatus.Failed, "No.", free: false, CancellationToken.None);
        var asked = await Services<GenerationDb>().RetryAsync(_image.GenerationId, null, () => 2, null, CancellationToken.None);
        var again = _image with { Run = asked.Run!.Run };
        var url = new Uri("https://queue.fal.run/fal-ai/flux-lora/requests/2");
        await Services<ImageDb>().KeepSubmissionAsync(again, new("again", url, url, url, 0), _host.Time.GetUtcNow().AddMinutes(10), CancellationToken.None);

        Assert.Equal(HttpStatusCode.NotFound, await _host.SendAsync(Good));
        Assert.Equal(HttpStatusCode.NoContent, await _host.SendAsync(_host.Call("again")));
        Assert.Equal([again], _host.Woken);
    }

    private SignedCall Good => _host.Call(Request);

    private T Services<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    private async Task RefusedAsync(SignedCall call)
    {
        using var response = await _host.Http.SendAsync(call.Request());
        await response.ProblemAsync(HttpStatusCode.Unauthorized);
        Assert.NotEmpty(response.Headers.WwwAuthenticate);
        Assert.Empty(_host.Woken);
    }
}
