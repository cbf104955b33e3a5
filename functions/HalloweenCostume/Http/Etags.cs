using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HalloweenCostume.Http;

public static class Etags
{
    /// <summary>The weak comparison of RFC 9110 that If-None-Match asks for, with lists and <c>*</c>.</summary>
    public static bool Matches(string ifNoneMatch, string etag)
    {
        if (ifNoneMatch.Length == 0 || !EntityTagHeaderValue.TryParseList([ifNoneMatch], out var known))
            return false;
        var current = EntityTagHeaderValue.Parse(etag);
        return known.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: false));
    }
}

/// <summary>304 with the ETag that still holds.</summary>
public sealed class NotModified(string etag) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
        httpContext.Response.Headers.ETag = etag;
        return Task.CompletedTask;
    }
}
