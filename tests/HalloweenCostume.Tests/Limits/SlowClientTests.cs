using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HalloweenCostume.Local;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HalloweenCostume.Tests.Limits;

/// <summary>Clients that send a byte now and then, on a host whose limits are shortened.</summary>
public sealed class SlowClientTests : IAsyncLifetime
{
    private const int Connections = 250;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(0.2);

    // Kestrel looks at its clocks once a second.
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(8);

    private LocalHost _host = null!;

    private Uri Address => _host.Http.BaseAddress!;

    public async Task InitializeAsync() => _host = await LocalHost.StartAsync(configure: services => services.Replace(ServiceDescriptor.Singleton(new LocalLimits
    {
        Headers = TimeSpan.FromSeconds(2), KeepAlive = TimeSpan.FromSeconds(2), Connections = Connections, Rate = (240, TimeSpan.FromSeconds(2)),
    })));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("G")]
    [InlineData("GET /api/users HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")]
    public async Task Headers_that_drip_are_cut_off(string first)
    {
        var clock = Stopwatch.StartNew();
        var answer = await RawHttp.SendAsync(Address, first, Enumerable.Repeat("a", 100), _pause);
        Assert.True(answer.Status is 0 or 408, $"{answer.Status}");
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1), _soon);
    }

    [Fact]
    public async Task A_connection_that_nobody_uses_any_longer_is_closed()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Address.Host, Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /api/users HTTP/1.1\r\nHost: {Address.Authority}\r\n\r\n"));
        using var reader = new StreamReader(client.GetStream());
        var clock = Stopwatch.StartNew();
        Assert.StartsWith("HTTP/1.1 200", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1), _soon);
    }

    [Theory]
    [InlineData("Content-Length: 10000", " ")]
    [InlineData("Transfer-Encoding: chunked", "1\r\n \r\n")]
    public async Task A_body_that_drips_is_answered_408(string framing, string piece)
    {
        var clock = Stopwatch.StartNew();
        var answer = await RawHttp.SendAsync(
            Address, $"POST /api/generate-image HTTP/1.1\r\nHost: {Address.Authority}\r\nConnection: close\r\nContent-Type: application/json\r\n{framing}\r\n\r\n", Enumerable.Repeat(piece, 100), _pause);
        answer.Problem(HttpStatusCode.RequestTimeout);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1), _soon);
    }

    [Fact]
    public async Task Two_hundred_slow_clients_keep_nobody_waiting()
    {
        const string body = "POST /api/generate-image HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10000\r\n\r\n";
        var slow = Enumerable.Range(0, 200)
            .Select(i => RawHttp.SendAsync(Address, i % 2 == 0 ? "GET /api/users HTTP/1.1\r\nX-Slow: " : body, Enumerable.Repeat("a", 100), _pause)).ToList();
        await Task.Delay(_pause * 2);
        var longest = TimeSpan.Zero;
        for (var i = 0; i < 20; i++)
        {
            var clock = Stopwatch.StartNew();
            using var answer = await _host.Http.GetAsync("/api/users");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            longest = clock.Elapsed > longest ? clock.Elapsed : longest;
        }

        Assert.DoesNotContain(slow, client => client.IsCompleted);
        Assert.InRange(longest, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.All(await Task.WhenAll(slow), answer => Assert.True(answer.Status is 0 or 408, $"{answer.Status}"));
    }

    [Fact]
    public async Task Connections_over_the_limit_are_closed_until_there_is_room()
    {
        var clients = Enumerable.Range(0, Connections).Select(_ => new TcpClient()).ToList();
        foreach (var client in clients)
            await client.ConnectAsync(Address.Host, Address.Port);

        Assert.Equal(0, (await RawHttp.SendAsync(Address, "GET /api/users HTTP/1.1")).Status);

        foreach (var client in clients)
            client.Dispose();
        var status = 0;
        for (var clock = Stopwatch.StartNew(); status != 200 && clock.Elapsed < _soon; await Task.Delay(50))
            status = (await RawHttp.SendAsync(Address, "GET /api/users HTTP/1.1")).Status;
        Assert.Equal(200, status);
    }
}
