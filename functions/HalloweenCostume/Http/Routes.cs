using HalloweenCostume.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Template;

namespace HalloweenCostume.Http;

/// <summary>The API's routes below the prefix <c>/api/</c>, the same for both hosts; <see cref="FalWebhook"/> is the Azure host's alone.</summary>
public static class Routes
{
    public const string Prefix = "/api/";

    public const string Users = "users";
    public const string LoraModels = "get-lora-models";
    public const string GenerateImage = "generate-image";
    public const string Generation = "generations/{id}";
    public const string GenerationRetries = "generations/{id}/retries";
    public const string Images = "images/{userId}";
    public const string Image = "images/{userId}/{imageId}";
    public const string ImageRestorations = "images/{userId}/{imageId}/restorations";
    public const string Health = "health";
    public const string FalWebhook = "fal-webhook";
    public const string OpenApi = "openapi.json";
    public const string Session = "session";
    public const string Keys = "keys";
    public const string Key = "keys/{keyId}";
    public const string People = "people";
    public const string Person = "people/{personId}";
    public const string PersonExport = "people/{personId}/export";
    public const string Loras = "loras";
    public const string Lora = "loras/{loraId}";
    public const string LoraUploads = "lora-uploads";
    public const string Usage = "usage";

    /// <summary>Every route with its methods, and who may use it: a route that is not here is for nobody but an admin.</summary>
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new(Users, "GET", AccessRule.Keys),
        new(LoraModels, "GET", AccessRule.Keys),
        new(GenerateImage, "POST", AccessRule.Keys),
        new(Generation, "DELETE", AccessRule.Keys),
        new(Generation, "GET", AccessRule.Keys),
        new(GenerationRetries, "POST", AccessRule.Keys),
        new(Images, "GET", AccessRule.Keys),
        new(Image, "DELETE", AccessRule.Keys),
        new(Image, "GET", AccessRule.Keys),
        new(ImageRestorations, "POST", AccessRule.Keys),
        new(OpenApi, "GET", AccessRule.Keys),
        new(Session, "DELETE", AccessRule.Keys),
        new(Session, "GET", AccessRule.Keys),
        // What whoever watches the host asks for, what fal signs, and how one comes to have a session.
        new(Health, "GET", AccessRule.Anyone),
        new(FalWebhook, "POST", AccessRule.Anyone),
        new(Session, "POST", AccessRule.Anyone),
        new(Keys, "GET", AccessRule.Admins),
        new(Keys, "POST", AccessRule.Admins),
        new(Key, "DELETE", AccessRule.Admins),
        new(People, "GET", AccessRule.Admins),
        new(People, "POST", AccessRule.Admins),
        new(Person, "DELETE", AccessRule.Admins),
        new(Person, "PATCH", AccessRule.Admins),
        new(PersonExport, "GET", AccessRule.Admins),
        new(Loras, "GET", AccessRule.Admins),
        new(Loras, "POST", AccessRule.Admins),
        new(Lora, "DELETE", AccessRule.Admins),
        new(Lora, "PATCH", AccessRule.Admins),
        new(LoraUploads, "POST", AccessRule.Admins),
        new(Usage, "GET", AccessRule.Admins),
    ];

    private static readonly (TemplateMatcher Address, string Methods)[] _addresses =
    [
        .. All.GroupBy(route => route.Template).Select(routes => (
            new TemplateMatcher(TemplateParser.Parse(Prefix.Trim('/') + "/" + routes.Key), []), string.Join(", ", routes.Select(route => route.Method).Order(StringComparer.Ordinal)))),
    ];

    /// <returns>Null for what is no route of the API.</returns>
    public static AccessRule? RuleOf(string template, string method) =>
        All.FirstOrDefault(route => route.Template == template && route.Method.Equals(method, StringComparison.OrdinalIgnoreCase))?.Rule;

    /// <summary>What a request gets that no endpoint takes, where the host's routing does not say it: 405 with the methods that the address takes, else 404.</summary>
    public static IResult Unmatched(HttpRequest request)
    {
        foreach (var (address, methods) in _addresses)
        {
            if (!address.TryMatch(request.Path, []))
                continue;
            request.HttpContext.Response.Headers.Allow = methods;
            return new ProblemResult(Problems.ForStatus(StatusCodes.Status405MethodNotAllowed, request));
        }

        return new ProblemResult(Problems.ForStatus(StatusCodes.Status404NotFound, request));
    }
}

/// <param name="Template">Below <see cref="Routes.Prefix"/>.</param>
public sealed record ApiRoute(string Template, string Method, AccessRule Rule);
