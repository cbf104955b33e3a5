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
}
