using System.Net;
using System.Net.Sockets;

namespace HalloweenCostume.Fal;

/// <summary>Connects to public addresses only, whatever a name resolves to; a host that is named as loopback, to loopback only.</summary>
internal static class PublicAddresses
{
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var loopback = new Uri($"http://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host.Trim('[', ']')}]" : host)}").IsLoopback;
        var addresses = (await Dns.GetHostAddressesAsync(host, cancellationToken))
            .Where(address => loopback ? IPAddress.IsLoopback(address) : IsPublic(address)).ToArray();
        if (addresses.Length == 0)
            throw new FalException(FalFailure.Senseless, "The result's host has no public address.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Not of the special-purpose registries (RFC 6890) that lead into private networks, to this host or to many.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.IPv6Any) && !address.IsIPv6LinkLocal && !address.IsIPv6SiteLocal
                && !address.IsIPv6UniqueLocal && !address.IsIPv6Multicast && !_embedsIPv4.Any(prefix => prefix.Contains(address));
        return !_special.Any(network => network.Contains(address));
    }

    private static readonly IPNetwork[] _special =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
    ];

    // Through a translator or a tunnel these reach any IPv4 address: IPv4-compatible, NAT64, 6to4 and Teredo.
    private static readonly IPNetwork[] _embedsIPv4 =
    [
        IPNetwork.Parse("::/96"), IPNetwork.Parse("64:ff9b::/96"), IPNetwork.Parse("64:ff9b:1::/48"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("2001::/32"),
    ];
}
