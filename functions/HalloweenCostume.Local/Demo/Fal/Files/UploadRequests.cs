using Microsoft.AspNetCore.Http.Features;

namespace HalloweenCostume.Local.Demo.Fal.Files;

/// <summary>What the calls of an upload have in common.</summary>
internal static class UploadRequests
{
    public static PendingUpload? Find(this UploadStore uploads, HttpContext context, bool multipart) =>
        uploads.Find((string)context.Request.RouteValues["token"]!) is { } upload && upload.Multipart == multipart ? upload : null;

    /// <returns>The ETag; null when the body is too large, which was answered.</returns>
    public static async Task<string?> WriteAsync(this UploadStore uploads, HttpContext context, PendingUpload upload, int number, CancellationToken cancellationToken)
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        var etag = context.Request.ContentLength > UploadStore.MaxBytes ? null : await uploads.WritePartAsync(upload, number, context.Request.Body, cancellationToken);
        if (etag is null)
            await context.TooLargeAsync(cancellationToken);
        return etag;
    }

    public static Task UploadNotFoundAsync(this HttpContext context, CancellationToken cancellationToken) =>
        context.RefuseAsync(404, "There is no such upload.", null, cancellationToken);

    public static Task TooLargeAsync(this HttpContext context, CancellationToken cancellationToken) =>
        context.RefuseAsync(413, "A file has at most 2 GiB.", "file_too_large", cancellationToken);
}
