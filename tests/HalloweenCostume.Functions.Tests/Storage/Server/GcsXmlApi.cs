using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Functions.Tests.Storage.Server;

/// <summary>The API of signed URLs: <c>/{bucket}/{object}</c>.</summary>
internal static class GcsXmlApi
{
    public static async Task AnswerAsync(HttpContext context, GcsBuckets buckets, GcsRequest request, GcsFault fault)
    {
        var (bucket, name) = Name(request);
        if (!buckets.Permissions.ContainsKey(bucket))
            await RefuseAsync(context, StatusCodes.Status404NotFound, "NoSuchBucket");
        else if (request.Method == "PUT")
            await PutAsync(context, buckets, bucket, name, fault);
        else if (request.Method is not ("GET" or "HEAD"))
            await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "MethodNotAllowed");
        else if (buckets.Find(bucket, name) is { } found)
            await GetAsync(context, found);
        else
            await RefuseAsync(context, StatusCodes.Status404NotFound, "NoSuchKey");
    }

    public static Task RefuseAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml; charset=UTF-8";
        return context.Response.WriteAsync($"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code><Message>It is so.</Message></Error>");
    }

    private static async Task PutAsync(HttpContext context, GcsBuckets buckets, string bucket, string name, GcsFault fault)
    {
        var headers = context.Request.Headers;
        // Decided on before the body is read, by what it is to be long.
        if (headers["x-goog-content-length-range"].ToString() is { Length: > 0 } range && Refusal(range, context.Request.ContentLength) is { } code)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, code);
            return;
        }

        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        var content = new GcsObject(bytes.ToArray(), headers.ContentType.ToString(), headers.CacheControl.ToString(), headers.ContentDisposition.ToString(), 0);
        if (headers["x-goog-hash"].ToString() is { Length: > 0 } hash && hash != $"crc32c={content.Crc32c}")
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "BadDigest");
        else if (fault == GcsFault.BusyAfterBody)
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "ServiceUnavailable");
        else if (!buckets.Put(bucket, name, content, onlyNew: headers["x-goog-if-generation-match"] == "0"))
            await RefuseAsync(context, StatusCodes.Status412PreconditionFailed, "PreconditionFailed");
        else if (fault == GcsFault.KeptButBusy)
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "ServiceUnavailable");
        else if (fault == GcsFault.KeptButReset)
            context.Abort();
    }

    private static Task GetAsync(HttpContext context, GcsObject found)
    {
        context.Response.Headers.CacheControl = found.CacheControl;
        if (found.ContentDisposition.Length > 0)
            context.Response.Headers.ContentDisposition = found.ContentDisposition;
        context.Response.Headers["x-goog-hash"] = $"crc32c={found.Crc32c}";
        return TypedResults.Bytes(found.Bytes, found.ContentType, enableRangeProcessing: true).ExecuteAsync(context);
    }

    private static string? Refusal(string range, long? length) => range.Split(',') is [var least, var most]
        ? length > long.Parse(most, CultureInfo.InvariantCulture) ? "EntityTooLarge" : length < long.Parse(least, CultureInfo.InvariantCulture) ? "EntityTooSmall" : length is null ? "MissingContentLength" : null
        : "InvalidArgument";

    private static (string Bucket, string Name) Name(GcsRequest request)
    {
        var parts = request.Path[1..].Split('/', 2);
        return (parts[0], Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? ""));
    }
}
