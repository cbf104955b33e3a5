using System.Text;
using System.Text.Json;
using HalloweenCostume.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using NetVips;

namespace HalloweenCostume.Tests.Promises;

/// <summary>What fal answers is distrusted: what is no plain picture on a host that was named is refused, and nothing of it is kept.</summary>
public sealed class DistrustTests
{
    private static readonly byte[] _jpeg = Draw(64, 64, ".jpg");

    [Theory]
    [InlineData("https://example.com/picture.jpg")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("http://10.0.0.1/picture.jpg")]
    [InlineData("http://[::ffff:169.254.169.254]/picture.jpg")]
    [InlineData("http://2852039166/latest/meta-data/")]
    [InlineData("http://{host}@example.com/picture.jpg")]
    [InlineData("http://{host}@169.254.169.254/picture.jpg")]
    [InlineData("http://user:secret@{host}/picture.jpg")]
    [InlineData("http://{host}.example.com/picture.jpg")]
    [InlineData("http://127.0.0.1:1/picture.jpg")]
    [InlineData("http://127.0.0.2/picture.jpg")]
    [InlineData("//{host}/picture.jpg")]
    [InlineData("/picture.jpg")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://{host}/picture.jpg")]
    [InlineData("data:image/jpeg;base64,/9j/4AAQSkZJRg==")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    [InlineData(" ")]
    public async Task A_result_elsewhere_is_not_fetched(string url)
    {
        await using var fal = await HandMadeFal.StartAsync(HandMadeFal.Sound(context => HandMadeFal.Picture(Fill(url, context)), Jpeg));
        await using var host = await StartAsync(fal);

        await AssertRefusedAsync(host, "not a picture");

        Assert.DoesNotContain(fal.Calls, call => call.Path.EndsWith("picture.jpg", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://example.com/picture.jpg", "example.com")]
    [InlineData("http://metadata.internal/picture.jpg", "metadata.internal")]
    [InlineData("http://192.168.0.1/picture.jpg", "192.168.0.1")]
    public async Task A_host_that_is_not_this_machine_is_never_asked_without_encryption(string url, string named)
    {
        await using var fal = await HandMadeFal.StartAsync(HandMadeFal.Sound(_ => HandMadeFal.Picture(url)));
        await using var host = await StartAsync(fal, new() { ["FAL_MEDIA_HOSTS"] = named });

        await AssertRefusedAsync(host, "not a picture");
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("10.1.2.3")]
    [InlineData("192.168.0.1")]
    public async Task A_named_host_at_a_private_address_is_not_connected_to(string address)
    {
        await using var fal = await HandMadeFal.StartAsync(HandMadeFal.Sound(_ => HandMadeFal.Picture($"https://{address}/picture.jpg")));
        await using var host = await StartAsync(fal, new() { ["FAL_MEDIA_HOSTS"] = address });

        await AssertRefusedAsync(host, "not a picture");
    }

    [Theory]
    [InlineData("{other}/picture.jpg")]
    [InlineData("http://{host}/elsewhere.jpg")]
    [InlineData("/elsewhere.jpg")]
    public async Task A_redirect_is_not_followed(string target)
    {
        await using var other = await HandMadeFal.StartAsync(Jpeg);
        await using var fal = await HandMadeFal.StartAsync(HandMadeFal.Sound(OwnPicture, context =>
        {
            if (!context.Request.Path.StartsWithSegments("/picture.jpg"))
                return Jpeg(context);
            context.Response.Redirect(Fill(target, context).Replace("{other}", other.Address.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal));
            return Task.CompletedTask;
        }));
        await using var host = await StartAsync(fal);

        await AssertRefusedAsync(host, "not a picture");

        Assert.Empty(other.Calls);
        Assert.DoesNotContain(fal.Calls, call => call.Path == "/elsewhere.jpg");
    }

    public static TheoryData<string> Bodies => [.. _bodies.Keys];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_that_is_no_plain_picture_is_refused(string what)
    {
        await using var fal = await HandMadeFal.StartAsync(HandMadeFal.Sound(OwnPicture, context =>
        {
            context.Response.ContentType = "image/jpeg";
            return context.Response.Body.WriteAsync(_bodies[what]()).AsTask();
        }));
        await using var host = await StartAsync(fal);

        await AssertRefusedAsync(host, "not a picture");
    }

    [Theory]
    [InlineData("status")]
    [InlineData("response")]
    [InlineData("cancel")]
    public async Task The_key_goes_to_no_other_server_whatever_the_submit_answers(string which)
    {
        await using var thief = await HandMadeFal.StartAsync(context => context.AnswerAsync(new { status = "COMPLETED" }));
        var there = thief.Address.AbsoluteUri + "r";
        await using var fal = await HandMadeFal.StartAsync(context => context.Request.Path == "/fal-ai/flux-lora"
            ? context.AnswerAsync(HandMadeFal.Submitted($"http://{context.Request.Host}", which == "status" ? there : null, which == "response" ? there : null, which == "cancel" ? there : null))
            : context.AnswerAsync(new { upload_url = $"http://{context.Request.Host}/upload", file_url = $"http://{context.Request.Host}/file" }));
        await using var host = await StartAsync(fal);

        await AssertRefusedAsync(host, "not a picture");

        Assert.Empty(thief.Calls);
        Assert.Single(fal.Calls, call => call.Path == "/fal-ai/flux-lora");
    }

    [Fact]
    public async Task The_key_goes_neither_with_an_upload_nor_with_a_picture()
    {
        await using var fal = await HandMadeFal.StartAsync(HandMadeFal.Sound(OwnPicture, Jpeg));
        await using var host = await StartAsync(fal);

        Assert.Equal("completed", (await host.Http.GenerateAsync()).Status());

        var byPath = fal.Calls.ToLookup(call => call.Path, call => call.Authorization);
        Assert.All(byPath["/fal-ai/flux-lora"].Concat(byPath["/storage/upload/initiate"]), key => Assert.Equal("Key the-key", key));
        Assert.All(byPath["/upload"].Concat(byPath["/picture.jpg"]), Assert.Empty);
        Assert.NotEmpty(byPath["/upload"]);
        Assert.NotEmpty(byPath["/picture.jpg"]);
    }

    private static readonly Dictionary<string, Func<byte[]>> _bodies = new()
    {
        ["html"] = () => Encoding.UTF8.GetBytes("<!doctype html><title>Sign in</title>"),
        ["svg"] = () => Encoding.UTF8.GetBytes("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"/>"),
        ["gif"] = () => Draw(64, 64, ".gif"),
        ["nothing"] = () => [],
        ["a jpeg's head alone"] = () => [0xFF, 0xD8, 0xFF, 0xE0],
        ["half a jpeg"] = () => Draw(768, 1024, ".jpg")[..20_000],
        ["half a png"] = () => Draw(256, 256, ".png")[..^40_000],
        ["half a webp"] = () => Draw(256, 256, ".webp")[..^5_000],
        ["a picture too wide"] = () => Draw(5000, 100, ".jpg"),
        ["a picture too high"] = () => Draw(100, 5000, ".png"),
        ["a jpeg of noise"] = () => [0xFF, 0xD8, 0xFF, .. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7919))],
    };

    internal static Task<LocalHost> StartAsync(HandMadeFal fal, Dictionary<string, string?>? more = null)
    {
        var settings = new Dictionary<string, string?>
        {
            ["FAL_KEY"] = "the-key", ["FAL_QUEUE_URL"] = fal.Address.AbsoluteUri, ["FAL_REST_URL"] = fal.Address.AbsoluteUri, ["FAL_MEDIA_HOSTS"] = fal.Host,
        };
        foreach (var (name, value) in more ?? [])
            settings[name] = value;
        return LocalHost.StartAsync(settings: settings, configure: Hurry.With);
    }

    internal static async Task AssertRefusedAsync(LocalHost host, string reason)
    {
        var generation = await host.Http.EndedAsync((await host.Http.GenerateAsync(1, "respond-async")).Id());
        var image = generation.Images()[0];
        Assert.Equal("failed", image.Status());
        Assert.Contains(reason, image.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, image.GetProperty("signedUrl").ValueKind);
        await DataFolder.AssertSoundAsync(host.Folder);
        Assert.Empty(DataFolder.Objects(host.Folder));
    }

    internal static object OwnPicture(HttpContext context) => HandMadeFal.Picture($"http://{context.Request.Host}/picture.jpg");

    internal static Task Jpeg(HttpContext context)
    {
        context.Response.ContentType = "image/jpeg";
        return context.Response.Body.WriteAsync(_jpeg).AsTask();
    }

    private static string Fill(string url, HttpContext context) => url.Replace("{host}", context.Request.Host.Value, StringComparison.Ordinal);

    private static byte[] Draw(int width, int height, string format)
    {
        using var noise = Image.Gaussnoise(width, height, sigma: 60, mean: 128);
        using var picture = noise.Cast(Enums.BandFormat.Uchar);
        return picture.WriteToBuffer(format);
    }
}
