using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HalloweenCostume.Functions.Tests.Storage.Server;

/// <param name="Path">As it was sent, escapes and all.</param>
internal sealed record GcsRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers)
{
    public static GcsRequest Of(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2);
        return new(
            context.Request.Method, target[0], target.ElementAtOrDefault(1) ?? "",
            context.Request.Headers.ToDictionary(header => header.Key, header => string.Join(", ", [.. header.Value]), StringComparer.OrdinalIgnoreCase));
    }

    public bool Signed => Query.Contains("X-Goog-Signature=", StringComparison.Ordinal);
}
