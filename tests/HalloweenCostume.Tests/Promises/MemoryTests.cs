using System.Text;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Tests.Promises;

/// <summary>Nothing that fal sends grows the process. Alone, for other tests take memory too.</summary>
[Collection(Alone.Name)]
public sealed class MemoryTests
{
    private const long Huge = 200L << 20;
    private const long MaxGrowth = 120_000_000;
    private static readonly byte[] _head = [0xFF, 0xD8, 0xFF, 0xE0];

    [Fact]
    public async Task A_bomb_of_a_picture_is_not_unpacked()
    {
        var faults = new FalFaults();
        faults.Chance(FalFault.PictureBomb, 1);
        await using var host = await LocalHost.StartAsync(new() { RunTime = TimeRange.Milliseconds(20, 20), Faults = faults });

        // 900 million pixels: 900 MB or more, were they unpacked.
        await AssertBoundedAsync(() => DistrustTests.AssertRefusedAsync(host, "not a picture"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_picture_of_200_MB_is_refused_in_little_memory(bool saysSo)
    {
        await using var fal = await HandMadeFal.StartAsync(HandMadeFal.Sound(DistrustTests.OwnPicture, context =>
        {
            context.Response.ContentType = "image/jpeg";
            context.Response.ContentLength = saysSo ? Huge : null;
            return FloodAsync(context, _head, Huge);
        }));
        await using var host = await DistrustTests.StartAsync(fal);

        await AssertBoundedAsync(() => DistrustTests.AssertRefusedAsync(host, "not a picture"));
    }

    [Theory]
    [InlineData("/fal-ai/flux-lora")]
    [InlineData("/r/status")]
    [InlineData("/r")]
    [InlineData("/storage/upload/initiate")]
    [InlineData("/upload")]
    [InlineData("/r/status/stream")]
    public async Task Json_without_an_end_is_given_up_in_little_memory(string path)
    {
        var sound = HandMadeFal.Sound(DistrustTests.OwnPicture, DistrustTests.Jpeg);
        await using var fal = await HandMadeFal.StartAsync(context => context.Request.Path == path
            ? FloodAsync(context, Encoding.UTF8.GetBytes(path.EndsWith("stream", StringComparison.Ordinal) ? "data: {\"status\": \"" : "{\"status\": \""), Huge)
            : sound(context));
        await using var host = await DistrustTests.StartAsync(fal, new() { ["GENERATION_TIMEOUT_MINUTES"] = "0.1" });

        await AssertBoundedAsync(async () => await host.Http.EndedAsync((await host.Http.GenerateAsync(1, "respond-async")).Id()));
    }

    internal static async Task AssertBoundedAsync(Func<Task> work)
    {
        GC.Collect();
        var start = Environment.WorkingSet;
        var most = start;
        using var done = new CancellationTokenSource();
        var watching = Task.Run(async () =>
        {
            for (; !done.IsCancellationRequested; await Task.Delay(10))
                most = Math.Max(most, Environment.WorkingSet);
        });
        await work();
        await done.CancelAsync();
        await watching;
        Assert.True(most - start < MaxGrowth, $"The process grew by {(most - start) / 1_000_000} MB");
    }

    private static async Task FloodAsync(HttpContext context, byte[] start, long bytes)
    {
        var block = new byte[64 * 1024];
        Array.Fill(block, (byte)'a');
        try
        {
            await context.Response.Body.WriteAsync(start, context.RequestAborted);
            for (long sent = start.Length; sent < bytes; sent += block.Length)
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The client has seen enough.
        }
    }
}
