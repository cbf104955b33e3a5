namespace HalloweenCostume.Local.Demo.Fal;

/// <summary>Where the emulator listens. Known once it does; nothing that needs it runs before.</summary>
internal sealed class FalAddress
{
    /// <summary>0 until the listener is bound.</summary>
    public int Port { get; set; }

    public string Host => $"127.0.0.1:{Port}";

    /// <summary>Without a slash at the end.</summary>
    public string Origin => OriginOf(Port);

    /// <summary>The same listener under a name that no client was told to trust.</summary>
    public string UntrustedOrigin => $"http://localhost:{Port}";

    public static string OriginOf(int port) => $"http://127.0.0.1:{port}";
}
