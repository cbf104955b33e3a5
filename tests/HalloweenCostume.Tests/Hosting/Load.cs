using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HalloweenCostume.Tests.Hosting;

/// <param name="PerSecond">Answers a second over all connections.</param>
/// <param name="P99">Of the time from a request's first byte sent to its answer's last byte read.</param>
internal sealed record LoadResult(double PerSecond, TimeSpan Median, TimeSpan P99, TimeSpan Longest);

/// <summary>
/// A closed loop over keep-alive connections on plain sockets: on a machine with few cores an HTTP client would take
/// more of them than the server under test.
/// </summary>
internal static class Load
{
    /// <param name="headers">More of them, each with its line's end.</param>
    public static async Task<LoadResult> RunAsync(Uri address, Func<int, string> path, int connections, TimeSpan duration, string headers = "")
    {
        var clock = Stopwatch.StartNew();
        var times = await Task.WhenAll(Enumerable.Range(0, connections).Select(connection =>
            Task.Run(() => ConnectionAsync(address, request => path((request * connections) + connection), headers, clock, duration))));
        var seconds = clock.Elapsed.TotalSeconds;
        var all = times.SelectMany(time => time).Order().ToArray();
        return new(all.Length / seconds, Stopwatch.GetElapsedTime(0, all[all.Length / 2]), Stopwatch.GetElapsedTime(0, all[(int)(all.Length * 0.99)]), Stopwatch.GetElapsedTime(0, all[^1]));
    }

    private static async Task<List<long>> ConnectionAsync(Uri address, Func<int, string> path, string headers, Stopwatch clock, TimeSpan duration)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port));
        var buffer = new byte[256 * 1024];
        var times = new List<long>();
        while (clock.Elapsed < duration)
        {
            var request = Encoding.ASCII.GetBytes($"GET {path(times.Count)} HTTP/1.1\r\nHost: {address.Authority}\r\n{headers}\r\n");
            var started = Stopwatch.GetTimestamp();
            await socket.SendAsync(request);
            await ReadAnswerAsync(socket, buffer);
            times.Add(Stopwatch.GetTimestamp() - started);
        }

        return times;
    }

    private static async Task ReadAnswerAsync(Socket socket, byte[] buffer)
    {
        var (have, need) = (0, int.MaxValue);
        while (have < need)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(have));
            if (read == 0)
                throw new InvalidOperationException("The server closed the connection.");
            have += read;
            if (need == int.MaxValue)
                need = Length(buffer.AsSpan(0, have));
        }
    }

    // Head and body together, once the head is there.
    private static int Length(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return int.MaxValue;
        if (!answer.StartsWith("HTTP/1.1 200"u8))
            throw new InvalidOperationException(Encoding.UTF8.GetString(answer));
        var at = answer.IndexOf("Content-Length: "u8) + "Content-Length: "u8.Length;
        return Utf8Parser.TryParse(answer[at..], out int length, out _) ? end + 4 + length : throw new InvalidOperationException("The answer has no Content-Length.");
    }
}
