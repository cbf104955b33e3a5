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

    private static readonly (TemplateMatcher Address, string Methods)[] _all =
    [
        Route(Users, "GET"),
        Route(LoraModels, "GET"),
        Route(GenerateImage, "POST"),
        Route(Generation, "DELETE, GET"),
        Route(GenerationRetries, "POST"),
        Route(Images, "GET"),
        Route(Image, "DELETE, GET"),
        Route(ImageRestorations, "POST"),
        Route(FalWebhook, "POST"),
        Route(Health, "GET"),
        Route(OpenApi, "GET"),
    ];

    /// <summary>What a request gets that no endpoint takes, where the host's routing does not say it: 405 with the methods that the address takes, else 404.</summary>
    public static IResult Unmatched(HttpRequest request)
    {
        foreach (var (address, methods) in _all)
        {
            if (!address.TryMatch(request.Path, []))
                continue;
            request.HttpContext.Response.Headers.Allow = methods;
            return new ProblemResult(Problems.ForStatus(StatusCodes.Status405MethodNotAllowed, request));
        }

        return new ProblemResult(Problems.ForStatus(StatusCodes.Status404NotFound, request));
    }

    private static (TemplateMatcher Address, string Methods) Route(string template, string methods) =>
        (new(TemplateParser.Parse(Prefix.Trim('/') + "/" + template), []), methods);
}
