using System.Net;
using System.Net.Sockets;
using HalloweenCostume.Fal;
using HalloweenCostume.Http;

namespace HalloweenCostume.Loras;

/// <summary>Which addresses of weights a model may have: fal reads them from outside, so they lead to a public host.</summary>
public static class LoraUrl
{
    public const int MaxLength = 2_000;

    // Of a name server that does not answer.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>Looks the host's name up; nothing is sent to the host itself.</summary>
    /// <returns>What to say after the field's name, such as <c>must be …</c>; null when the address may be used.</returns>
    public static Task<string?> RefusalAsync(string url, CancellationToken cancellationToken) => RefusalAsync(url, Dns.GetHostAddressesAsync, cancellationToken);

    internal static async Task<string?> RefusalAsync(string url, Func<string, CancellationToken, Task<IPAddress[]>> lookUp, CancellationToken cancellationToken)
    {
        if (url.Length > MaxLength)
            return $"must have at most {MaxLength} characters.";
        if (url.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) || !Uri.TryCreate(url, UriKind.Absolute, out var address) || !WebAddresses.IsSafeToUse(address))
            return "must be an absolute https address, without spaces (http only for this machine itself).";
        if (address.UserInfo.Length > 0)
            return "must have no user name or password in it: fal would write them down. Use an address that is signed.";
        if (url.Contains('#', StringComparison.Ordinal))
            return "must have no fragment: leave out the # and what follows it.";
        if (address.IsLoopback)
            return null;
        if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var literal))
            return PublicAddresses.IsPublic(literal) ? null : NotPublic(address);
        // fal may know a name that is not known here, and it is fal that reads it.
        return await LookUpAsync(address, lookUp, cancellationToken) is not { } found || found.Any(PublicAddresses.IsPublic) ? null : NotPublic(address);
    }

    private static async Task<IPAddress[]?> LookUpAsync(Uri address, Func<string, CancellationToken, Task<IPAddress[]>> lookUp, CancellationToken cancellationToken)
    {
        try
        {
            return await lookUp(address.IdnHost, cancellationToken).WaitAsync(_patience, cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or TimeoutException or ArgumentException)
        {
            return null;
        }
    }

    private static string NotPublic(Uri address) => $"leads to {address.IdnHost}, which has no public address: fal could not read it. Use a host on the internet, or add the file itself.";
}
