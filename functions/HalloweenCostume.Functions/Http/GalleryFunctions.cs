using HalloweenCostume.Gallery;
using HalloweenCostume.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HalloweenCostume.Functions.Http;

internal sealed class GalleryFunctions(GalleryApi gallery)
{
    [Function("images")]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Images)] HttpRequest request) =>
        gallery.ListAsync(request, request.Part("userId"), request.HttpContext.RequestAborted);

    [Function("image")]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Image)] HttpRequest request) =>
        gallery.Get(request, request.Part("userId"), request.Part("imageId"));

    [Function("delete-image")]
    public Task<IResult> Delete([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes.Image)] HttpRequest request) =>
        gallery.DeleteAsync(request, request.Part("userId"), request.Part("imageId"));

    [Function("restore-image")]
    public Task<IResult> Restore([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.ImageRestorations)] HttpRequest request) =>
        gallery.RestoreAsync(request, request.Part("userId"), request.Part("imageId"));
}
