namespace HalloweenCostume.Local.Demo.Fal.Files;

/// <summary>The public files, as on fal's media hosts: no key, ranges allowed.</summary>
internal sealed class FileApi(FileStore files, PictureFaults faults)
{
    public async Task DownloadAsync(HttpContext context, FalCall call, CancellationToken cancellationToken)
    {
        if (files.Find((string)context.Request.RouteValues["id"]!) is not { } file)
        {
            await context.RefuseAsync(StatusCodes.Status404NotFound, "Not Found", null, cancellationToken);
            return;
        }
        call.RequestId = file.RequestId;
        if (await faults.StrikeAsync(context, call, file, cancellationToken))
            return;
        context.Response.Headers.AccessControlAllowOrigin = "*";
        await TypedResults.PhysicalFile(files.PathOf(file.Id), file.ContentType, enableRangeProcessing: true).ExecuteAsync(context);
    }
}
