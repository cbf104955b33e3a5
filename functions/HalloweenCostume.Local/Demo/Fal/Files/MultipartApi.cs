using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HalloweenCostume.Local.Demo.Fal.Files;

/// <summary>Large uploads: parts, each answered with its etag, then the list of them.</summary>
internal sealed class MultipartApi(UploadStore uploads, FileStore files, FalAddress address)
{
    public async Task PutPartAsync(HttpContext context, FalCall call, CancellationToken cancellationToken)
    {
        if (uploads.Find(context, multipart: true) is not { } upload
            || !int.TryParse((string)context.Request.RouteValues["part"]!, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 10_000)
            await context.UploadNotFoundAsync(cancellationToken);
        else if (await uploads.WriteAsync(context, upload, number, cancellationToken) is { } etag)
        {
            context.Response.Headers.ETag = etag;
            await context.AnswerAsync(200, new JsonObject { ["partNumber"] = number, ["etag"] = etag }, cancellationToken);
        }
    }

    public async Task CompleteAsync(HttpContext context, FalCall call, CancellationToken cancellationToken)
    {
        if (uploads.Find(context, multipart: true) is not { } upload)
        {
            await context.UploadNotFoundAsync(cancellationToken);
            return;
        }
        if (ReadParts(await context.Request.ReadJsonAsync(cancellationToken), upload) is not { } parts)
        {
            await context.RefuseAsync(400, "The parts are not those that were uploaded, in order, each with its etag.", "bad_request", cancellationToken);
            return;
        }
        var whole = uploads.PathOf(upload, 0);
        await using (var target = File.Create(whole))
        {
            foreach (var part in parts)
            {
                await using var source = File.OpenRead(uploads.PathOf(upload, part));
                await source.CopyToAsync(target, cancellationToken);
            }
        }
        if (new FileInfo(whole).Length > UploadStore.MaxBytes)
        {
            uploads.Remove(upload);
            await context.TooLargeAsync(cancellationToken);
            return;
        }
        files.Add(upload.File, whole);
        uploads.Remove(upload);
        await context.AnswerAsync(200, new JsonObject { ["file_url"] = address.Origin + upload.File.Path }, cancellationToken);
    }

    private int[]? ReadParts(JsonElement? body, PendingUpload upload)
    {
        if (body is not { ValueKind: JsonValueKind.Object } json || !json.TryGetProperty("parts", out var list) || list.ValueKind != JsonValueKind.Array)
            return null;
        var parts = new List<int>();
        foreach (var part in list.EnumerateArray())
        {
            if (part.ValueKind != JsonValueKind.Object
                || !part.TryGetProperty("partNumber", out var value) || value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var number)
                || !part.TryGetProperty("etag", out var etag) || uploads.ETagOf(upload, number) is not { } known || etag.ToString().Trim('"') != known.Trim('"')
                || number <= parts.LastOrDefault())
                return null;
            parts.Add(number);
        }
        return parts.Count > 0 ? [.. parts] : null;
    }
}
