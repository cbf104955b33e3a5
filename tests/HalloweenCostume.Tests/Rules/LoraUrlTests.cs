using System.Net;
using System.Net.Sockets;
using HalloweenCostume.Loras;

namespace HalloweenCostume.Tests.Rules;

public sealed class LoraUrlTests
{
    private const string Public = "203.0.113.5";

    [Theory]
    [InlineData("https://models.example/john.safetensors")]
    [InlineData("https://models.example:8443/a%20b?token=a%2Fb&x=1")]
    [InlineData("HTTPS://MODELS.EXAMPLE/x")]
    [InlineData("https://m\u00fcller.example/x")]
    [InlineData("https://203.0.113.5/x")]
    [InlineData("https://[2606:4700:4700::1111]/x")]
    [InlineData("http://localhost:8080/x")]
    [InlineData("http://127.0.0.1:8080/x")]
    [InlineData("http://[::1]:8080/x")]
    public async Task A_public_host_and_this_machine_may_be_named(string url) => Assert.Null(await RefusalAsync(url, Public));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("john.safetensors")]
    [InlineData("/john.safetensors")]
    [InlineData("//models.example/x")]
    [InlineData("models.example/x")]
    [InlineData("https://")]
    [InlineData("https:///x")]
    [InlineData("https://models example/x")]
    [InlineData("https://models.example/a b")]
    [InlineData(" https://models.example/x")]
    [InlineData("https://models.example/x\n")]
    [InlineData("https://models.example/x\0")]
    [InlineData("https://models.example:99999/x")]
    [InlineData("http://models.example/x")]
    [InlineData("http://203.0.113.5/x")]
    [InlineData("http://10.0.0.1/x")]
    [InlineData("ftp://models.example/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("data:application/octet-stream;base64,AAAA")]
    [InlineData("javascript:alert(1)")]
    public async Task What_is_no_safe_address_is_refused(string url) => Assert.StartsWith("must be an absolute https address", await RefusalAsync(url, Public), StringComparison.Ordinal);

    [Theory]
    [InlineData("https://me:secret@models.example/x", "must have no user name")]
    [InlineData("https://me@models.example/x", "must have no user name")]
    [InlineData("http://me@localhost/x", "must have no user name")]
    [InlineData("https://models.example/x#y", "must have no fragment")]
    [InlineData("https://models.example/x#", "must have no fragment")]
    public async Task Names_and_fragments_are_refused(string url, string words) => Assert.StartsWith(words, await RefusalAsync(url, Public), StringComparison.Ordinal);

    [Theory]
    [InlineData(2_000, true)]
    [InlineData(2_001, false)]
    public async Task It_has_at_most_2000_characters(int length, bool taken) =>
        Assert.Equal(taken, await RefusalAsync("https://models.example/".PadRight(length, 'a'), Public) is null);

    [Theory]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://10.0.0.1/x")]
    [InlineData("https://192.168.0.1/x")]
    [InlineData("https://100.64.0.1/x")]
    [InlineData("https://0.0.0.0/x")]
    [InlineData("https://2852039166/x")]
    [InlineData("https://0xa9fea9fe/x")]
    [InlineData("https://0251.0376.0251.0376/x")]
    [InlineData("https://10.1/x")]
    [InlineData("https://[fd12:3456::1]/x")]
    [InlineData("https://[fe80::1]/x")]
    [InlineData("https://[::ffff:169.254.169.254]/x")]
    [InlineData("https://[64:ff9b::a00:1]/x")]
    [InlineData("https://[::]/x")]
    public async Task An_address_within_a_network_is_refused(string url) => Assert.Contains("has no public address", await RefusalAsync(url, Public), StringComparison.Ordinal);

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254", "fd00::1")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.1")]
    public async Task A_name_that_leads_into_a_network_is_refused(params string[] addresses) =>
        Assert.Equal(
            "leads to rebound.example, which has no public address: fal could not read it. Use a host on the internet, or add the file itself.",
            await RefusalAsync("https://rebound.example/x", addresses));

    [Fact]
    public async Task One_public_address_of_a_name_is_enough() => Assert.Null(await RefusalAsync("https://models.example/x", "10.0.0.1", Public));

    [Fact]
    public async Task A_name_that_is_not_known_here_is_fals_to_look_up() => Assert.Null(
        await LoraUrl.RefusalAsync("https://nowhere.example/x", (_, _) => throw new SocketException((int)SocketError.HostNotFound), CancellationToken.None));

    private static Task<string?> RefusalAsync(string url, params string[] addresses) =>
        LoraUrl.RefusalAsync(url, (_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray()), CancellationToken.None);
}
