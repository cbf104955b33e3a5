using System.Net;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests;

public sealed class FirstPictureTests
{
    [Fact]
    public async Task The_seed_request_is_answered_with_three_pictures_that_can_be_downloaded()
    {
        await using var host = await LocalHost.StartAsync();

        using var response = await host.Http.SendAsync(Api.Generate(Api.Portrait(3)));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var generation = await response.JsonAsync();
        Assert.Equal("completed", generation.Status());
        var images = generation.Images();
        Assert.Equal([0, 1, 2], images.Select(image => image.GetProperty("index").GetInt32()));
        foreach (var image in images)
        {
            Assert.Equal(768, image.GetProperty("width").GetInt32());
            Assert.Equal(1024, image.GetProperty("height").GetInt32());
            Assert.Equal("image/jpeg", image.GetProperty("content_type").GetString());
            Assert.EndsWith($"/{image.GetProperty("bucket").GetString()}/{image.GetProperty("path").GetString()}", image.GetProperty("fullUrl").GetString(), StringComparison.Ordinal);
            foreach (var url in new[] { "signedUrl", "thumbnailUrl" })
            {
                using var picture = await host.Http.GetAsync(image.GetProperty(url).GetString());
                Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
                Assert.NotEmpty(await picture.Content.ReadAsByteArrayAsync());
            }
        }
    }
}
