using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Http;

/// <summary>The contract as OpenAPI 3.1, one embedded document for both hosts.</summary>
public static class OpenApiDocument
{
    private static readonly Lazy<byte[]> _document = new(() =>
    {
        using var resource = typeof(OpenApiDocument).Assembly.GetManifestResourceStream("openapi.json")!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    });

    public static IResult Get() => TypedResults.Bytes(_document.Value, "application/json");
}
