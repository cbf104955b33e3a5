using System.Globalization;
using System.Text;
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
                ("GET", [_, "o"]) when !granted.Contains("storage.objects.list") => RefuseAsync(context, StatusCodes.Status403Forbidden, "forbidden"),
                ("GET", [var bucket, "o"]) => ListAsync(context, bucket, buckets),
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

    private static Task ListAsync(HttpContext context, string bucket, GcsBuckets buckets)
    {
        var query = context.Request.Query;
        var size = int.TryParse(query["maxResults"], CultureInfo.InvariantCulture, out var most) ? Math.Min(most, buckets.PageSize) : buckets.PageSize;
        var rest = buckets.List(bucket, query["prefix"].ToString(), Encoding.UTF8.GetString(Convert.FromBase64String(query["pageToken"].ToString())));
        return context.Response.WriteAsJsonAsync(new
        {
            kind = "storage#objects",
            nextPageToken = rest.Count > size ? Convert.ToBase64String(Encoding.UTF8.GetBytes(rest[size - 1].Name)) : null,
            // Of an empty bucket Google says nothing at all.
            items = rest.Count == 0 ? null : rest.Take(size).Select(found => new
            {
                name = found.Name,
                size = found.Content.Bytes.Length.ToString(CultureInfo.InvariantCulture),
                timeCreated = found.Content.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            }).ToArray(),
        });
    }

    private static Task NoContent(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
