using System.Net;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests;

/// <summary>Addresses that are not the API's, the webhook that this host lacks, and bodies that the Functions host gives up by itself.</summary>
public sealed partial class BadInputTests
{
    [Theory]
    [InlineData("/api/fal-webhook")]
    [InlineData("/api/../etc/passwd")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/..%2f..%2fappsettings.json")]
    [InlineData("/HalloweenCostume.dll")]
    [InlineData("/web/../signing.key")]
    public Task An_address_that_this_host_does_not_have_is_a_404(string path) => An_address_that_there_is_not_is_a_404(path);

    [Fact]
    public async Task A_body_that_drips_is_given_up()
    {
        var first = $"POST {Generate} HTTP/1.1\r\nHost: {_host.Http.BaseAddress!.Authority}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 10000\r\n\r\n{{";
        var answer = await RawHttp.SendAsync(_host.Http.BaseAddress!, first, Enumerable.Repeat(" ", 60), TimeSpan.FromSeconds(0.5));
        answer.Problem(HttpStatusCode.RequestTimeout);
    }

    [Fact]
    public async Task A_body_that_only_says_that_it_is_huge_is_refused_at_once()
    {
        var answer = await RawHttp.SendAsync(_host.Http.BaseAddress!, $"POST {Generate} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 9000000000");
        answer.Problem(HttpStatusCode.RequestEntityTooLarge);
    }
}
