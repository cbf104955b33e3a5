using System.Net;
using System.Numerics;
using HalloweenCostume.Fal.Webhooks;
using HalloweenCostume.Tests.Hosting;
using HalloweenCostume.Tests.Promises;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests.Webhooks;

public sealed class WebhookKeyTests : IAsyncLifetime
{
    private WebhookHost _host = null!;
    private int _requests;

    public async Task InitializeAsync()
    {
        _host = await WebhookHost.StartAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task The_keys_are_fetched_once_a_day()
    {
        await TakenAsync(_host.Fal);
        await TakenAsync(_host.Fal);
        _host.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        await TakenAsync(_host.Fal);
        Assert.Equal(1, _host.Keys.Fetches);

        _host.Time.Advance(TimeSpan.FromSeconds(1));
        await TakenAsync(_host.Fal);
        Assert.Equal(2, _host.Keys.Fetches);
    }

    [Fact]
    public async Task Any_key_of_the_set_will_do_and_what_is_no_such_key_is_passed_over()
    {
        using var second = new FalSigner();
        _host.Keys.Publish(
            "key", 1, new { }, new { kty = "RSA", n = "AQAB", e = "AQAB" }, new { kty = "OKP", crv = "X25519", x = new string('A', 43) }, new { kty = "OKP", crv = "Ed25519" },
            new { kty = "OKP", crv = "Ed25519", x = 7 }, new { kty = "OKP", crv = "Ed25519", x = "!" }, new { kty = "OKP", crv = "Ed25519", x = "AAAA" }, new { kty = 1, crv = "Ed25519", x = "AAAA" },
            _host.Fal.Jwk, second.Jwk);
        await TakenAsync(_host.Fal);
        await TakenAsync(second);
    }

    [Fact]
    public async Task A_key_that_fal_changes_to_is_found_and_the_old_one_no_longer_taken()
    {
        using var next = new FalSigner();
        await TakenAsync(_host.Fal);
        _host.Keys.Publish(next.Jwk);
        _host.Time.Advance(TimeSpan.FromMinutes(1));

        await TakenAsync(next);

        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(_host.Fal));
        Assert.Equal(2, _host.Keys.Fetches);
    }

