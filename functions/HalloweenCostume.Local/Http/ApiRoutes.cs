using HalloweenCostume.Gallery;
using HalloweenCostume.Generations;
using HalloweenCostume.Health;
using HalloweenCostume.Http;
using HalloweenCostume.Loras;
using HalloweenCostume.People;

namespace HalloweenCostume.Local.Http;

/// <summary>The API on this host: each route is the core's method.</summary>
internal static class ApiRoutes
{
    public static void MapApi(this WebApplication app)
    {
        var api = app.MapGroup(Routes.Prefix);
        api.MapGet(Routes.Users, (PeopleApi people) => people.List());
        api.MapGet(Routes.LoraModels, (HttpRequest request, LoraApi loras) => loras.List(request));
        api.MapPost(Routes.GenerateImage, (HttpRequest request, GenerationApi generations, CancellationToken stop) => generations.GenerateAsync(request, stop));
        api.MapGet(Routes.Generation, (HttpRequest request, string id, GenerationApi generations, CancellationToken stop) => generations.GetAsync(request, id, stop));
        api.MapDelete(Routes.Generation, (HttpRequest request, string id, GenerationApi generations) => generations.CancelAsync(request, id));
        api.MapPost(Routes.GenerationRetries, (HttpRequest request, string id, GenerationApi generations, CancellationToken stop) => generations.RetryAsync(request, id, stop));
        api.MapGet(Routes.Images, (HttpRequest request, string userId, GalleryApi gallery, CancellationToken stop) => gallery.ListAsync(request, userId, stop));
        api.MapGet(Routes.Image, (HttpRequest request, string userId, string imageId, GalleryApi gallery) => gallery.Get(request, userId, imageId));
        api.MapDelete(Routes.Image, (string userId, string imageId, GalleryApi gallery) => gallery.DeleteAsync(userId, imageId));
        api.MapPost(Routes.ImageRestorations, (HttpRequest request, string userId, string imageId, GalleryApi gallery) => gallery.RestoreAsync(request, userId, imageId));
        api.MapGet(Routes.Health, (HttpRequest request, HealthApi health, CancellationToken stop) => health.GetAsync(request, stop));
        api.MapGet(Routes.OpenApi, OpenApiDocument.Get);
    }
}
