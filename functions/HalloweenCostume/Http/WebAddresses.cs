namespace HalloweenCostume.Http;

/// <summary>What the product holds to wherever it is given an address.</summary>
public static class WebAddresses
{
    /// <summary>https, or http that does not leave this machine.</summary>
    public static bool IsSafeToUse(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    /// <summary>The address with <paramref name="path"/> appended to its own path; its query stays.</summary>
    public static Uri Below(Uri address, string path)
    {
        var builder = new UriBuilder(address);
        builder.Path = builder.Path.TrimEnd('/') + "/" + path;
        return builder.Uri;
    }
}
