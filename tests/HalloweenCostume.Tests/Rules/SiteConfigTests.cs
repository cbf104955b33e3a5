using HalloweenCostume.Local.Site;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Rules;

public sealed class SiteConfigTests
{
    [Fact]
    public void Headers_and_types_are_read_and_what_is_for_Azure_alone_is_passed_over()
    {
        var config = Read("""{"globalHeaders": {"X-One": "1", "X-Gone": ""}, "mimeTypes": {".data": "application/x-data"}, "routes": [{"route": "/x", "statusCode": 404}]}""");
        Assert.Equal(new Dictionary<string, string> { ["X-One"] = "1", ["X-Gone"] = "" }, config.GlobalHeaders);
        Assert.Equal(new Dictionary<string, string> { [".data"] = "application/x-data" }, config.MimeTypes);
        Assert.Empty(config.Routes);
        Assert.Empty(Read("""{"globalHeaders": {}}""").MimeTypes);
    }

    [Theory]
    [InlineData("/admin/index.html", "A", "2")]
    [InlineData("/admin/", "A", "2")]
    [InlineData("/admin", "A", "2")]
    [InlineData("/one.js", "1", "B")]
    [InlineData("/one.js.map", "1", "2")]
    [InlineData("/Admin/index.html", "1", "2")]
    [InlineData("/", "1", "2")]
    public void The_headers_of_the_first_route_that_fits_go_before_the_others(string path, string one, string two)
    {
        var config = Read("""
            {"globalHeaders": {"X-One": "1", "X-Two": "2"}, "routes": [
              {"route": "/admin*", "allowedRoles": ["authenticated"], "headers": {"x-one": "A"}},
              {"route": "/admin/index.html", "headers": {"X-Two": "never"}},
              {"route": "/one.js", "headers": {"X-Two": "B"}}]}
            """);
        var headers = config.HeadersOf(path);
        Assert.Equal((2, one, two), (headers.Count, headers["X-One"], headers["X-Two"]));
    }

    [Theory]
    [InlineData(null, "Could not find")]
    [InlineData("", "JSON")]
    [InlineData("{", "JSON")]
    [InlineData("null", "should be an object")]
    [InlineData("[]", "should be an object")]
    [InlineData("{}", "globalHeaders should be an object")]
    [InlineData("""{"globalHeaders": null}""", "globalHeaders")]
    [InlineData("""{"globalHeaders": []}""", "globalHeaders")]
    [InlineData("""{"globalHeaders": {"X-One": 1}}""", "'X-One' in globalHeaders")]
    [InlineData("""{"globalHeaders": {"X-One": null}}""", "'X-One' in globalHeaders")]
    [InlineData("""{"globalHeaders": {"X One": "1"}}""", "'X One' in globalHeaders")]
    [InlineData("""{"globalHeaders": {"": "1"}}""", "'' in globalHeaders")]
    [InlineData("""{"globalHeaders": {"X-One": "1\r\nX-Two: 2"}}""", "'X-One' in globalHeaders")]
    [InlineData("""{"globalHeaders": {"X-One": "ü"}}""", "'X-One' in globalHeaders")]
    [InlineData("""{"globalHeaders": {}, "mimeTypes": []}""", "mimeTypes should be an object")]
    [InlineData("""{"globalHeaders": {"X-One": "\ud800"}}""", "cannot be used")]
    [InlineData("""{"globalHeaders": {}, "routes": {}}""", "routes should be a list")]
    [InlineData("""{"globalHeaders": {}, "routes": ["/x"]}""", "A route with headers")]
    [InlineData("""{"globalHeaders": {}, "routes": [{"headers": {}}]}""", "A route with headers")]
    [InlineData("""{"globalHeaders": {}, "routes": [{"route": 1, "headers": {}}]}""", "A route with headers")]
    [InlineData("""{"globalHeaders": {}, "routes": [{"route": "admin*", "headers": {}}]}""", "A route with headers")]
    [InlineData("""{"globalHeaders": {}, "routes": [{"route": "/x/*.{png,jpg}", "headers": {}}]}""", "A route with headers")]
    [InlineData("""{"globalHeaders": {}, "routes": [{"route": "/x", "headers": {"X-One": 1}}]}""", "'X-One' in headers")]
    [InlineData("""{"globalHeaders": {}, "routes": [{"route": "/x", "headers": null}]}""", "headers should be an object")]
    [InlineData("""{"globalHeaders": {}, "mimeTypes": {"data": "text/plain"}}""", "'data' in mimeTypes")]
    [InlineData("""{"globalHeaders": {}, "mimeTypes": {".data": "plain"}}""", "'.data' in mimeTypes")]
    [InlineData("""{"globalHeaders": {}, "mimeTypes": {".data": null}}""", "'.data' in mimeTypes")]
    public void Anything_that_makes_no_sense_is_refused_with_its_place(string? json, string reason)
    {
        var message = Assert.Throws<InvalidDataException>(() => Read(json)).Message;
        Assert.Contains("staticwebapp.config.json cannot be used", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    private static SiteConfig Read(string? json)
    {
        using var folder = new TestFolder();
        if (json is not null)
            File.WriteAllText(folder.Below("staticwebapp.config.json"), json);
        return SiteConfig.Read(folder.Path);
    }
}