    [Fact]
    public async Task Forged_calls_have_the_keys_fetched_once_a_minute()
    {
        using var forger = new FalSigner();
        await TakenAsync(_host.Fal);
        for (var minute = 1; minute <= 3; minute++)
        {
            _host.Time.Advance(TimeSpan.FromMinutes(1));
            var statuses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync(forger)));
            Assert.All(statuses, status => Assert.Equal(HttpStatusCode.Unauthorized, status));
            _host.Time.Advance(TimeSpan.FromSeconds(59));
            Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(forger));
            Assert.Equal(1 + minute, _host.Keys.Fetches);
        }
    }

    [Fact]
    public async Task Calls_at_the_same_time_share_one_fetch()
    {
        var go = new TaskCompletionSource();
        _host.Keys.Answer(async context =>
        {
            await go.Task;
            await context.AnswerAsync(new { keys = new[] { _host.Fal.Jwk } });
        });
        var sent = Enumerable.Range(0, 20).Select(_ => SendAsync(_host.Fal)).ToList();
        await Eventually.HoldsAsync(() => _host.Keys.Fetches > 0);
        go.SetResult();

        Assert.All(await Task.WhenAll(sent), status => Assert.Equal(HttpStatusCode.NoContent, status));
        Assert.Equal(1, _host.Keys.Fetches);
    }

    [Fact]
    public async Task A_caller_who_goes_away_takes_the_fetch_from_nobody()
    {
        var go = new TaskCompletionSource();
        _host.Keys.Answer(async context =>
        {
            await go.Task;
            await context.AnswerAsync(new { keys = new[] { _host.Fal.Jwk } });
        });
        using var gone = new CancellationTokenSource();
        var first = _host.Http.SendAsync((await CallAsync(_host.Fal)).Request(), gone.Token);
        await Eventually.HoldsAsync(() => _host.Keys.Fetches > 0);
        var second = SendAsync(_host.Fal);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        go.SetResult();

        Assert.Equal(HttpStatusCode.NoContent, await second);
        Assert.Equal(1, _host.Keys.Fetches);
    }

    [Fact]
    public async Task Without_keys_a_call_is_to_come_again_and_is_taken_when_they_are_back()
    {
        _host.Keys.Fail(503);
        await UnavailableAsync();
        await UnavailableAsync();
        Assert.Equal(1, _host.Keys.Fetches);
        _host.Keys.Publish(_host.Fal.Jwk);
        _host.Time.Advance(TimeSpan.FromSeconds(5));
        await TakenAsync(_host.Fal);
        Assert.Equal(2, _host.Keys.Fetches);
    }

    [Fact]
    public async Task Keys_that_cannot_be_fetched_anew_serve_their_day_and_no_longer()
    {
        await TakenAsync(_host.Fal);
        _host.Keys.Fail(503);
        using var forger = new FalSigner();
        _host.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(forger));
        await TakenAsync(_host.Fal);

        _host.Time.Advance(TimeSpan.FromHours(23));
        await UnavailableAsync();
        _host.Keys.Publish(_host.Fal.Jwk);
        _host.Time.Advance(TimeSpan.FromSeconds(5));
        await TakenAsync(_host.Fal);
    }

    public static TheoryData<string> Senseless => ["", "{", "<html>", "[]", "null", "{}", """{"keys": {}}""", """{"keys": []}""", """{"keys": [{"kty": "RSA"}]}""", """{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "\ud800"}]}"""];

    [Theory]
    [MemberData(nameof(Senseless))]
    public async Task A_set_without_a_key_counts_as_none(string json)
    {
        _host.Keys.Answer(context => context.Response.WriteAsync(json));
        await UnavailableAsync();
    }

    [Fact]
    public async Task A_set_of_more_than_256_KiB_counts_as_none()
    {
        _host.Keys.Answer(context => context.AnswerAsync(new { keys = new[] { _host.Fal.Jwk }, more = new string('x', 256 * 1024) }));
        await UnavailableAsync();
        Assert.Contains("more than 262144 bytes", _host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = await FalKeyServer.StartAsync(_host.Fal.Jwk);
        _host.Keys.Answer(context =>
        {
            context.Response.Redirect(elsewhere.Url.AbsoluteUri);
            return Task.CompletedTask;
        });
        await UnavailableAsync();
        Assert.Equal(0, elsewhere.Fetches);
    }

    [Fact]
    public async Task A_key_server_that_does_not_answer_is_given_up_after_ten_seconds()
    {
        var go = new TaskCompletionSource();
        _host.Keys.Answer(_ => go.Task);
        var waiting = SendAsync(_host.Fal);
        await Eventually.HoldsAsync(() => _host.Keys.Fetches > 0);
        _host.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.NotEqual(waiting, await Task.WhenAny(waiting, Task.Delay(200)));
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await waiting);
        go.SetResult();
    }

    // RFC 8032, section 7.1, tests 1 to 3.
    [Theory]
    [InlineData("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public async Task The_curve_is_that_of_RFC_8032(string key, string message, string signature)
    {
        _host.Keys.Publish(FalSigner.JwkOf(Convert.FromHexString(key)));
        var bytes = Convert.FromHexString(signature);
        Assert.True(await VerifyAsync(message, bytes));
        Assert.False(await VerifyAsync(message + "00", bytes));
        // The same point with S + L: RFC 8032 wants it refused, or each signature had a second form.
        var order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);
        var second = new BigInteger(bytes.AsSpan(32), isUnsigned: true) + order;
        Assert.False(await VerifyAsync(message, [.. bytes[..32], .. second.ToByteArray(isUnsigned: true)]));
    }

    [Fact]
    public async Task A_key_of_small_order_verifies_nothing()
    {
        // The neutral point as the key and as R, with S = 0, satisfies the bare equation for every message.
        byte[] neutral = [1, .. new byte[31]];
        _host.Keys.Publish(_host.Fal.Jwk, FalSigner.JwkOf(neutral));
        Assert.False(await VerifyAsync("72", [.. neutral, .. new byte[32]]));
    }

    private Task<bool?> VerifyAsync(string message, byte[] signature) =>
        _host.Services.GetRequiredService<FalWebhookKeys>().VerifyAsync(Convert.FromHexString(message), signature, CancellationToken.None);

    private async Task TakenAsync(FalSigner signer) => Assert.Equal(HttpStatusCode.NoContent, await SendAsync(signer));

    private async Task UnavailableAsync()
    {
        var woken = _host.Woken.Count;
        using var response = await _host.Http.SendAsync((await CallAsync(_host.Fal)).Request());
        await response.ProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
        Assert.Equal(woken, _host.Woken.Count);
    }

    private async Task<HttpStatusCode> SendAsync(FalSigner signer) => await _host.SendAsync(await CallAsync(signer));

    // Each for a picture of its own, so that none is taken for a replay.
    private async Task<SignedCall> CallAsync(FalSigner signer)
    {
        var requestId = $"r{Interlocked.Increment(ref _requests)}";
        await _host.SubmittedAsync(requestId);
        return signer.Call(requestId, _host.Time.GetUtcNow());
    }
}
