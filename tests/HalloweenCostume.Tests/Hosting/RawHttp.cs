using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace HalloweenCostume.Tests.Hosting;

/// <param name="Status">0 when the connection ended without an answer.</param>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>HTTP by hand, for what a client library would not send.</summary>
internal static class RawHttp
{
    /// <param name="head">Request line and headers, without <c>Host</c> and <c>Connection</c>.</param>
    public static Task<RawAnswer> SendAsync(Uri host, string head, string body = "") => SendAsync(host, $"{head}\r\nHost: {host.Authority}\r\nConnection: close\r\n\r\n{body}", [], default);

    /// <param name="first">Everything that is sent at once.</param>
    /// <param name="later">What follows, piece by piece, a <paramref name="pause"/> before each. A server that answers early is not sent the rest.</param>
    public static async Task<RawAnswer> SendAsync(Uri host, string first, IEnumerable<string> later, TimeSpan pause)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        using var client = new TcpClient();
        await client.ConnectAsync(host.Host, host.Port, timeout.Token);
        var stream = client.GetStream();
        var answer = ReadAsync(stream, timeout.Token);
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(first), timeout.Token);
            foreach (var piece in later)
            {
                if (await Task.WhenAny(answer, Task.Delay(pause, timeout.Token)) == answer)
                    break;
                await stream.WriteAsync(Encoding.Latin1.GetBytes(piece), timeout.Token);
            }
        }
        catch (IOException)
        {
            // It was closed meanwhile: what it said before counts.
        }

        return Parse(await answer);
    }

    private static async Task<string> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        try
        {
            await stream.CopyToAsync(bytes, cancellationToken);
        }
        catch (IOException)
        {
            // Reset: what came before counts.
        }

        return Encoding.Latin1.GetString(bytes.ToArray());
    }

    private static RawAnswer Parse(string text)
    {
        // Nothing, or a frame of HTTP/2.
        if (!text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
            return new(0, new Dictionary<string, string>(), "");
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = text[..end].Split("\r\n");
        var headers = lines[1..].Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var body = text[(end + 4)..];
        return new(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, headers.ContainsKey("Transfer-Encoding") ? Unchunked(body) : body);
    }

    private static string Unchunked(string body)
    {
        var whole = new StringBuilder();
        for (var at = 0; at < body.Length;)
        {
            var line = body.IndexOf("\r\n", at, StringComparison.Ordinal);
            var length = int.Parse(body.AsSpan(at, line - at), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0)
                break;
            whole.Append(body, line + 2, length);
            at = line + 2 + length + 2;
        }

        return whole.ToString();
    }
}
