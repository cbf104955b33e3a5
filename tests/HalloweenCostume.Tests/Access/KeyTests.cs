using System.Net;
using HalloweenCostume.Access;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Access;

public sealed class KeyTests(Callers callers) : IClassFixture<Callers>
{
    [Fact]
    public async Task A_key_that_is_not_it_to_the_letter_opens_nothing()
    {
        var key = callers.Key(Callers.Admin);
        var body = key[3..];
        var wrong = new List<string>
        {
            key[..^1], key[..10], "hc_", key + "A", "HC_" + body, "hc_" + body.ToUpperInvariant(), "hc_" + body.ToLowerInvariant(), "hc_" + Swap(body), body, key + "=", key + " x", $"\"{key}\"",
            "hc_" + new string('A', 43), AccessKey.New(), AccessKey.Hash(key), "hc_" + new string('x', 5000), "hc_%00", key.Replace('_', '-') + "_",
        };
        // Of the last character only four of six bits are the key's: the other spellings of the same bits are other keys.
        wrong.AddRange("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".Where(letter => letter != key[^1]).Select(letter => key[..^1] + letter));

        foreach (var (attempt, number) in wrong.Where(attempt => attempt != key).Select((attempt, number) => (attempt, number)))
            Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(attempt, $"198.51.{100 + (number / 9)}.7"));
        Assert.Equal(HttpStatusCode.OK, await TryAsync(key, "203.0.113.9"));
    }

    [Fact]
    public async Task Who_tries_keys_that_nobody_has_is_slowed_and_whoever_is_in_stays_in()
    {
        const string address = "203.0.113.77";
        Assert.Equal(HttpStatusCode.OK, await TryAsync(callers.Key(Callers.Own), address));
        var answers = new List<HttpStatusCode>();
        for (var attempt = 0; attempt < 40; attempt++)
            answers.Add(await TryAsync(AccessKey.New(), address));

        Assert.All(answers[..21], answer => Assert.Equal(HttpStatusCode.Unauthorized, answer));
        Assert.Contains(HttpStatusCode.TooManyRequests, answers[21..]);
        // A good key that was never used from there waits as well: how else would guesses be slowed. Those who were in are.
        using var late = await SendAsync(callers.Key(Callers.Household), address);
        await late.ProblemAsync(HttpStatusCode.TooManyRequests);
        Assert.InRange(late.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(HttpStatusCode.OK, await TryAsync(callers.Key(Callers.Own), address));
        // From elsewhere all is as ever.
        Assert.Equal(HttpStatusCode.OK, await TryAsync(callers.Key(Callers.Household), "203.0.113.78"));

        callers.Host.Time.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.OK, await TryAsync(callers.Key(Callers.Household), address));
    }

    [Fact]
    public async Task No_key_and_keys_that_have_ended_are_no_guesses()
    {
        for (var attempt = 0; attempt < 30; attempt++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(null, "203.0.113.80"));
            Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(callers.Key(Callers.Revoked), "203.0.113.80"));
            Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(callers.Key(Callers.Expired), "203.0.113.80"));
        }

        Assert.Equal(HttpStatusCode.OK, await TryAsync(callers.Key(Callers.Own), "203.0.113.80"));
    }

    [Fact]
    public void Only_hashes_are_kept()
    {
        var file = string.Concat(Directory.EnumerateFiles(callers.Host.Folder, "halloween.db*").Select(Text));
        foreach (var caller in new[] { Callers.Own, Callers.Household, Callers.Admin, Callers.OwnSession })
        {
            Assert.DoesNotContain(callers.Key(caller), file, StringComparison.Ordinal);
            Assert.Contains(AccessKey.Hash(callers.Key(caller)), file, StringComparison.Ordinal);
        }
    }

    private static string Text(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private async Task<HttpStatusCode> TryAsync(string? key, string address)
    {
        using var response = await SendAsync(key, address);
        return response.StatusCode;
    }

    // The tests' own machine is believed when it says for whom it asks.
    private async Task<HttpResponseMessage> SendAsync(string? key, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/users") { Headers = { { "X-Forwarded-For", address } } };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        return await callers.Host.Http.SendAsync(request);
    }

    private static string Swap(string text) => string.Concat(text.Select(c => char.IsLower(c) ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c)));
}
