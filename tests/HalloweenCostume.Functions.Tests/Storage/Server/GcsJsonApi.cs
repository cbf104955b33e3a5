using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Functions.Tests.Storage.Server;

/// <summary>The API of Google's client: <c>/storage/v1/b/{bucket}/…</c>.</summary>
internal static class GcsJsonApi
{
    public const string Root = "/storage/v1/b/";

    public static Task AnswerAsync(HttpContext context, GcsBuckets buckets, GcsRequest request)
    {
        var path = request.Path[Root.Length..].Split('/').Select(Uri.UnescapeDataString).ToArray();
        return buckets.Permissions.TryGetValue(path[0], out var granted)
            ? (request.Method, path) switch
            {
                ("GET", [var bucket]) => context.Response.WriteAsJsonAsync(new { kind = "storage#bucket", name = bucket }),
                ("GET", [_, "iam", "testPermissions"]) => context.Response.WriteAsJsonAsync(new
                {
                    kind = "storage#testIamPermissionsResponse",
                    permissions = context.Request.Query["permissions"].Intersect(granted).ToArray(),
                }),
                ("GET", [var bucket, "o", var name]) when buckets.Find(bucket, name) is { } found => ObjectAsync(context, bucket, name, found),
                ("DELETE", [var bucket, "o", var name]) when buckets.Delete(bucket, name) => NoContent(context),
                _ => RefuseAsync(context, StatusCodes.Status404NotFound, "notFound"),
            }
            : RefuseAsync(context, StatusCodes.Status404NotFound, "notFound");
    }

    public static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error = new { code = status, message = "It is so.", errors = new[] { new { message = "It is so.", domain = "global", reason } } } });
    }

    private static Task ObjectAsync(HttpContext context, string bucket, string name, GcsObject found) => context.Request.Query["alt"] == "media"
        ? TypedResults.Bytes(found.Bytes, found.ContentType).ExecuteAsync(context)
        : context.Response.WriteAsJsonAsync(new
        {
            kind = "storage#object",
            bucket,
            name,
            size = found.Bytes.Length.ToString(CultureInfo.InvariantCulture),
            crc32c = found.Crc32c,
            contentType = found.ContentType,
            cacheControl = found.CacheControl,
            generation = found.Generation.ToString(CultureInfo.InvariantCulture),
        });

    private static Task NoContent(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
