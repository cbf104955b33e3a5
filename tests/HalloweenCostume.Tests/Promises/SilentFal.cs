using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HalloweenCostume.Tests.Promises;

/// <summary>
/// Takes calls over bare sockets: the first one of a connection is refused with 422 and the connection kept, the next one is read to its end
/// and the connection closed without an answer, as a server does that stops between taking a request and answering it.
/// </summary>
internal sealed class SilentFal : IAsyncDisposable
{
    private static readonly byte[] _refusal = Encoding.ASCII.GetBytes("HTTP/1.1 422 Unprocessable Entity\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private Task _accepting = Task.CompletedTask;
    private int _submits;
    private int _connections;

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    public int Submits => _submits;

    public int Connections => _connections;

    public static Task<SilentFal> StartAsync()
    {
        var fal = new SilentFal();
        fal._listener.Start();
        fal._accepting = fal.AcceptAsync();
        return Task.FromResult(fal);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        Interlocked.Increment(ref _connections);
        using (socket)
        {
            await ReadAsync(socket);
            await socket.SendAsync(_refusal, _stop.Token);
            await ReadAsync(socket);
            socket.Shutdown(SocketShutdown.Both);
        }
    }

    private async Task ReadAsync(Socket socket)
    {
        var request = new List<byte>();
        var buffer = new byte[8192];
        while (!IsWhole(Encoding.UTF8.GetString([.. request])))
        {
            var count = await socket.ReceiveAsync(buffer, _stop.Token);
            if (count == 0)
                return;
            request.AddRange(buffer.AsSpan(0, count));
        }

        Interlocked.Increment(ref _submits);
    }

    private static bool IsWhole(string request)
    {
        const string length = "Content-Length: ";
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var at = request.IndexOf(length, StringComparison.OrdinalIgnoreCase);
        return end > 0 && at > 0 && Encoding.UTF8.GetByteCount(request[(end + 4)..]) >= int.Parse(request[(at + length.Length)..request.IndexOf('\r', at)], null);
    }
}
