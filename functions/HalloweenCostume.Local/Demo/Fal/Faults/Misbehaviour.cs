namespace HalloweenCostume.Local.Demo.Fal.Faults;

/// <summary>Ways for an answer to go wrong below the level of HTTP.</summary>
internal static class Misbehaviour
{
    /// <summary>Long enough for what was written to reach a reader before the reset overtakes it.</summary>
    private static readonly TimeSpan BeforeReset = TimeSpan.FromMilliseconds(100);

    /// <summary>Ends the connection with a TCP reset: Kestrel closes an aborted socket with no linger time.</summary>
    public static void Reset(this HttpContext context)
    {
        context.Items[typeof(Misbehaviour)] = true;
        context.Abort();
    }

    public static bool IsReset(this HttpContext context) => context.Items.ContainsKey(typeof(Misbehaviour));

    public static async Task ResetAfterAsync(this HttpContext context, ReadOnlyMemory<byte> sent, CancellationToken cancellationToken)
    {
        await context.Response.Body.WriteAsync(sent, cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
        await Task.Delay(BeforeReset, cancellationToken);
        context.Reset();
    }

    public static Task HangAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    public static async Task DripAsync(this HttpResponse response, ReadOnlyMemory<byte> body, TimeSpan delay, TimeProvider time, CancellationToken cancellationToken)
    {
        response.ContentLength = body.Length;
        for (var i = 0; i < body.Length; i++)
        {
            await response.Body.WriteAsync(body.Slice(i, 1), cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
            await Task.Delay(delay, time, cancellationToken);
        }
    }

    /// <summary>A real picture's start, then bytes without end as far as the reader can know.</summary>
    public static async Task FloodAsync(this HttpResponse response, ReadOnlyMemory<byte> start, long bytes, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(start, cancellationToken);
        var block = new byte[64 * 1024];
        for (var left = bytes - start.Length; left > 0; left -= block.Length)
            await response.Body.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)), cancellationToken);
    }
}
