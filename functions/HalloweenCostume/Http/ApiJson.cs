using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HalloweenCostume.Access;
using HalloweenCostume.Gallery;
using HalloweenCostume.Generations;
using HalloweenCostume.Health;
using HalloweenCostume.Loras;
using HalloweenCostume.People;
using HalloweenCostume.Rates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace HalloweenCostume.Http;

/// <summary>How the API writes JSON: compile-time serializers, camel case, UTC times with a Z.</summary>
[JsonSerializable(typeof(IReadOnlyList<Person>))]
[JsonSerializable(typeof(IReadOnlyList<Lora>))]
[JsonSerializable(typeof(Generation))]
[JsonSerializable(typeof(GeneratedImage))]
[JsonSerializable(typeof(ImagePage))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(IReadOnlyList<AccessKeyRecord>))]
[JsonSerializable(typeof(IssuedKey))]
[JsonSerializable(typeof(IReadOnlyList<PersonRecord>))]
[JsonSerializable(typeof(PersonContent))]
[JsonSerializable(typeof(IReadOnlyList<LoraRecord>))]
[JsonSerializable(typeof(LoraUpload))]
[JsonSerializable(typeof(Usage))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(HttpValidationProblemDetails))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata)]
public sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>With non-Latin letters and the ampersands of URLs as they are: the answers are never part of an HTML page.</summary>
    public static ApiJson Readable => field ??= new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new UtcConverter() },
    });
}
