using System.Net;
using System.Net.Sockets;

namespace HalloweenCostume.Web.Tests.Trouble;

/// <summary>Answers every request with half of what it announces, and hangs up.</summary>
internal sealed class TornServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Task serving;
    private int answers;

    private TornServer()
    {
        listener.Start();
        Address = new($"http://{listener.LocalEndpoint}/");
        serving = ServeAsync();
    }

    public static TornServer Start() => new();

    public Uri Address { get; }

    public int Answers => answers;

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                using var stream = client.GetStream();
                var read = await stream.ReadAtLeastAsync(new byte[16], 16, throwOnEndOfStream: false);
                if (read == 0)
                    continue;
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[{\"id\": 1, "u8.ToArray());
                Interlocked.Increment(ref answers);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was stopped.
        }
    }
}
