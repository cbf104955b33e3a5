using System.Net;
using HalloweenCostume.Fal;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Http;

/// <summary>
/// How a client reaches the host. A proxy on this very machine, such as a tunnel, tells of its own client in X-Forwarded-For and
/// X-Forwarded-Proto; nobody else is believed. In Azure the worker puts the connection right before anybody asks here.
/// </summary>
public static class ClientConnection
{
    public static bool IsHttps(HttpRequest request) =>
        request.IsHttps || (IsBehindProxy(request) && request.Headers["X-Forwarded-Proto"].ToString().Split(',')[0].Trim().Equals("https", StringComparison.OrdinalIgnoreCase));

    /// <summary>Such as <c>https://party.example</c>.</summary>
    public static string Origin(HttpRequest request) => $"{(IsHttps(request) ? "https" : request.Scheme)}://{request.Host.Value}";

    /// <summary>Whom to slow down: an IPv4 address, or the network of an IPv6 one, for a home has all of its addresses.</summary>
    public static string Address(HttpRequest request)
    {
        var address = request.HttpContext.Connection.RemoteIpAddress ?? IPAddress.None;
        if (IsBehindProxy(request))
            // Each proxy writes its client's address behind what it was told: the last public one is the first that nobody made up.
            address = request.Headers["X-Forwarded-For"].SelectMany(value => (value ?? "").Split(',')).Reverse().Select(Parse).FirstOrDefault(found => found is not null && PublicAddresses.IsPublic(found)) ?? address;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.GetAddressBytes() is { Length: 16 } bytes ? Convert.ToHexString(bytes, 0, 8) : address.ToString();
    }

    private static bool IsBehindProxy(HttpRequest request) => request.HttpContext.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    /// <summary>One address of X-Forwarded-For; App Service writes the port, too.</summary>
    public static IPAddress? Parse(string text) =>
        IPAddress.TryParse(text.Trim(), out var address) ? address
        : IPEndPoint.TryParse(text.Trim(), out var end) ? end.Address
        : null;
}
