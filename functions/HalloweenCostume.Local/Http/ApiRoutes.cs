using HalloweenCostume.Access;
using HalloweenCostume.Gallery;
using HalloweenCostume.Generations;
using HalloweenCostume.Health;
using HalloweenCostume.Http;
using HalloweenCostume.Loras;
using HalloweenCostume.People;
using HalloweenCostume.Rates;

namespace HalloweenCostume.Local.Http;

/// <summary>The API on this host: each route is the core's method.</summary>
internal static class ApiRoutes
{
    public static void MapApi(this WebApplication app)
    {
        var api = app.MapGroup(Routes.Prefix);
        api.MapGet(Routes.Users, (HttpRequest request, PeopleApi people) => people.List(request));
        api.MapGet(Routes.LoraModels, (HttpRequest request, LoraApi loras) => loras.List(request));
        api.MapPost(Routes.GenerateImage, (HttpRequest request, GenerationApi generations, CancellationToken stop) => generations.GenerateAsync(request, stop));
        api.MapGet(Routes.Generation, (HttpRequest request, string id, GenerationApi generations, CancellationToken stop) => generations.GetAsync(request, id, stop));
        api.MapDelete(Routes.Generation, (HttpRequest request, string id, GenerationApi generations) => generations.CancelAsync(request, id));
        api.MapPost(Routes.GenerationRetries, (HttpRequest request, string id, GenerationApi generations, CancellationToken stop) => generations.RetryAsync(request, id, stop));
        api.MapGet(Routes.Images, (HttpRequest request, string userId, GalleryApi gallery, CancellationToken stop) => gallery.ListAsync(request, userId, stop));
        api.MapGet(Routes.Image, (HttpRequest request, string userId, string imageId, GalleryApi gallery) => gallery.Get(request, userId, imageId));
        api.MapDelete(Routes.Image, (HttpRequest request, string userId, string imageId, GalleryApi gallery) => gallery.DeleteAsync(request, userId, imageId));
        api.MapPost(Routes.ImageRestorations, (HttpRequest request, string userId, string imageId, GalleryApi gallery) => gallery.RestoreAsync(request, userId, imageId));
        api.MapGet(Routes.Health, (HttpRequest request, HealthApi health, CancellationToken stop) => health.GetAsync(request, stop));
        api.MapGet(Routes.OpenApi, OpenApiDocument.Get);
        api.MapPost(Routes.Session, (HttpRequest request, SessionApi sessions, CancellationToken stop) => sessions.BeginAsync(request, stop));
        api.MapGet(Routes.Session, (HttpRequest request, SessionApi sessions) => sessions.Get(request));
        api.MapDelete(Routes.Session, (HttpRequest request, SessionApi sessions) => sessions.EndAsync(request));
        MapAdmin(api);
    }

    /// <returns>The template, as <see cref="Routes"/> has it, of the endpoint that will answer; null when there is none.</returns>
    public static string? TemplateOf(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } pattern && pattern.StartsWith(Routes.Prefix, StringComparison.Ordinal) ? pattern[Routes.Prefix.Length..] : null;

    private static void MapAdmin(RouteGroupBuilder api)
    {
        api.MapGet(Routes.Keys, (KeyApi keys) => keys.List());
        api.MapPost(Routes.Keys, (HttpRequest request, KeyApi keys, CancellationToken stop) => keys.IssueAsync(request, stop));
        api.MapDelete(Routes.Key, (string keyId, KeyApi keys) => keys.RevokeAsync(keyId));
        api.MapGet(Routes.People, (PeopleAdminApi people) => people.List());
        api.MapPost(Routes.People, (HttpRequest request, PeopleAdminApi people, CancellationToken stop) => people.AddAsync(request, stop));
        api.MapPatch(Routes.Person, (HttpRequest request, string personId, PeopleAdminApi people, CancellationToken stop) => people.ChangeAsync(request, personId, stop));
        api.MapDelete(Routes.Person, (HttpRequest request, string personId, PeopleAdminApi people, CancellationToken stop) => people.ForgetAsync(request, personId, stop));
        api.MapGet(Routes.PersonExport, (HttpRequest request, string personId, PeopleAdminApi people) => people.Export(request, personId));
        api.MapGet(Routes.Loras, (LoraAdminApi loras) => loras.List());
        api.MapPost(Routes.Loras, (HttpRequest request, LoraAdminApi loras, CancellationToken stop) => loras.AddAsync(request, stop));
        api.MapPatch(Routes.Lora, (HttpRequest request, string loraId, LoraAdminApi loras, CancellationToken stop) => loras.ChangeAsync(request, loraId, stop));
        api.MapDelete(Routes.Lora, (string loraId, LoraAdminApi loras) => loras.RemoveAsync(loraId));
        api.MapPost(Routes.LoraUploads, (HttpRequest request, LoraAdminApi loras, CancellationToken stop) => loras.PrepareUploadAsync(request, stop));
        api.MapGet(Routes.Usage, (HttpRequest request, UsageApi usage) => usage.Get(request));
    }
}
