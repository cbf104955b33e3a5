using System.Net;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests;

/// <summary>The host's own store and site.</summary>
public sealed partial class CrossOriginTests
{
    [Fact]
    public Task A_preflight_for_a_picture_is_told_the_same() =>
        A_preflight_of_an_allowed_site_is_told_all_that_it_may_send("GET", "/objects/halloween-costume-generated-images/1/x.jpg");

    [Fact]
    public async Task A_page_of_an_allowed_site_can_read_a_picture()
    {
        var generation = await _host.Http.GenerateAsync();
        using var picture = await SendAsync(Party, HttpMethod.Get, generation.Images()[0].GetProperty("signedUrl").GetString()!);
        Assert.Equal((HttpStatusCode.OK, Party, "true"), (picture.StatusCode, Header(picture, "Access-Control-Allow-Origin"), Header(picture, "Access-Control-Allow-Credentials")));
    }

    [Fact]
    public Task A_page_of_an_allowed_site_can_read_why_a_picture_was_refused() =>
        A_page_of_an_allowed_site_can_read_why_it_was_refused("GET", "/objects/halloween-costume-generated-images/1/x.jpg", HttpStatusCode.Forbidden);

    [Fact]
    public async Task A_picture_that_was_kept_without_an_origin_is_not_taken_for_one_that_a_page_asks_for()
    {
        var url = (await _host.Http.GenerateAsync()).Images()[0].GetProperty("signedUrl").GetString()!;
        using var shown = await _host.Http.GetAsync(url);
        using var fetched = await SendAsync(Party, HttpMethod.Get, url);
        Assert.Equal(["Origin"], shown.Headers.Vary);
        Assert.Equal(["Origin"], fetched.Headers.Vary);
    }

    [Fact]
    public async Task The_site_itself_is_not_shared()
    {
        using var response = await SendAsync(Party, HttpMethod.Get, "/app.js");
        Assert.Empty(CorsHeaders(response));
        Assert.DoesNotContain("Origin", response.Headers.Vary);
    }
}
