using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace HalloweenCostume.Local;

/// <summary>What one client, or many slow ones, may take of the server.</summary>
internal sealed record LocalLimits
{
    /// <summary>For a request's first line and headers to arrive.</summary>
    public TimeSpan Headers { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may wait for its next request.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromMinutes(1);

    public int HeaderBytes { get; init; } = 32 * 1024;

    public int HeaderCount { get; init; } = 100;

    public int Connections { get; init; } = 1_000;

    public long BodyBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes a second, of a body that comes and of an answer that is taken, after a time of grace.</summary>
    public (double BytesPerSecond, TimeSpan Grace) Rate { get; init; } = (240, TimeSpan.FromSeconds(5));

    public void Apply(KestrelServerOptions kestrel)
    {
        var limits = kestrel.Limits;
        limits.RequestHeadersTimeout = Headers;
        limits.KeepAliveTimeout = KeepAlive;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.MaxRequestHeadersTotalSize = HeaderBytes;
        limits.MaxRequestHeaderCount = HeaderCount;
        limits.MaxConcurrentConnections = Connections;
        limits.MaxRequestBodySize = BodyBytes;
        limits.MinRequestBodyDataRate = new(Rate.BytesPerSecond, Rate.Grace);
        limits.MinResponseDataRate = new(Rate.BytesPerSecond, Rate.Grace);
    }
}
