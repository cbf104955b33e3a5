using HalloweenCostume.Local.Demo.Fal.Files;
using HalloweenCostume.Local.Demo.Fal.Queue;

namespace HalloweenCostume.Local.Demo.Fal;

/// <summary>Which URL is whose: fal's queue, storage and media hosts share no path.</summary>
internal static class FalRoutes
{
    /// <summary>Both forms that fal accepts: without the sub-path of the submit, as it returns them, and with it.</summary>
    private static readonly string[] Requests = ["/{owner}/{app}/requests/{id}", "/{owner}/{app}/{subpath}/requests/{id}"];

    public static void Map(IEndpointRouteBuilder routes, FalServer server, Parts parts)
    {
        MapQueue(routes, server, parts);
        MapStorage(routes, server, parts);
        var files = new FileApi(parts.Files, new PictureFaults(parts.Faults, parts.Store, parts.Files, parts.Address, parts.Time));
        routes.MapMethods("/files/{id}/{name}", [HttpMethods.Get, HttpMethods.Head], server.Public(FalCallKind.Download, files.DownloadAsync));
    }

    private static void MapQueue(IEndpointRouteBuilder routes, FalServer server, Parts parts)
    {
        var view = new StatusView(parts.Address);
        var submit = new SubmitApi(parts.Queue, parts.Store, view, parts.Faults, parts.Time);
        var requests = new RequestApi(parts.Queue, parts.Store, view, parts.Faults, parts.Time);
        var stream = new StatusStream(requests, view, parts.Faults, parts.Time);
        routes.MapPost("/{owner}/{app}/{**subpath}", server.WithKey(FalCallKind.Submit, submit.SubmitAsync));
        foreach (var request in Requests)
        {
            routes.MapGet($"{request}/status", server.WithKey(FalCallKind.Status, requests.StatusAsync));
            routes.MapGet($"{request}/status/stream", server.WithKey(FalCallKind.StatusStream, stream.StreamAsync));
            routes.MapGet(request, server.WithKey(FalCallKind.Result, requests.ResultAsync));
            routes.MapGet($"{request}/response", server.WithKey(FalCallKind.Result, requests.ResultAsync));
            routes.MapPut($"{request}/cancel", server.WithKey(FalCallKind.Cancel, requests.CancelAsync));
        }
    }

    private static void MapStorage(IEndpointRouteBuilder routes, FalServer server, Parts parts)
    {
        var uploads = new UploadApi(parts.Uploads, parts.Files, parts.Address, parts.Time);
        var multipart = new MultipartApi(parts.Uploads, parts.Files, parts.Address);
        routes.MapPost("/storage/upload/initiate", server.WithKey(FalCallKind.Upload, uploads.InitiateAsync));
        routes.MapPost("/storage/upload/initiate-multipart", server.WithKey(FalCallKind.Upload, uploads.InitiateMultipartAsync));
        routes.MapPut("/uploads/{token}", server.Public(FalCallKind.Upload, uploads.PutAsync));
        routes.MapPut("/uploads/{token}/{part}", server.Public(FalCallKind.Upload, multipart.PutPartAsync));
        routes.MapPost("/uploads/{token}/complete", server.Public(FalCallKind.Upload, multipart.CompleteAsync));
    }

    internal sealed record Parts(
        RequestStore Store, RequestQueue Queue, FileStore Files, UploadStore Uploads, FalAddress Address, FalFaults Faults, TimeProvider Time);
}
