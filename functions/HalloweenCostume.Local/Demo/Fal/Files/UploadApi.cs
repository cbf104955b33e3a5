using System.Text.Json;
using System.Text.Json.Nodes;

namespace HalloweenCostume.Local.Demo.Fal.Files;

/// <summary>fal's storage of its third kind (<c>fal-cdn-v3</c>): announce, then PUT to a URL that needs no key.</summary>
internal sealed class UploadApi(UploadStore uploads, FileStore files, FalAddress address, TimeProvider time)
{
    public Task InitiateAsync(HttpContext context, FalCall call, CancellationToken cancellationToken) => InitiateAsync(context, multipart: false, cancellationToken);

    public Task InitiateMultipartAsync(HttpContext context, FalCall call, CancellationToken cancellationToken) => InitiateAsync(context, multipart: true, cancellationToken);

    public async Task PutAsync(HttpContext context, FalCall call, CancellationToken cancellationToken)
    {
        if (uploads.Find(context, multipart: false) is not { } upload)
            await context.UploadNotFoundAsync(cancellationToken);
        else if (await uploads.WriteAsync(context, upload, 1, cancellationToken) is { } etag)
        {
            files.Add(upload.File, uploads.PathOf(upload, 1));
            context.Response.Headers.ETag = etag;
        }
    }

    private async Task InitiateAsync(HttpContext context, bool multipart, CancellationToken cancellationToken)
    {
        if (context.Request.Query["storage_type"] != "fal-cdn-v3")
        {
            await context.RefuseAsync(400, "This emulator has the storage type fal-cdn-v3 alone.", "bad_request", cancellationToken);
            return;
        }
        if (await context.Request.ReadJsonAsync(cancellationToken) is not { ValueKind: JsonValueKind.Object } body
            || !body.TryGetProperty("file_name", out var name) || name.ValueKind != JsonValueKind.String || Path.GetFileName(name.GetString()) is not { Length: > 0 } fileName
            || !body.TryGetProperty("content_type", out var type) || type.ValueKind != JsonValueKind.String)
        {
            await context.RefuseAsync(422, "file_name and content_type are required.", null, cancellationToken);
            return;
        }
        var lifetime = Lifecycle.Read(context.Request.Headers, "X-Fal-Object-Lifecycle", "X-Fal-Object-Lifecycle-Preference");
        var now = time.GetUtcNow();
        var upload = new PendingUpload(FileStore.NewId(), multipart, new StoredFile(FileStore.NewId(), fileName, type.GetString()!, now + lifetime, RequestId: null), now);
        uploads.Add(upload);
        await context.AnswerAsync(200, new JsonObject { ["upload_url"] = address.Origin + upload.Path, ["file_url"] = address.Origin + upload.File.Path }, cancellationToken);
    }
}
