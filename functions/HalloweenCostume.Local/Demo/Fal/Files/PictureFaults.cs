using HalloweenCostume.Local.Demo.Fal.Faults;
using HalloweenCostume.Local.Demo.Fal.Queue;

namespace HalloweenCostume.Local.Demo.Fal.Files;

/// <summary>What goes wrong with the download of a generated picture.</summary>
internal sealed class PictureFaults(FalFaults faults, RequestStore store, FileStore files, FalAddress address, TimeProvider time)
{
    /// <returns>False when the picture is to be served as it is.</returns>
    public async Task<bool> StrikeAsync(HttpContext context, FalCall call, StoredFile file, CancellationToken cancellationToken)
    {
        if (file.RequestId is not { } id || !HttpMethods.IsGet(context.Request.Method) || IsUntrusted(context.Request))
            return false;
        call.Fault = faults.Strike(FalFaultStage.Picture, store.Find(id)?.Submitted.Moment ?? new FalMoment(0, default));
        if (call.Fault is not { } fault)
            return false;

        var response = context.Response;
        var picture = await File.ReadAllBytesAsync(files.PathOf(file.Id), cancellationToken);
        response.ContentType = file.ContentType;
        switch (fault)
        {
            case FalFault.Picture404:
                response.ContentType = null;
                response.StatusCode = StatusCodes.Status404NotFound;
                break;
            case FalFault.PictureTruncated:
                await response.Body.WriteAsync(picture.AsMemory(0, picture.Length / 2), cancellationToken);
                break;
            case FalFault.PictureHtml:
                await response.WriteAsync("<!doctype html><title>Sign in</title><p>Please sign in to continue.", cancellationToken);
                break;
            case FalFault.PictureRedirect:
                response.Redirect(address.UntrustedOrigin + file.Path);
                break;
            case FalFault.PictureHuge:
                await response.FloodAsync(picture, faults.HugeBytes, cancellationToken);
                break;
            case FalFault.PictureBomb:
                response.ContentType = "image/png";
                await response.Body.WriteAsync(PngBomb.Bytes, cancellationToken);
                break;
            case FalFault.PictureDrip:
                await response.DripAsync(picture, faults.DripDelay, time, cancellationToken);
                break;
            default:
                response.ContentLength = picture.Length;
                await context.ResetAfterAsync(picture.AsMemory(0, picture.Length / 2), cancellationToken);
                break;
        }
        return true;
    }

    /// <summary>The address that a redirect or a wrong link leads to answers soundly, so that a client that follows it is caught by the journal.</summary>
    private bool IsUntrusted(HttpRequest request) => request.Host.Value != address.Host;
}
