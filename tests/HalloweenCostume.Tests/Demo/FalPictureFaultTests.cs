using System.Net;
using HalloweenCostume.Local.Demo.Fal;
using NetVips;

namespace HalloweenCostume.Tests.Demo;

public sealed class FalPictureFaultTests : IAsyncLifetime
{
    private FalCaller _caller = null!;

    public async Task InitializeAsync() => _caller = await FalCaller.StartAsync();

    public async Task DisposeAsync() => await _caller.DisposeAsync();

    [Fact]
    public async Task A_result_can_name_another_host()
    {
        _caller.Fal.Faults.Next(FalFault.PictureWrongHost);
        _caller.Fal.Faults.Next(FalFault.PictureMetadataHost);

        var other = new Uri(await _caller.PictureUrlAsync());
        var metadata = new Uri(await _caller.PictureUrlAsync());
        var sound = new Uri(await _caller.PictureUrlAsync());

        Assert.Equal(["localhost", "169.254.169.254", "127.0.0.1"], [other.Host, metadata.Host, sound.Host]);
        Assert.NotEmpty(await _caller.Http.GetByteArrayAsync(other));
        Assert.Equal(FalCallKind.Download, _caller.Fal.Journal.Calls[^1].Kind);
    }

    [Fact]
    public async Task A_redirect_leads_to_another_host_where_the_picture_is()
    {
        var url = await _caller.PictureUrlAsync();
        _caller.Fal.Faults.When(FalFault.PictureRedirect, _ => true);

        using var redirect = await _caller.Http.GetAsync(url);
        using var followed = await _caller.Http.GetAsync(redirect.Headers.Location);

        Assert.Equal((HttpStatusCode.Redirect, "localhost"), (redirect.StatusCode, redirect.Headers.Location!.Host));
        Assert.Equal(HttpStatusCode.OK, followed.StatusCode);
    }

    [Fact]
    public async Task A_picture_can_be_gone_cut_or_html()
    {
        var url = await _caller.PictureUrlAsync();
        var whole = await _caller.Http.GetByteArrayAsync(url);
        foreach (var fault in new[] { FalFault.Picture404, FalFault.PictureTruncated, FalFault.PictureHtml })
            _caller.Fal.Faults.Next(fault);

        using var gone = await _caller.Http.GetAsync(url);
        var cut = await _caller.Http.GetByteArrayAsync(url);
        using var html = await _caller.Http.GetAsync(url);

        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(whole[..(whole.Length / 2)], cut);
        Assert.Equal("image/jpeg", html.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("<!doctype html>", await html.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(whole, await _caller.Http.GetByteArrayAsync(url));
    }

    [Fact]
    public async Task A_picture_can_be_reset_half_way()
    {
        var url = await _caller.PictureUrlAsync();
        _caller.Fal.Faults.Next(FalFault.PictureReset);
        var read = 0;

        await FalCaller.AssertResetAsync(async () =>
        {
            using var response = await _caller.Http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
            await using var body = await response.Content.ReadAsStreamAsync();
            for (int count; (count = await body.ReadAsync(new byte[100_000])) > 0;)
                read += count;
        });

        Assert.Equal((await _caller.Http.GetByteArrayAsync(url)).Length / 2, read);
    }

    [Fact]
    public async Task A_huge_picture_is_streamed_and_not_held_in_memory()
    {
        var url = await _caller.PictureUrlAsync();
        _caller.Fal.Faults.Next(FalFault.PictureHuge);
        var before = GC.GetTotalAllocatedBytes();

        using var response = await _caller.Http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[1 << 20];
        long total = 0;
        for (int count; (count = await body.ReadAsync(buffer)) > 0;)
            total += count;

        Assert.Null(response.Content.Headers.ContentLength);
        Assert.Equal(200L << 20, total);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 100L << 20);
    }

    [Fact]
    public async Task The_bomb_is_a_valid_png_of_30000_by_30000()
    {
        var url = await _caller.PictureUrlAsync();
        _caller.Fal.Faults.Next(FalFault.PictureBomb);

        var bomb = await _caller.Http.GetByteArrayAsync(url);
        using var picture = Image.NewFromBuffer(bomb, access: Enums.Access.Sequential, failOn: Enums.FailOn.Warning);

        Assert.True(bomb.Length < 200_000);
        Assert.Equal((30_000, 30_000), (picture.Width, picture.Height));
        Assert.Equal(0, picture.Max());
    }

    [Fact]
    public async Task A_condition_pins_a_fault_to_one_picture()
    {
        _caller.Fal.Faults.When(FalFault.Picture404, moment => moment.Submit == 2 && moment.Seed == 20);
        string[] urls = [await _caller.PictureUrlAsync(FalCaller.Input(seed: 10)), await _caller.PictureUrlAsync(FalCaller.Input(seed: 20)), await _caller.PictureUrlAsync(FalCaller.Input(seed: 20))];

        for (var round = 0; round < 2; round++)
        {
            var codes = new List<HttpStatusCode>();
            foreach (var url in urls)
            {
                using var response = await _caller.Http.GetAsync(url);
                codes.Add(response.StatusCode);
            }
            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.OK], codes);
        }
    }
}
