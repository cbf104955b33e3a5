using System.Globalization;
using HalloweenCostume.Http;
using HalloweenCostume.Storage;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace HalloweenCostume.Local.Storage;

/// <summary>Reads an object by its signed URL, and takes one by another.</summary>
internal static class ObjectRoutes
{
    public static void MapObjects(this WebApplication app)
    {
        app.MapGet(FolderObjectStore.Route + "{bucket}/{**path}", Get);
        app.MapPut(FolderObjectStore.UploadRoute + "{bucket}/{**path}", PutAsync);
    }

    private static async Task<IResult> PutAsync(string bucket, string path, HttpContext context, FolderObjectStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var name = new ObjectName(bucket, path);
        var query = context.Request.Query;
        if (store.PathOf(name) is null || Ids.Number(query["size"]) is not { } size
            || !store.Signer.IsValidUpload(FolderObjectStore.UploadUrl(name), size, query["expires"], query["signature"], time.GetUtcNow()))
            return Problems.Of(StatusCodes.Status403Forbidden, "This link has run out or was changed. Ask the API for a new one.");
        if (context.Request.ContentLength != size)
            return Problems.Of(StatusCodes.Status400BadRequest, $"The file has to have the {size} bytes that were named before, in a request with Content-Length.");
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = size;
        return await store.PutAsync(name, "application/octet-stream", context.Request.Body, cancellationToken)
            ? TypedResults.Ok()
            : Problems.Of(StatusCodes.Status412PreconditionFailed, "A file was uploaded here before. Begin anew with POST /api/lora-uploads.");
    }

    private static IResult Get(string bucket, string path, HttpContext context, FolderObjectStore store, TimeProvider time)
    {
        var name = new ObjectName(bucket, path);
        var query = context.Request.Query;
        var now = time.GetUtcNow();
        if (store.PathOf(name) is null
            || !store.Signer.IsValid(store.Url(name), query["expires"], query["signature"], now, out var expiresAt))
            return Problems.Of(StatusCodes.Status403Forbidden, "This link has run out or was changed. Ask the API for a new one.");
        if (store.Find(name) is not { } file)
            return Problems.NotFound("This picture is gone.");
        // Objects are written once: while the link works, what it leads to does not change.
        context.Response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"private, max-age={(long)(expiresAt - now).TotalSeconds}, immutable");
        // A picture that is opened by itself is framed by the browser with styles of its own.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        return TypedResults.PhysicalFile(file, ContentType(file), entityTag: new EntityTagHeaderValue($"\"{Path.GetFileNameWithoutExtension(file)}\""), enableRangeProcessing: true);
    }

    private static string ContentType(string file) => Path.GetExtension(file) switch
    {
        ".jpg" => "image/jpeg",
        ".png" => "image/png",
        ".webp" => "image/webp",
        _ => "application/octet-stream",
    };
}
